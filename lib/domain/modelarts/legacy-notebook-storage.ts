import type * as z from "zod";
import type { Cloud } from "../clouds.ts";
import { oneOf, someText, strict, text, wholeNumber } from "./rule.ts";

const MOUNT_ROOT = "/home/ma-user/work";

/** Table 5, location. */
const location = () =>
  strict({
    path: someText.optional(),
    volume_size: wholeNumber(5, 4096, "5 to 4,096 GB").optional(),
    mount_path: text(
      new RegExp(`^${MOUNT_ROOT}(?:/.*)?$`),
      `${MOUNT_ROOT} or a subdirectory of it`,
    ).optional(),
    access_modes: oneOf(["ReadOnlyMany", "ReadWriteMany"]).optional(),
  });

const storageFields = () => strict({ type: oneOf(["obs", "obsfs", "evs"]), location: location().optional() });
type StorageValue = z.output<ReturnType<typeof storageFields>>;

/** A bucket and at least one directory in it; the samples write a slash before the bucket. */
const OBS_DIRECTORY = /^\/?[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.*[^/].*\/$/;
/** A bucket and nothing in it. */
const OBS_ROOT = /^\/?[^/]*\/+$/;

function obsPathRule(path: string | undefined): string | undefined {
  if (path === undefined) return "mandatory when type is obs";
  if (!path.endsWith("/")) return "must end with a slash (/)";
  if (OBS_ROOT.test(path))
    return "must be a directory in an OBS bucket, not the root directory of the bucket";
  return OBS_DIRECTORY.test(path) ? undefined : "must be a valid OBS bucket path, such as /bucket/directory/";
}

function checkStorage(value: StorageValue, context: z.core.$RefinementCtx): void {
  const issue = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  const location = value.location;
  if (value.type === "obs") {
    if (location === undefined) issue(["location"], "mandatory when type is obs");
    const broken = location && obsPathRule(location.path);
    if (broken) issue(["location", "path"], broken);
  }
  for (const field of ["mount_path", "access_modes"] as const) {
    if (value.type !== "obsfs" && location?.[field] !== undefined) {
      issue(["location", field], "valid only when type is obsfs");
    }
  }
}

function checkOtc(value: StorageValue, context: z.core.$RefinementCtx): void {
  const issue = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  if (value.type !== "obs") issue(["type"], "only obs is supported");
  if (value.location?.volume_size !== undefined) {
    issue(["location", "volume_size"], "not taken here: only obs is supported");
  }
}

/**
 * Table 4, storage. Huawei Cloud (2023-12): obs, obsfs, evs. OTC (2025-08): "Only obs is supported", although its
 * sample answer and live answers show evs; requests follow the text.
 */
export function legacyStorage(cloud: Cloud) {
  const storage = storageFields().superRefine(checkStorage);
  return cloud === "otc" ? storage.superRefine(checkOtc) : storage;
}

/**
 * An item of `extend_storage`: "supports only obsfs" on both clouds. The OTC page says at the same time that every
 * storage is obs; the sentence written for this very field is followed.
 */
export const legacyExtendStorage = () =>
  strict({
    type: oneOf(["obsfs"]),
    location: location().optional(),
  });
