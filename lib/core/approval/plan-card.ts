import { CARD_LINES_MAX, type PlanCard } from "../../domain/approval.ts";
import { groupBy } from "../../domain/group-by.ts";
import { isSecretPath } from "../../domain/modelarts/secret-fields.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Step } from "../../domain/step.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { describeVerdict } from "../describe-verdict.ts";

/** Longest line of a card. */
const LINE_CHARACTERS_MAX = 500;
/** Begins what a line goes on with. */
const GOES_ON = "… ";
/** Longest reason: it is no part of what is done, and may be anybody's words. */
const WHY_CHARACTERS_MAX = 500;

function clipped(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

/** Nothing of what is done may be cut off: a line that is too long goes on in the next. */
function inLines(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const character of text) {
    if (line.length + character.length > LINE_CHARACTERS_MAX) {
      lines.push(line);
      line = GOES_ON;
    }
    line += character;
  }
  return [...lines, line];
}

type Chain = readonly [Step, ...Step[]];

function chainsOf(steps: readonly Step[]): readonly Chain[] {
  return [...groupBy(steps, ({ policy, resource }) => `${policy}\n${resource}`).values()].flatMap((chain) => {
    const [first, ...others] = chain;
    return first ? [[first, ...others] as const] : [];
  });
}

function money(amounts: readonly Verdict["savesPerHour"][]): PlanCard["money"] {
  const sums = new Map<string, number>();
  for (const sum of amounts) if (sum) sums.set(sum.currency, (sums.get(sum.currency) ?? 0) + sum.amount);
  return [...sums].map(([currency, amount]) => ({ amount: Number(amount.toFixed(2)), currency }));
}

/** A card goes into channels: that a script or a token is sent along is said, and not which. A key pair has only a name. */
function concealed(name: string, value: unknown): unknown {
  return name !== "key_pair_name" && isSecretPath([name]) ? "(not shown)" : value;
}

function parametersOf({ parameters }: Step): string {
  const told = Object.entries(parameters).map(([name, value]) => {
    const plain = concealed(name, value);
    const text = typeof plain === "object" ? JSON.stringify(plain, concealed) : String(plain);
    return `${name}: ${text}`;
  });
  return told.length === 0 ? "" : ` (${told.join(", ")})`;
}

function linesOf(chain: Chain, verdict: Verdict | undefined): readonly string[] {
  const [{ name, resource, owner }] = chain;
  const steps = chain.map((step) => `${step.verb}${parametersOf(step)}`).join(", then ");
  const why = verdict ? clipped(describeVerdict(verdict), WHY_CHARACTERS_MAX) : "";
  const [cost] = money([verdict?.savesPerHour ?? null]);
  const costs = cost ? `; costs ${cost.amount} ${cost.currency} an hour` : "";
  const line = `${name} (${resource}), ${owner === null ? "nobody known to own it" : `of ${owner}`}: ${steps}${why ? `; ${why}` : ""}${costs}`;
  return inLines(line);
}

/** Machines as long as there is room for all that is to be said of one; the first one always has it. */
function shownOf(chains: readonly Chain[], verdictOf: (chain: Chain) => Verdict | undefined) {
  const shown: Chain[] = [];
  const lines: string[] = [];
  for (const chain of chains) {
    const own = linesOf(chain, verdictOf(chain));
    if (shown.length > 0 && lines.length + own.length > CARD_LINES_MAX) break;
    shown.push(chain);
    lines.push(...own);
  }
  return { shown, lines };
}

function titleOf(chains: readonly Chain[]): string {
  const policies = [...new Set(chains.map(([{ policy }]) => policy))];
  // The last link is often only there to put the machine back to rest; what may happen once is what it is about.
  const verbs = chains.map((chain) => (chain.find(({ repeat }) => repeat === "once-only") ?? chain[0]).verb);
  const [only] = chains;
  const what = chains.length === 1 && only ? only[0].name : `${chains.length} machines`;
  return `${policies.join(", ")}: ${[...new Set(verbs)].join(", ")} ${what}`;
}

/** What people are shown before they agree: exactly which machines, what is done to each and why, and what they cost. */
export function planCard({ steps, acted }: Pick<Plan, "steps" | "acted">): PlanCard {
  const chains = chainsOf(steps);
  const verdicts = new Map(
    acted.map((verdict) => [`${verdict.intent.policy.name}\n${verdict.ref}`, verdict]),
  );
  const verdictOf = ([{ policy, resource }]: Chain) => verdicts.get(`${policy}\n${resource}`);
  const { shown, lines } = shownOf(chains, verdictOf);
  return {
    title: titleOf(chains),
    lines,
    machines: shown.map(([{ resource }]) => resource),
    more: chains.length - shown.length,
    money: money(acted.map(({ savesPerHour }) => savesPerHour)),
  };
}
