import { CODE_CHARACTERS } from "../../domain/approval.ts";
import type { Step } from "../../domain/step.ts";

/** The same value always as the same text, whatever the order in which its fields were written. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

/**
 * What of a step people agree to. Name and owner are left out: they are shown, but a machine that was given another name
 * meanwhile is still the same one.
 */
function agreedPart(step: Step): unknown {
  const { id, verb, policy, resource, target, kind, parameters } = step;
  const { wave, after, barrier, repeat, onlyWhile } = step;
  const order = { wave, after: [...after].sort(), barrier, onlyWhile };
  return { id, verb, policy, resource, target, kind, parameters, repeat, ...order };
}

/**
 * Digest of exactly what a plan would do: which steps on which machines, with which parameters, in which order and for
 * which policy. In which order the steps are listed does not matter.
 */
export function planHash(steps: readonly Step[], digest: (text: string) => string): string {
  const parts = steps.map((step) => canonical(agreedPart(step)));
  return digest(`plan\n${parts.sort().join("\n")}`);
}

/** What people type to say which plan they mean. */
export function planCode(hash: string): string {
  return hash.slice(0, CODE_CHARACTERS);
}
