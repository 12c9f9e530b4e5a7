import type { CloudPort, PreparedCall } from "../../lib/ports/cloud.ts";
import type { Store } from "../../lib/ports/store.ts";
import type { ShellPorts } from "../../lib/shell/shell-ports.ts";
import type { InvariantName } from "./invariants.ts";
import type { Mutant } from "./world.ts";

/** A broken variant and the promises of which at least one has to notice it. */
export interface NamedMutant {
  readonly mutant: Mutant;
  readonly caughtBy: readonly InvariantName[];
}

function withStore(ports: ShellPorts, change: (store: Store) => Partial<Store>): ShellPorts {
  return { ...ports, store: { ...ports.store, ...change(ports.store) } };
}

function withClouds(ports: ShellPorts, change: (cloud: CloudPort) => Partial<CloudPort>): ShellPorts {
  const clouds = [...ports.clouds].map(([name, cloud]) => [name, { ...cloud, ...change(cloud) }] as const);
  return { ...ports, clouds: new Map(clouds) };
}

function withSend(
  cloud: CloudPort,
  send: (prepared: PreparedCall, again: () => Promise<PreparedCall>) => PreparedCall["send"],
): Partial<CloudPort> {
  return {
    prepare: async (steps) => {
      const prepared = await cloud.prepare(steps);
      return { ...prepared, send: send(prepared, () => cloud.prepare(steps)) };
    },
  };
}

/** Sends first and writes "submitting" only afterwards, as a log line and not as a permission. */
const logAfterSending: Mutant = (ports) =>
  withClouds(ports, (cloud) => ({
    prepare: async (steps) => {
      const prepared = await cloud.prepare(steps);
      // The call leaves while it is being prepared; the answer is kept for the one who asks.
      const answer = prepared.send();
      return { ...prepared, send: () => answer };
    },
  }));

/** Repeats a once-only call whose answer was lost. */
const retryOnceOnly: Mutant = (ports) =>
  withClouds(ports, (cloud) =>
    withSend(cloud, (prepared, again) => async () => {
      const answer = await prepared.send();
      return answer.kind === "lost" ? (await again()).send() : answer;
    }),
  );

/** Takes a listing for the whole truth, however short it was. */
const ignoreShortPage: Mutant = (ports) =>
  withClouds(ports, (cloud) => ({ list: async (kind) => ({ ...(await cloud.list(kind)), doubt: null }) }));

/** Forgets that a permit is handed out once. */
const forgetPermits: Mutant = (ports) =>
  withStore(ports, (store) => ({ append: (run, seq, entries) => store.append(run, seq, entries) }));

/** Writes past the run's sequence lock: whoever comes, appends. */
const forgetTheLock: Mutant = (ports) =>
  withStore(ports, (store) => ({
    append: async (run, _seq, entries, options) => {
      const stored = await store.read(run);
      return store.append(run, stored?.entries.at(-1)?.seq ?? 0, entries, options);
    },
  }));

/** Tells the sender that all is well before anything is written. */
const acknowledgeEarly: Mutant = (ports) =>
  withStore(ports, (store) => ({
    accept: async (intake) => {
      void store.accept(intake).catch(() => undefined);
      return { outcome: "finished", run: intake.run };
    },
  }));

/** Does not look at holds. */
const ignoreHolds: Mutant = (ports) => withStore(ports, () => ({ listHolds: async () => [] }));

/** Says "succeeded" as soon as the machine runs, without comparing time stamps. */
const believeAnyRunning: Mutant = (ports) =>
  withClouds(ports, (cloud) => ({
    show: async (kind, id) => {
      const machine = await cloud.show(kind, id);
      return (
        machine && {
          ...machine,
          updatedAtMs: (machine.updatedAtMs ?? 0) + Math.floor(ports.clock.now() / 1_000),
        }
      );
    },
  }));

/** The mutants. Each has to be caught within a few dozen seeds, or the invariants are not worth their name. */
export const MUTANTS: Readonly<Record<string, NamedMutant>> = {
  "log after sending": { mutant: logAfterSending, caughtBy: ["announced-before-sent", "at-most-once"] },
  "retry a once-only step": { mutant: retryOnceOnly, caughtBy: ["at-most-once"] },
  "ignore a short page": {
    mutant: ignoreShortPage,
    caughtBy: ["nothing-lost", "truthful-log", "doubt-stops-action", "at-most-once", "exactly-one-end"],
  },
  "forget the permits": { mutant: forgetPermits, caughtBy: ["at-most-once"] },
  "forget the lock": {
    mutant: forgetTheLock,
    caughtBy: ["at-most-once", "truthful-log", "exactly-one-end", "announced-before-sent"],
  },
  "acknowledge before writing": { mutant: acknowledgeEarly, caughtBy: ["nothing-lost"] },
  "ignore holds": { mutant: ignoreHolds, caughtBy: ["holds-kept"] },
  "believe any running machine": { mutant: believeAnyRunning, caughtBy: ["truthful-log"] },
};
