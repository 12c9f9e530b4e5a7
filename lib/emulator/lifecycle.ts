import type { Machine, MachineKind, Run } from "./machine.ts";
import { type TimedStep, transitionMs } from "./timings.ts";

/** One documented way from a status to another. */
export interface Passage {
  readonly from: readonly string[];
  readonly via: string;
  readonly to: string;
  /** Where it ends when it is made to fail. */
  readonly fails: string;
  readonly step: TimedStep;
}

/** DevServer rules: "Lite Server" user guide and API pages; provider tests for start and stop twice. */
export const DEV_SERVER_PASSAGES = {
  start: {
    from: ["STOPPED", "STOP_FAILED", "START_FAILED"],
    via: "STARTING",
    to: "RUNNING",
    fails: "START_FAILED",
    step: "start",
  },
  stop: {
    from: ["RUNNING", "STOP_FAILED"],
    via: "STOPPING",
    to: "STOPPED",
    fails: "STOP_FAILED",
    step: "stop",
  },
  reboot: { from: ["RUNNING"], via: "REBOOTING", to: "RUNNING", fails: "REBOOT_FAILED", step: "reboot" },
  // After either OS action the server runs, although it had to be stopped before.
  changeos: {
    from: ["STOPPED", "CHANGINGOS_FAILED", "REINSTALLINGOS_FAILED"],
    via: "CHANGINGOS",
    to: "RUNNING",
    fails: "CHANGINGOS_FAILED",
    step: "os",
  },
  reinstallos: {
    from: ["STOPPED", "CHANGINGOS_FAILED", "REINSTALLINGOS_FAILED"],
    via: "REINSTALLINGOS",
    to: "RUNNING",
    fails: "REINSTALLINGOS_FAILED",
    step: "os",
  },
  delete: {
    from: [
      ...["RUNNING", "STOPPED", "CREATE_FAILED", "START_FAILED", "STOP_FAILED", "REBOOT_FAILED"],
      ...["CHANGINGOS_FAILED", "REINSTALLINGOS_FAILED", "DELETE_FAILED", "ERROR"],
    ],
    via: "DELETING",
    to: "DELETED",
    fails: "DELETE_FAILED",
    step: "delete",
  },
} as const satisfies Record<string, Passage>;

/** Supernode rules, in the words of a server; there is no reboot and no reinstallation of a whole supernode. */
export const SUPERNODE_PASSAGES = {
  start: { ...DEV_SERVER_PASSAGES.start, from: ["STOPPED", "START_FAILED"] },
  stop: DEV_SERVER_PASSAGES.stop,
  changeos: { ...DEV_SERVER_PASSAGES.changeos, from: ["STOPPED", "CHANGINGOS_FAILED"] },
  delete: { ...DEV_SERVER_PASSAGES.delete, from: ["RUNNING", "CREATE_FAILED", "ERROR"] },
} as const satisfies Record<string, Passage>;

/** Notebook rules. There is no STOP_FAILED, so a stop that fails ends in ERROR. */
export const NOTEBOOK_PASSAGES = {
  start: {
    from: ["STOPPED", "START_FAILED"],
    via: "STARTING",
    to: "RUNNING",
    fails: "START_FAILED",
    step: "start",
  },
  stop: { from: ["RUNNING"], via: "STOPPING", to: "STOPPED", fails: "ERROR", step: "stop" },
  // The page says "stop first"; the provider deletes running notebooks and its tests pass. The tests win.
  delete: {
    from: ["RUNNING", "STOPPED", "CREATE_FAILED", "START_FAILED", "DELETE_FAILED", "ERROR", "FROZEN"],
    via: "DELETING",
    to: "DELETED",
    fails: "DELETE_FAILED",
    step: "delete",
  },
} as const satisfies Record<string, Passage>;

/** Rules of the older development environments; a deletion has no transitional status there. */
export const LEGACY_PASSAGES = {
  start: {
    from: ["STOPPED", "START_FAILED"],
    via: "STARTING",
    to: "RUNNING",
    fails: "START_FAILED",
    step: "start",
  },
  stop: { from: ["RUNNING"], via: "STOPPING", to: "STOPPED", fails: "UNAVAILABLE", step: "stop" },
  restart: { from: ["RUNNING"], via: "RESTARTING", to: "RUNNING", fails: "START_FAILED", step: "reboot" },
} as const satisfies Record<string, Passage>;

/** How a machine of each kind comes into being. */
export const CREATION: Readonly<Record<MachineKind, Passage>> = {
  "dev-server": { from: [], via: "CREATING", to: "RUNNING", fails: "CREATE_FAILED", step: "create" },
  supernode: { from: [], via: "CREATING", to: "RUNNING", fails: "CREATE_FAILED", step: "create" },
  notebook: { from: [], via: "CREATING", to: "RUNNING", fails: "CREATE_FAILED", step: "create" },
  "legacy-notebook": { from: [], via: "CREATING", to: "RUNNING", fails: "CREATE_FAILED", step: "create" },
};

/** Runs kept per machine; older ones are forgotten, and their metrics with them. */
const RUNS_MAX = 64;

/** Sends a machine on its way; the caller has checked that the passage starts in its status. */
export function begin<M extends Machine>(machine: M, passage: Passage, now: number, speed: number): M {
  const failing = machine.failNext.some((step) => step === passage.step);
  return {
    ...machine,
    status: passage.via,
    updatedAt: now,
    runs: closeRun(machine.runs, now),
    failNext: failing ? machine.failNext.filter((step) => step !== passage.step) : machine.failNext,
    transition: {
      to: failing ? passage.fails : passage.to,
      at: now + transitionMs(machine.kind, passage.step, speed),
    },
  };
}

/** The runs with an open one at the end. */
export function openRun(runs: readonly Run[], from: number): readonly Run[] {
  return [...runs.slice(1 - RUNS_MAX), { from, to: null }];
}

/** The runs with none left open. */
export function closeRun(runs: readonly Run[], to: number): readonly Run[] {
  const last = runs.at(-1);
  return last && last.to === null ? runs.with(-1, { ...last, to }) : runs;
}
