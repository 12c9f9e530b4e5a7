import { TIMED_LEASE_HOURS_MIN } from "../core/lease-wish.ts";
import { CLOUDS } from "../domain/clouds.ts";
import { formOf } from "./check-on.ts";
import type { Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import { actionOf, type WrittenAction } from "./policy-parts.ts";
import type { Named, Sections } from "./sections.ts";

type Policy = Named<PolicyFile>;

/** Whoever asks for a lease gets it in the kind that the cloud has. */
function isAskedByPerson({ file }: Policy): boolean {
  const form = formOf(file.on);
  return form === "request" || form === "ticket";
}

function checkDetector(policy: Policy, action: WrittenAction, { targets }: Sections): readonly Finding[] {
  const { type } = action.parameters;
  if (type === "timing" || (type === undefined && isAskedByPerson(policy))) return [];
  const without = targets.filter(({ file }) => !CLOUDS[file.cloud].idleLease);
  if (without.length === 0) return [];
  const names = without.map((target) => target.name).join(", ");
  const path = ["policies", policy.name, "then", action.word];
  if (type === undefined) {
    const message = `a policy sets no notebook lease in ${names}: only a timed one can be had there, which stops whatever runs`;
    return [{ path, part: "key", severity: "warning", message, hint: "write type: timing to have it" }];
  }
  return [
    {
      path: [...path, "type"],
      severity: without.length === targets.length ? "error" : "warning",
      message: `no idle detector is known behind a notebook lease of type idle in ${names}`,
      hint: "write type: timing",
    },
  ];
}

function checkHours(policy: Policy, { word, parameters }: WrittenAction): readonly Finding[] {
  const { type, hours } = parameters;
  if (type !== "timing" || typeof hours !== "number" || isAskedByPerson(policy)) return [];
  if (hours >= TIMED_LEASE_HOURS_MIN || policy.file.idle !== undefined) return [];
  return [
    {
      path: ["policies", policy.name, "then", word, "hours"],
      message: `a timed lease of ${hours} hours would stop whoever works longer, so no policy sets it`,
      hint: `write ${TIMED_LEASE_HOURS_MIN} hours or more, or add idle`,
    },
  ];
}

/** Notebook leases that a policy could never set. */
export function checkLease(policy: Policy, sections: Sections): readonly Finding[] {
  const action = actionOf(policy.file);
  if (action?.verb !== "lease" || sections.targets.length === 0) return [];
  return [...checkDetector(policy, action, sections), ...checkHours(policy, action)];
}
