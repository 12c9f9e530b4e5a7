import type { StatusEntry } from "../../lib/domain/status.ts";
import type { JournalEntry } from "../../lib/emulator/journal.ts";
import type { Evidence } from "./evidence.ts";
import type { Posted } from "./outbox.ts";
import type { Wish } from "./wishes.ts";

export const START_MS = Date.UTC(2026, 4, 12, 9, 0, 0);
export const REBOOTED = "00000000-0000-4000-8c0d-000000000001";
export const UNTOUCHED = "00000000-0000-4000-8c0d-000000000002";
export const FORGOTTEN = "00000000-0000-4000-8bee-000000000001";

export type Parts = Partial<StatusEntry> & Pick<StatusEntry, "phase" | "reason">;

/** A run's entries, numbered, a hundred milliseconds apart. */
export function entriesOf(run: string, event: string, parts: readonly Parts[]): readonly StatusEntry[] {
  return parts.map((part, index) => ({
    ...{ v: 1, run, seq: index + 1, at: new Date(START_MS + index * 100).toISOString(), event },
    ...{ policy: null, resource: null, action: null, text: "", step: null, call: null },
    ...{ request: null, durationMs: null, details: index === 0 ? { source: "desk" } : {} },
    ...part,
  }));
}

export interface Sent {
  readonly verb: string;
  readonly operation: string;
  readonly resource: string;
}

/** A run of one step, from its event to its end. */
export function runOf(
  run: string,
  event: string,
  { verb, operation, resource }: Sent,
  ends: readonly Parts[],
) {
  const step = { step: `step-${run}`, action: verb, resource };
  return entriesOf(run, event, [
    { phase: "received", reason: "received" },
    { ...step, phase: "planned", reason: "requested" },
    { phase: "decided", reason: "matched" },
    { ...step, phase: "submitting", reason: "submitting", call: `call-${run}`, details: { operation } },
    ...ends.map((end) => (end.phase === "finished" ? end : { ...step, ...end })),
  ]);
}

export function call(operation: string, resource: string | null, body: unknown = null): JournalEntry {
  return {
    ...{ at: START_MS + 301, operation, method: "PUT", path: "/", query: "", accessKey: null },
    ...{ requestId: "", status: 200, body },
    effects: resource === null ? [] : [{ resource, from: "RUNNING", to: "REBOOTING" }],
  } as JournalEntry;
}

function posted(run: string, wish: Omit<Wish, "deliveries">): Posted {
  const delivery = { source: "desk", id: wish.name, body: {} } as const;
  return {
    delivery,
    wish: { ...wish, deliveries: [delivery] },
    attempts: 1,
    runs: new Set([run]),
    repeats: 0,
  };
}

function rebootOf(name: string, id: string): Omit<Wish, "deliveries"> {
  const once = { operation: "RebootDevServer", subject: `dev-server/${id}` };
  return { name, may: [once], once, stands: [{ subject: once.subject, status: "RUNNING" }] };
}

const CREATION = { operation: "CreateNotebook", subject: "notebook/+made-2" };

export const machine = (kind: string, id: string, name: string, status = "RUNNING") => ({
  kind,
  id,
  name,
  status,
});

export const done: readonly Parts[] = [
  { phase: "accepted", reason: "accepted" },
  { phase: "succeeded", reason: "confirmed" },
  { phase: "finished", reason: "done" },
];

const reboot = (id: string): Sent => ({
  verb: "reboot",
  operation: "RebootDevServer",
  resource: `prod/dev-server/${id}`,
});

/** Four wishes: a reboot, an order, a reboot whose call never arrived, and one that waits for a person. */
export function evidence(): Evidence {
  const created: Sent = {
    verb: "create-notebook",
    operation: "CreateNotebook",
    resource: "prod/notebook/+made-2",
  };
  const never: readonly Parts[] = [
    { phase: "failed", reason: "call-failed" },
    { phase: "finished", reason: "some-failed" },
  ];
  return {
    posted: [
      posted("r1", rebootOf("request-1", REBOOTED)),
      posted("r2", {
        ...{ name: "request-2", may: [CREATION], once: CREATION },
        stands: [{ subject: CREATION.subject, status: "RUNNING" }],
      }),
      posted("r3", rebootOf("request-3", UNTOUCHED)),
      posted("r4", rebootOf("request-4", UNTOUCHED)),
    ],
    entries: [
      ...runOf("r1", "request-1", reboot(REBOOTED), done),
      ...runOf("r2", "request-2", created, done),
      ...runOf("r3", "request-3", reboot(UNTOUCHED), never),
      ...runOf("r4", "request-4", reboot(UNTOUCHED), [{ phase: "unknown", reason: "undecided" }]),
    ],
    journal: [
      call("RebootDevServer", `dev-server/${REBOOTED}`),
      call("CreateNotebook", "notebook/new-id", { name: "made-2-0a1b2c3d" }),
      call("RebootDevServer", null),
      call("StopNotebook", null),
    ],
    machines: [
      machine("dev-server", REBOOTED, "crash-owner1"),
      machine("dev-server", UNTOUCHED, "crash-owner2"),
      machine("notebook", "new-id", "made-2-0a1b2c3d"),
      machine("notebook", FORGOTTEN, "crash-owner1"),
    ],
    ...{ forgotten: [FORGOTTEN], chainProblems: [], ownEndings: [], overdue: [] },
  };
}
