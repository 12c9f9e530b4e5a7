import * as z from "zod";
import type { Cloud } from "../clouds.ts";
import { anyCaseOf, flag, rule, someText, strict, text, wholeNumber } from "./rule.ts";

const CAPACITY_RULE = "5 to 4,096 GB";
const ownership = () => anyCaseOf(["MANAGED", "DEDICATED"]);
const mountPath = () => someText.max(256, rule("at most 256 characters"));

const huaweiFields = () =>
  strict({
    category: anyCaseOf(["EVS", "OBS", "OBSFS", "EFS"]),
    ownership: ownership(),
    capacity: wholeNumber(5, 4096, CAPACITY_RULE).optional(),
    uri: someText.optional(),
    id: someText.optional(),
    mount_path: mountPath().optional(),
    read_only: flag.optional(),
    dew_secret_name: text(/^.{1,64}$/, "1 to 64 characters").optional(),
  });

const huaweiVolume = () =>
  huaweiFields().superRefine((value, context) => {
    const isOwnTurbo =
      value.category.toUpperCase() === "EFS" && value.ownership.toUpperCase() === "DEDICATED";
    for (const field of ["uri", "id"] as const) {
      if (isOwnTurbo && value[field] === undefined) {
        context.addIssue({
          code: "custom",
          path: [field],
          message: "mandatory when category is EFS and ownership is DEDICATED",
        });
      }
    }
  });

/** OTC's text has SFS and EVS, its samples EFS as well; all three are accepted. */
const otcVolume = () =>
  strict({
    category: anyCaseOf(["SFS", "EVS", "EFS"]),
    ownership: ownership(),
    capacity: wholeNumber(5, 4096, CAPACITY_RULE).optional(),
    uri: someText.optional(),
  });

const VOLUME = { huaweicloud: huaweiVolume, otc: otcVolume } as const;

/** The disk of a notebook on a cloud; words are sent in either case and come back in upper case. */
export function notebookVolume<const C extends Cloud>(cloud: C): ReturnType<(typeof VOLUME)[C]> {
  return VOLUME[cloud]() as ReturnType<(typeof VOLUME)[C]>;
}

/** A further volume (SDK, 2026-07, Huawei Cloud only); no page states its rules. */
export const notebookDataVolume = () => z.record(z.string(), z.unknown(), rule("an object"));
