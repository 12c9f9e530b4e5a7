import type { ConfigPath } from "./diagnostic.ts";

/** Keys of the format that this version does not implement yet; `*` stands for any name. */
const LATER: readonly string[] = [
  "budgets",
  "teams.*.tell",
  "teams.*.zone",
  "policies.*.hours",
  "policies.*.warn",
  "policies.*.approve",
  "policies.*.on.chat",
];

/** What to do instead, where something comes near. */
const INSTEAD: Readonly<Record<string, string>> = {
  budgets: "thresholds that are reported by webhook work now: on: { budget: NAME, at: 90% }",
  "policies.*.hours": 'a fixed time works now: on: { cron: "0 20 * * 1-5", zone: Europe/Berlin }',
};

/** Whether a key belongs to a later version, and what can be done until then. */
export function laterKey(path: ConfigPath): { readonly hint: string } | undefined {
  const found = LATER.find((pattern) => {
    const parts = pattern.split(".");
    return parts.length === path.length && parts.every((part, index) => part === "*" || part === path[index]);
  });
  if (found === undefined) return undefined;
  return { hint: INSTEAD[found] ?? "remove it" };
}
