import { runState } from "../../lib/core/run-state.ts";
import { canFinish } from "../../lib/core/summarize.ts";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { items } from "../../lib/emulator/chunked-list.ts";
import type { JournalEntry } from "../../lib/emulator/journal.ts";
import { asTold } from "./as-told.ts";
import { endedIsEnded, frozenStayOut, oneDecision, turnsAreTaken, wavesInOrder } from "./log-invariants.ts";
import { type History, LOG_KEY } from "./world.ts";
import { approvalProblems, askedTwice } from "./world-approvals.ts";
import { HELD } from "./world-config.ts";
import { exceptionProblems } from "./world-exceptions.ts";

/** One broken promise. */
export interface Violation {
  readonly invariant: InvariantName;
  readonly seed: number;
  readonly what: string;
}

/** A history as the checks look at it. */
interface Evidence {
  readonly history: History;
  readonly entries: readonly StatusEntry[];
  readonly byRun: ReadonlyMap<string, readonly StatusEntry[]>;
  /** Calls that changed something. */
  readonly effects: readonly JournalEntry[];
}

type Check = (evidence: Evidence) => readonly string[] | Promise<readonly string[]>;

/** Operations whose effect nobody wants twice. */
const ONCE_ONLY = [
  "ReinstallDevServerOS",
  "ChangeDevServerOS",
  "RebootDevServer",
  "CreateNotebook",
  "CreateDevServer",
];

const text = (call: JournalEntry) => `${call.path} ${JSON.stringify(call.body)}`;

const atMostOnce: Check = ({ history, effects }) =>
  history.wishes.flatMap(({ name, operation, mark }) => {
    const calls = effects.filter((call) => call.operation === operation && text(call).includes(mark));
    return calls.length > 1 ? [`${name}: ${calls.length} calls had an effect`] : [];
  });

const nothingUnasked: Check = ({ history, effects }) =>
  effects
    .filter(({ operation }) => ONCE_ONLY.includes(operation ?? ""))
    .filter(
      (call) =>
        !history.wishes.some(
          ({ operation, mark }) => call.operation === operation && text(call).includes(mark),
        ),
    )
    .map((call) => `${call.operation} ${call.path}: nobody asked for it`);

const announced: Check = ({ entries, effects }) => {
  const announcements = entries.filter(({ phase }) => phase === "submitting");
  return effects.flatMap((call) => {
    const said = announcements.some(({ at, resource, details }) => {
      const about = resource?.includes("/+")
        ? text(call).includes(resource.split("/+")[1] ?? "?")
        : text(call).includes(resource?.split("/")[2] ?? "?");
      // Clocks of processes are off by up to a minute.
      return details["operation"] === call.operation && about && Date.parse(at) <= call.at + 60_000;
    });
    return said ? [] : [`${call.operation} ${call.path}: sent without an announcement`];
  });
};

const nothingLost: Check = async ({ history, byRun }) => {
  const lost: string[] = [];
  for (const event of history.acknowledged) {
    const runs = [...byRun.values()].filter((entries) => entries[0]?.event === event.id);
    if (runs.length !== 1) lost.push(`${event.id}: acknowledged, but it has ${runs.length} runs`);
  }
  return lost;
};

const oneEnd: Check = ({ byRun }) =>
  [...byRun].flatMap(([run, entries]) => {
    const ends = entries.filter(({ phase }) => phase === "finished").length;
    const state = runState(entries);
    const waitsForPerson = [...state.steps.values()].some(({ phase }) => phase === "unknown");
    if (ends > 1) return [`${run}: ${ends} terminal entries`];
    if (ends === 1 && entries.at(-1)?.phase !== "finished") return [`${run}: goes on after its end`];
    if (ends === 0 && !waitsForPerson) {
      const open = [...state.steps.values()].map(({ step, phase }) => `${step.verb} ${phase}`).join(", ");
      return [
        `${run}: never ended (${state.decided ? open : "not decided"}${canFinish(state) ? ", although it could" : ""})`,
      ];
    }
    return [];
  });

const gapless: Check = ({ byRun }) =>
  [...byRun].flatMap(([run, entries]) =>
    entries.every(({ seq }, index) => seq === index + 1) ? [] : [`${run}: its numbers have gaps`],
  );

const unbroken: Check = async ({ history }) => (await history.disk.verify({ key: LOG_KEY })).problems;

/** What the log says about a once-only step has to be what the cloud remembers. */
const truthful: Check = ({ byRun, effects }) =>
  [...byRun.values()].flatMap((entries) =>
    [...runState(entries).steps.values()].flatMap(({ step, phase, attempts }) => {
      if (step.repeat !== "once-only" || attempts === 0) return [];
      const mark = step.resource.includes("/+") ? step.name : (step.resource.split("/")[2] ?? "?");
      const happened = effects.filter(
        (call) =>
          ONCE_ONLY.includes(call.operation ?? "") && matches(step.verb, call) && text(call).includes(mark),
      ).length;
      if (phase === "succeeded" && happened === 0)
        return [`${step.verb} ${mark}: said to have happened, but did not`];
      if (phase === "failed" && happened > 0 && neverHappened(entries, step.id)) {
        return [`${step.verb} ${mark}: said never to have happened, but did`];
      }
      return [];
    }),
  );

const OPERATION_OF: Readonly<Record<string, string>> = {
  "reinstall-os": "ReinstallDevServerOS",
  "change-os": "ChangeDevServerOS",
  reboot: "RebootDevServer",
  "create-notebook": "CreateNotebook",
  "create-dev-server": "CreateDevServer",
};

