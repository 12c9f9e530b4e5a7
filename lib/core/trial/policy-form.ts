import { POLICY_DEFAULTS, type Policy } from "../../domain/policy.ts";

/** So many hexadecimal digits tell two forms of one policy apart. */
const DIGITS = 16;

/** The same value written twice is the same text, in whatever order its keys were put together. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const record = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, record[key]]),
  );
}

function textOf(value: unknown): string {
  return JSON.stringify(value, inOrder) ?? "";
}

const DEFAULTS = new Map(Object.entries(POLICY_DEFAULTS).map(([key, value]) => [key, textOf(value)]));

/**
 * What tells one wording of a policy from another, its mode included; every decision is logged with it. Limits, owners
 * and files beside the config are no part of it. Defaults are left out, so that a newer Curfew that knows one key more
 * finds the same wording.
 */
export function policyForm(policy: Policy, digest: (text: string) => string): string {
  const written = Object.entries(policy).filter(([key, value]) => DEFAULTS.get(key) !== textOf(value));
  return digest(textOf(Object.fromEntries(written))).slice(0, DIGITS);
}
