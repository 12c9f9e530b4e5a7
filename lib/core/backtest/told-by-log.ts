import type { RecentAction } from "../../domain/facts.ts";
import type { Hold } from "../../domain/hold.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { VERB_NAMES } from "../../domain/verbs.ts";
import { CHAT_POLICY, DIRECT_POLICY } from "../match-policies.ts";

/** What the log tells beside its frames, and what a replay needs of it. */
export type Told =
  /** Something was sent. Rules are policies of a config; everything else was asked for by a person. */
  | { readonly kind: "action"; readonly action: RecentAction; readonly byRule: boolean }
  /** A person asked something of a machine. */
  | { readonly kind: "person"; readonly ref: string; readonly atMs: number }
  | { readonly kind: "held"; readonly hold: Hold };

/** As the guard of holds words it; the log has no other record of when a hold stood. */
const HELD = /^held by (?<owner>.+?) until (?<until>\d{4}-\d\d-\d\dT[\d:.]+Z): (?<reason>.+)$/s;

/** Commands of people run under names in brackets, and what a person sends through a policy is no rule's doing either. */
function isRule(policy: string | undefined): boolean {
  return policy !== undefined && !policy.startsWith("(");
}

function actionOf({ phase, resource, action, policy, at, details }: StatusEntry): Told | undefined {
  const verb = VERB_NAMES.find((name) => name === action);
  if (phase !== "submitting" || resource === null || verb === undefined) return undefined;
  const owner = details["owner"];
  const known: RecentAction = {
    ...{ resource, action: verb, owner: typeof owner === "string" ? owner : null, atMs: Date.parse(at) },
    ...(policy === null ? {} : { policy }),
  };
  return { kind: "action", action: known, byRule: isRule(known.policy) };
}

function holdOf({ resource, at, text }: StatusEntry): Told | undefined {
  const { owner, until, reason } = HELD.exec(text)?.groups ?? {};
  if (resource === null || owner === undefined || until === undefined || reason === undefined)
    return undefined;
  return { kind: "held", hold: { resource, owner, reason, createdAt: at, until } };
}

/** What an entry tells a replay; `undefined` for one that tells it nothing. */
export function toldBy(entry: StatusEntry): Told | undefined {
  const { phase, policy, resource, reason } = entry;
  if (phase === "submitting") return actionOf(entry);
  if (phase !== "planned" && phase !== "skipped") return undefined;
  if (reason === "held") return holdOf(entry);
  if ((policy !== DIRECT_POLICY && policy !== CHAT_POLICY) || resource === null) return undefined;
  return { kind: "person", ref: resource, atMs: Date.parse(entry.at) };
}
