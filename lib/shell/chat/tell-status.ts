import { groupBy } from "../../domain/group-by.ts";
import type { Resource } from "../../domain/resource.ts";
import { allLists } from "../all-lists.ts";
import { gatherFacts } from "../gather-facts.ts";
import { uniqueNames } from "../machine-names.ts";
import { readStatus, type StatusView } from "../read-status.ts";
import { troublesIn } from "./name-machine.ts";
import { type Answer, button, type Talk } from "./talk.ts";

/** Rows of each part; the rest is counted. */
const ROWS_MAX = 8;
const BUTTONS_MAX = 3;
const OPEN_MAX = 5;
/** Open runs that are looked into: each is a read of its own. */
const OPEN_READ = 20;

function atMost(rows: readonly string[], max: number, { texts }: Talk): readonly string[] {
  const more = rows.length - max;
  return more > 0 ? [...rows.slice(0, max), texts.more(more)] : rows;
}

/** Names that tell machines apart; of the others the reference does. */
function namer(machines: readonly Resource[]) {
  const names = uniqueNames(new Map(machines.map(({ ref, name }) => [ref, name])));
  return (ref: string) => names.get(ref) ?? ref;
}

type NameOf = ReturnType<typeof namer>;

function pauseLines({ pause }: StatusView, { texts, time }: Talk): readonly string[] {
  if (!pause.paused) return [];
  if (pause.at === null || pause.by === null) return [texts.pausedNow()];
  return [texts.paused({ by: pause.by, at: time(Date.parse(pause.at)), why: pause.why ?? "-" })];
}

function pendingLines({ pending }: StatusView, nameOf: NameOf, talk: Talk): readonly string[] {
  const rows = pending.map(({ resource, policy, due, trial }) => {
    const at = talk.time(Date.parse(due));
    return talk.texts.pending({ machine: nameOf(resource), policy, at, trial });
  });
  return atMost(rows, ROWS_MAX, talk);
}

function holdLines({ holds }: StatusView, nameOf: NameOf, talk: Talk): readonly string[] {
  const rows = holds.map(({ resource, owner: by, until, reason: why }) =>
    talk.texts.heldBy({ machine: nameOf(resource), by, until: talk.time(Date.parse(until)), why }),
  );
  return atMost(rows, ROWS_MAX, talk);
}

function askedLines({ approvals }: StatusView, talk: Talk): readonly string[] {
  const rows = approvals.map(({ run, card: { title }, missing, expiresAt }) => {
    const at = talk.time(Date.parse(expiresAt));
    return talk.texts.asked({ run, title, missing: talk.texts.list(missing), at });
  });
  return atMost(rows, ROWS_MAX, talk);
}

/** What was said just now is a run of its own, and answers itself. */
function runLines({ open, approvals, lastRuns }: StatusView, talk: Talk): readonly string[] {
  const { texts, time, options } = talk;
  const told = [options.run, ...approvals.map(({ run }) => run)];
  const waiting = open.filter(({ run, type }) => !told.includes(run) && type !== "notices.due");
  return [
    ...atMost(
      waiting.map(({ run, waitsFor }) => texts.openRun({ run, waitsFor })),
      OPEN_MAX,
      talk,
    ),
    ...lastRuns.map(({ run, endedAt, text }) => texts.endedRun({ run, at: time(Date.parse(endedAt)), text })),
  ];
}

function kindLines(machines: readonly Resource[], { texts }: Talk): readonly string[] {
  return [...groupBy(machines, ({ target, kind }) => `${target}/${kind}`)].map(([list, own]) => {
    const standings = [...groupBy(own, ({ standing }) => standing)];
    const counts = standings.map(([standing, { length }]) => `${length} ${texts.standing(standing)}`);
    return texts.statusLine({ machine: list, status: texts.list(counts) });
  });
}

function buttonsFor({ pending, pause, approvals }: StatusView, nameOf: NameOf, talk: Talk) {
  const { texts } = talk;
  const resume = pause.paused ? [button(talk, texts.button.resume, { word: "resume" })] : [];
  const soon = pending.filter(({ trial }) => !trial).slice(0, BUTTONS_MAX);
  const asked = approvals.slice(0, BUTTONS_MAX);
  return [
    ...resume,
    ...asked.map(({ run, code, confirms }) => {
      const word = confirms ? "confirm" : "approve";
      return button(talk, `${texts.button[word]} ${code}`, { word, options: { run, code } });
    }),
    ...soon.map(({ resource }) =>
      button(talk, `${texts.button.extend} ${nameOf(resource)}`, {
        word: "extend",
        names: [resource],
        options: { for: "2h" },
      }),
    ),
  ];
}

/** `status`: how many machines run, what is pending, held, paused and open, and what was done last. Everybody may look. */
export async function tellStatus(talk: Talk): Promise<Answer> {
  const { ports, texts, options } = talk;
  const { config } = ports.rulebook;
  const policies = config.policies.map(({ name }) => name);
  const query = { lists: allLists(ports.rulebook), measurements: [], actionsMs: 0, policies: [] };
  const { rulebook } = ports;
  const [view, { inventories }] = await Promise.all([
    readStatus(ports.store, { policies, nowMs: talk.nowMs, rulebook, openRuns: OPEN_READ }),
    gatherFacts(ports, query, options.bounds),
  ]);
  const machines = inventories.flatMap(({ resources }) => resources);
  const nameOf = namer(machines);
  const running = machines.filter(({ standing }) => standing === "running").length;
  const troubles = troublesIn(inventories);
  const open = [
    ...askedLines(view, talk),
    ...pendingLines(view, nameOf, talk),
    ...holdLines(view, nameOf, talk),
  ];
  const runs = runLines(view, talk);
  return {
    ...{ reason: "answered", title: texts.statusTitle({ machines: machines.length, running }) },
    lines: [
      ...pauseLines(view, talk),
      ...(troubles.length > 0 ? [texts.unreadable({ lists: troubles })] : []),
      ...kindLines(machines, talk),
      ...open,
      ...runs,
      ...(open.length === 0 && view.open.length <= 1 ? [texts.quiet()] : []),
    ],
    buttons: buttonsFor(view, nameOf, talk),
    facts: { machines: machines.length, running, paused: view.pause.paused },
  };
}
