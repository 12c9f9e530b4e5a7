import type { Config } from "../../lib/domain/config.ts";
import { isAutomationError } from "../../lib/domain/errors.ts";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { answerPlan } from "../../lib/shell/answer-plan.ts";
import { type AgreedRule, unapproved } from "../fixtures/agreed.ts";
import type { World } from "./played-world.ts";
import { work } from "./processes.ts";
import { CONFIG } from "./world-config.ts";
import { END_MS, MINUTE_MS } from "./world-times.ts";

const OPS = ["olga", "otto", "ben"];
/** Everybody who says something; anna asks for the rebuilds, and lea is nobody. */
const SPEAKERS = [...OPS, "anna", "lea"];
const WITHIN_MS = 60 * MINUTE_MS;

const RULES: Readonly<Record<string, AgreedRule>> = {
  rebuild: { needed: 2, rightful: OPS, withinMs: WITHIN_MS },
  budget: { needed: 1, rightful: [...OPS, "anna"], withinMs: WITHIN_MS },
  // A clock that asks: no file may say so, but it comes round far more often than any alarm.
  idle: { needed: 1, rightful: [...OPS, "anna"], withinMs: WITHIN_MS },
};

/** The same policies, of which three ask people first. */
export const APPROVED_CONFIG: Config = {
  ...CONFIG,
  teams: { ops: { members: [...OPS, "anna"], zone: null, calendar: null } },
  sources: [
    {
      ...{ name: "jira", scheme: "jira-cloud", secrets: [], byKind: {}, people: {}, rules: [] },
      ...{ requester: "event.by", approver: null, comment: null, callbackHosts: [] },
    },
  ],
  policies: CONFIG.policies.map((policy) => {
    const rule = RULES[policy.name];
    if (!rule) return policy;
    return { ...policy, approve: { by: rule.needed === 2 ? 2 : 1, from: ["ops"], withinMs: WITHIN_MS } };
  }),
};

/** Somebody answers one of the questions that stand, perhaps an old one, by way of one of the processes. */
async function answerOne({ disk, lives, scheduler, calm }: World): Promise<void> {
  const { entries } = await disk.find({ phases: ["deferred"], open: true }, { limit: 10_000 });
  const asks = entries.filter(({ reason }) => reason === "awaiting-approval");
  const ask = asks[scheduler.between(0, Math.max(0, asks.length - 1))];
  const alive = [...lives.values()];
  const chosen = alive[scheduler.between(0, Math.max(0, alive.length - 1))];
  const person = SPEAKERS[scheduler.between(0, SPEAKERS.length - 1)] ?? "";
  const source = scheduler.chance(0.5) ? "cli" : "slack";
  const yes = calm || scheduler.chance(0.95);
  if (!ask || !chosen) return;
  const code = String(ask.details["code"]);
  try {
    const identity = { source, user: source === "cli" ? person : `T1/${person}`, person, teams: [] };
    await answerPlan(chosen.ports, { run: ask.run, code, yes, identity });
  } catch (error) {
    // An old plan, somebody who may not, a run that is written to all the time: he is told so, and that is all.
    if (!isAutomationError(error) || !["usage", "forbidden", "store-conflict"].includes(error.code))
      throw error;
  }
}

/** People answer all the while. */
export function startPeople(world: World): void {
  const { scheduler } = world;
  const speak = () => {
    if (scheduler.now() > END_MS) return;
    scheduler.after(scheduler.between(10_000, 4 * MINUTE_MS), speak);
    work(world, answerOne(world));
  };
  scheduler.after(MINUTE_MS, speak);
}

const isAsk = ({ phase, reason }: StatusEntry) => phase === "deferred" && reason === "awaiting-approval";

/** What a question is about, as policy, machine and verb. */
function askedIn(ask: StatusEntry, run: readonly StatusEntry[]): readonly string[] {
  const drafts = run.filter(({ seq, details }) => seq < ask.seq && details["plan"] === ask.details["plan"]);
  return drafts.flatMap(({ phase, policy, resource, action }) =>
    phase === "planned" && action !== null ? [`${policy} ${action} ${resource}`] : [],
  );
}

/** What a clock asked people about while it was asked already and nobody had answered. The entries come in the log's order. */
export function askedTwice(
  entries: readonly StatusEntry[],
  byRun: ReadonlyMap<string, readonly StatusEntry[]>,
): readonly string[] {
  const open = new Map<string, { readonly run: string; readonly untilMs: number }>();
  const problems: string[] = [];
  const close = (run: string) => {
    for (const [key, one] of open) if (one.run === run) open.delete(key);
  };
  for (const entry of entries) {
    const { run, phase, reason } = entry;
    if (["decided", "finished"].includes(phase) || reason === "denied") close(run);
    const own = byRun.get(run) ?? [];
    if (!isAsk(entry) || own[0]?.details["type"] !== "schedule.tick") continue;
    close(run);
    for (const key of askedIn(entry, own)) {
      const other = open.get(key);
      const isOpen = other !== undefined && Date.parse(entry.at) < other.untilMs - 10 * MINUTE_MS;
      if (isOpen) problems.push(`${run}: asks about ${key}, about which ${other.run} asks`);
      open.set(key, { run, untilMs: Date.parse(String(entry.details["expiresAt"])) });
    }
  }
  return problems;
}

/** What was announced although people had to agree to it and had not. */
export function approvalProblems(byRun: ReadonlyMap<string, readonly StatusEntry[]>): readonly string[] {
  return [...byRun].flatMap(([run, entries]) => {
    const sent = entries.find(
      ({ phase, policy }) => phase === "submitting" && Object.hasOwn(RULES, policy ?? ""),
    );
    const rule = RULES[sent?.policy ?? ""];
    if (!rule) return [];
    return unapproved(entries, rule).map((what) => `${run}: ${sent?.action} was announced, but ${what}`);
  });
}
