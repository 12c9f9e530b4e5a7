import { formOf } from "./check-on.ts";
import type { Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import type { Named } from "./sections.ts";

/** A warning needs somebody who comes back when its time is over, and that soon: a clock of short ticks. */
export function checkWarn({ name, file }: Named<PolicyFile>): readonly Finding[] {
  if (file.warn === undefined || file.warn.length === 0 || formOf(file.on) === "every") return [];
  return [
    {
      path: ["policies", name, "warn"],
      part: "key",
      message:
        "warn needs a policy that comes round by itself: what is set off once would warn and never stop",
      hint: "write on: { every: 10m }",
    },
  ];
}
