import type { Target } from "../domain/target.ts";
import type { TargetFile } from "./file-target.ts";
import type { Named } from "./sections.ts";

/** A target with every default filled in: credentials are looked for where the cloud's own tools look. */
export function toTarget({ name, file }: Named<TargetFile>): Target {
  return {
    name,
    cloud: file.cloud,
    region: file.region,
    project: file.project,
    credentials: file.credentials ?? (file.cloud === "otc" ? "env:OTC_SDK" : "env:HUAWEICLOUD_SDK"),
    // `URL.origin` has no slash at the end, so that paths can be put behind it.
    endpoint:
      file.endpoint === undefined ? null : URL.canParse(file.endpoint) ? new URL(file.endpoint).origin : null,
    prices: file.prices ?? null,
  };
}
