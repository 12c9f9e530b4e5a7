import type { ConfigPath } from "./diagnostic.ts";

/** Keys of the format that this version does not implement yet; `*` stands for any name. */
const LATER: readonly string[] = ["policies.*.on.chat"];

/** Whether a key belongs to a later version, and what can be done until then. */
export function laterKey(path: ConfigPath): { readonly hint: string } | undefined {
  const found = LATER.find((pattern) => {
    const parts = pattern.split(".");
    return parts.length === path.length && parts.every((part, index) => part === "*" || part === path[index]);
  });
  if (found === undefined) return undefined;
  return { hint: "remove it" };
}