const matches = (verb: string, call: JournalEntry) => OPERATION_OF[verb] === call.operation;

function neverHappened(entries: readonly StatusEntry[], step: string): boolean {
  const last = entries.findLast(
    (entry) => entry.step === step && ["failed", "rejected"].includes(entry.phase),
  );
  return last?.reason === "call-failed" || last?.reason === "rejected";
}

const holdsKept: Check = ({ effects }) =>
  effects
    .filter((call) => text(call).includes(HELD))
    .map((call) => `${call.operation}: touched the held notebook`);

/** A run whose list was in doubt does nothing that rests on the set. */
const doubtStops: Check = ({ byRun }) =>
  [...byRun].flatMap(([run, all]) => {
    // What was seen before people were asked is seen anew when they have agreed.
    const entries = all.slice(all.findLastIndex(({ reason }) => reason === "awaiting-approval") + 1);
    const doubted = entries.filter(
      ({ reason, resource }) => reason === "doubtful-inventory" && resource?.endsWith("/*"),
    );
    return doubted.flatMap(({ resource }) => {
      const list = resource?.slice(0, -1) ?? "?";
      const acts = entries.filter(
        ({ phase, resource: of }) => phase === "submitting" && of?.startsWith(list),
      );
      const calls = new Set(acts.map(({ call }) => call));
      const once = acts.filter(
        ({ action }) => Object.hasOwn(OPERATION_OF, action ?? "") && !action?.startsWith("create"),
      );
      if (once.length > 0) return [`${run}: ${once[0]?.action} although ${list} was in doubt`];
      const machines = new Set(acts.map(({ resource: of }) => of));
      return machines.size > 1
        ? [`${run}: ${machines.size} machines in ${calls.size} calls although ${list} was in doubt`]
        : [];
    });
  });

/**
 * A machine that is there is never told to be missing, and a wish for it never comes to "nothing to do": a list that
 * was short would have been believed.
 */
const nothingDenied: Check = ({ history, byRun }) =>
  history.wishes.flatMap(({ name, deliveries }) =>
    [...byRun.values()]
      .filter(([first]) => deliveries.some(({ id }) => id === first?.event))
      .flatMap((entries) => {
        const denied = entries.find(({ reason }) => reason === "not-found");
        const end = entries.find(({ phase, reason }) => phase === "finished" && reason === "nothing-to-do");
        const explained = entries.some(
          ({ phase, reason }) =>
            (phase === "skipped" && reason !== "not-found") ||
            (phase === "ignored" && reason === "no-transition"),
        );
        if (denied) return [`${name}: said to be missing: ${denied.text}`];
        return end && !explained ? [`${name}: nothing to do, and nothing says why`] : [];
      }),
  );

const noEscapes: Check = ({ history }) =>
  history.escaped.map((error) => `an error left a pass: ${error.slice(0, 300)}`);

/** Every promise, by name. */
export const INVARIANTS = {
  "at-most-once": atMostOnce,
  "nothing-unasked": nothingUnasked,
  "announced-before-sent": announced,
  "nothing-lost": nothingLost,
  "exactly-one-end": oneEnd,
  "gapless-runs": gapless,
  "unbroken-chain": unbroken,
  "truthful-log": truthful,
  "holds-kept": holdsKept,
  "doubt-stops-action": doubtStops,
  "nothing-denied": nothingDenied,
  "one-decision": oneDecision,
  "ended-is-ended": endedIsEnded,
  "turns-are-taken": turnsAreTaken,
  "frozen-stay-out": frozenStayOut,
  "waves-in-order": wavesInOrder,
  "stands-as-told": ({ history, entries }) => asTold(entries, history.cloud.state()),
  "exceptions-as-told": ({ entries, history }) => exceptionProblems(entries, history.disk),
  "nothing-unapproved": ({ history, byRun }) => (history.approvals ? approvalProblems(byRun) : []),
  "asked-once": ({ history, entries, byRun }) => (history.approvals ? askedTwice(entries, byRun) : []),
  "no-escaped-errors": noEscapes,
} as const satisfies Record<string, Check>;

/** See {@link INVARIANTS}. */
export type InvariantName = keyof typeof INVARIANTS;

const PAGE = 10_000;

async function allEntries({ disk }: History): Promise<readonly StatusEntry[]> {
  const entries: StatusEntry[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await disk.find({}, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    entries.push(...page.entries);
    if (page.entries.length < PAGE || page.cursor === null) return entries;
    after = page.cursor;
  }
}

/** Checks a history against every promise. */
export async function judgeHistory(history: History): Promise<readonly Violation[]> {
  const entries = await allEntries(history);
  const byRun = new Map<string, StatusEntry[]>();
  for (const entry of entries) byRun.set(entry.run, [...(byRun.get(entry.run) ?? []), entry]);
  for (const own of byRun.values()) own.sort((a, b) => a.seq - b.seq);
  const effects = [...items(history.cloud.state().journal)].filter(
    (call) => call.effects.length > 0 && call.status < 300,
  );
  const evidence = { history, entries, byRun, effects };
  const violations: Violation[] = [];
  for (const [name, check] of Object.entries(INVARIANTS) as [InvariantName, Check][]) {
    for (const what of await check(evidence)) violations.push({ invariant: name, seed: history.seed, what });
  }
  return violations;
}
