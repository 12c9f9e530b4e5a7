import { describe, expect, it } from "vitest";
import type { StatusEntry } from "../../lib/domain/status.ts";
import type { JournalEntry } from "../../lib/emulator/journal.ts";
import type { Evidence } from "./evidence.ts";
import {
  call,
  done,
  entriesOf,
  evidence,
  FORGOTTEN,
  machine,
  type Parts,
  REBOOTED,
  runOf,
  type Sent,
  START_MS,
  UNTOUCHED,
} from "./evidence-fixture.ts";
import { judgeCrashes } from "./judge-crashes.ts";

const STRANGER = "00000000-0000-4000-8c0d-000000000003";

/** Names of the checks that found something. */
function found(given: Evidence): readonly string[] {
  return Object.entries(judgeCrashes(given).violations)
    .filter(([, list]) => list.length > 0)
    .map(([name]) => name);
}

const of = (run: string) => (entry: StatusEntry) => entry.run === run;
const withEntries = (change: (entries: readonly StatusEntry[]) => readonly StatusEntry[]) => {
  const given = evidence();
  return { ...given, entries: change(given.entries) };
};
const withCalls = (...calls: readonly JournalEntry[]) => {
  const given = evidence();
  return { ...given, journal: [...given.journal, ...calls] };
};

describe("the judgement of a crash run", () => {
  it("finds nothing where log and cloud agree, and counts what waits for a person or never arrived", () => {
    const { figures } = judgeCrashes(evidence());
    expect(found(evidence())).toEqual([]);
    expect(figures).toEqual({
      ...{ events: 4, deliveries: 4, runs: 4, entries: 25, effects: 2, unknown: 1, neverArrived: 1 },
    });
  });

  it("lets the clock stop a notebook that nobody needs, once it was announced", () => {
    const given = withCalls(call("StopNotebook", `notebook/${FORGOTTEN}`));
    const stop: Sent = {
      verb: "stop",
      operation: "StopNotebook",
      resource: `prod/notebook/${FORGOTTEN}`,
    };
    expect(found({ ...given, entries: [...given.entries, ...runOf("r5", "tick-1", stop, done)] })).toEqual(
      [],
    );
  });

  it.each<[string, Evidence, readonly string[]]>([
    [
      "a second reboot of the same server",
      withCalls(call("RebootDevServer", `dev-server/${REBOOTED}`)),
      ["once-only means once", "announced before sent"],
    ],
    [
      "a second machine of the same order",
      withCalls(call("CreateNotebook", "notebook/other-id", { name: "made-2-0a1b2c3d" })),
      ["once-only means once", "announced before sent"],
    ],
    [
      "an acknowledged event that is not in the log",
      withEntries((entries) => entries.filter((entry) => entry.run !== "r3")),
      ["one run for each event"],
    ],
    [
      "an event with two runs",
      withEntries((entries) => [
        ...entries,
        ...entries.filter(of("r3")).map((entry) => ({ ...entry, run: "r9" })),
      ]),
      ["one run for each event"],
    ],
    [
      "a sender that was told another run",
      { ...evidence(), posted: evidence().posted.map((one) => ({ ...one, runs: new Set(["r9"]) })) },
      ["one run for each event"],
    ],
    [
      "an event that nobody ever acknowledged",
      { ...evidence(), posted: evidence().posted.map((one) => ({ ...one, runs: new Set<string>() })) },
      ["one run for each event"],
    ],
    [
      "a run without an end",
      withEntries((entries) =>
        entries.filter((entry) => !(entry.run === "r1" && entry.phase === "finished")),
      ),
      ["one end for each run"],
    ],
    [
      "a run with two ends",
      withEntries((entries) => [
        ...entries,
        ...entriesOf("r1", "request-1", [
          ...new Array<Parts>(7).fill({ phase: "deferred", reason: "waiting" }),
          { phase: "finished", reason: "done" },
        ]).slice(7),
      ]),
      ["one end for each run"],
    ],
    [
      "an entry that is missing in the middle of a run",
      withEntries((entries) => entries.filter((entry) => !(entry.run === "r1" && entry.phase === "decided"))),
      ["no gaps in a run"],
    ],
    [
      "a call that was written down only after it had its effect",
      withEntries((entries) =>
        entries.map((entry) =>
          entry.run === "r1" && entry.phase === "submitting"
            ? { ...entry, at: new Date(START_MS + 302).toISOString() }
            : entry,
        ),
      ),
      ["announced before sent"],
    ],
    [
      "a step that is said to be done and never happened",
      { ...evidence(), journal: evidence().journal.slice(1) },
      ["the log tells the truth"],
    ],
    [
      "a step that is said never to have happened, and did",
      withCalls(call("RebootDevServer", `dev-server/${UNTOUCHED}`)),
      ["the log tells the truth"],
    ],
    [
      "an edited log",
      { ...evidence(), chainProblems: ["run r1, entry 3: edited"] },
      ["the chain is unbroken"],
    ],
    [
      "an effect on a machine that nobody spoke of",
      withCalls(call("RebootDevServer", `dev-server/${STRANGER}`)),
      ["announced before sent", "nothing unasked"],
    ],
    [
      "another effect on a machine than was wanted",
      withCalls(call("DeleteDevServer", `dev-server/${REBOOTED}`)),
      ["announced before sent", "nothing unasked"],
    ],
    [
      "a notebook that was stopped although somebody works in it",
      { ...withCalls(call("StopNotebook", `notebook/${FORGOTTEN}`)), forgotten: [] },
      ["announced before sent", "nothing unasked"],
    ],
    [
      "a machine that does not stand as the end of its run says",
      { ...evidence(), machines: [machine("dev-server", REBOOTED, "crash-owner1", "STOPPED")] },
      ["machines stand as told"],
    ],
    ["a run that lies about", { ...evidence(), overdue: ["r1"] }, ["nothing waits for nothing"]],
    [
      "a server that ended by itself",
      { ...evidence(), ownEndings: ["a server ended with 1 before it was killed"] },
      ["servers end only by the kill"],
    ],
  ])("finds %s", (_what, given, checks) => {
    expect(found(given)).toEqual(checks);
  });
});
