import type { OpenAsk } from "../../domain/approval.ts";
import type { Facts, RecentAction } from "../../domain/facts.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { Veto } from "../guards/guard.ts";
import type { Asked } from "./ask-fold.ts";

/** What a run asks people about. */
export interface AskingRun {
  readonly run: string;
  readonly asked: Pick<Asked, "code" | "expiresAt" | "firstAskedMs" | "steps">;
}

/** Known again by policy, machine and verb: what else a step says may change while nobody answers. */
export function askKey(policy: string, resource: string, verb: string): string {
  return `${policy}\n${resource}\n${verb}`;
}

function keysOf({ asked }: AskingRun): readonly string[] {
  return asked.steps.map(({ policy, resource, verb }) => askKey(policy, resource, verb));
}

/** Every process finds the same one of two to be the older, so that they never give way to each other. */
function isOlder(a: AskingRun, b: AskingRun): boolean {
  const [aMs, bMs] = [a.asked.firstAskedMs, b.asked.firstAskedMs];
  return aMs === bMs ? a.run < b.run : aMs < bMs;
}

/**
 * What other runs ask people about, by {@link askKey}. What a run asks about itself stays its own where it was the first
 * to ask, whoever has asked for the same since.
 */
export function openAsks(others: readonly AskingRun[], own: AskingRun | null): ReadonlyMap<string, OpenAsk> {
  const ours = new Set(own ? keysOf(own) : []);
  const open = new Map<string, OpenAsk>();
  for (const other of others.toSorted((a, b) => (isOlder(a, b) ? -1 : 1))) {
    const { code, expiresAt } = other.asked;
    const yields = own !== null && isOlder(own, other);
    for (const key of keysOf(other)) {
      if (open.has(key) || (yields && ours.has(key))) continue;
      open.set(key, { run: other.run, code, expiresAt });
    }
  }
  return open;
}

/** What policies have done since then, by {@link askKey}. */
export function doneSince(actions: readonly RecentAction[], sinceMs: number): ReadonlySet<string> {
  const since = actions.filter(({ atMs }) => atMs >= sinceMs);
  return new Set(since.map(({ policy = "", resource, action }) => askKey(policy, resource, action)));
}

/** Facts about what people are asked. */
export type AskFacts = Pick<Facts, "asked" | "doneSinceAsked">;

/**
 * Why a verdict is left alone: another run asks people about it already, or its own question was put twice, and what was
 * agreed to by the other one is done.
 */
export function askedAlready(
  { intent, ref }: Pick<Verdict, "intent" | "ref">,
  { asked, doneSinceAsked }: AskFacts,
): Veto | undefined {
  if (intent.policy.approve === null || intent.policy.mode === "observe") return undefined;
  const key = askKey(intent.policy.name, ref, intent.verb);
  if (doneSinceAsked?.has(key)) {
    return { reason: "superseded", text: "the same was done since people were asked about it" };
  }
  const open = asked?.get(key);
  if (!open) return undefined;
  const text = `people are asked about it already: run ${open.run}, plan ${open.code}, until ${open.expiresAt}`;
  return { reason: "awaiting-approval", text };
}
