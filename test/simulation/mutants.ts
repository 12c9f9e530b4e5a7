import * as z from "zod";
import type { Config } from "../../lib/domain/config.ts";
import { Step } from "../../lib/domain/step.ts";
import type { CloudPort, PreparedCall } from "../../lib/ports/cloud.ts";
import type { WireResponse } from "../../lib/ports/http-transport.ts";
import type { Store } from "../../lib/ports/store.ts";
import type { ShellPorts } from "../../lib/shell/shell-ports.ts";
import type { InvariantName } from "./invariants.ts";
import type { Mutant } from "./played-world.ts";

type PortsMutant = NonNullable<Mutant["ports"]>;

/** A broken variant and the promises of which at least one has to notice it. */
export interface NamedMutant {
  readonly mutant: Mutant;
  readonly caughtBy: readonly InvariantName[];
  /** Seed to begin with, near one that shows it; another is found when a change makes other histories of the seeds. */
  readonly from: number;
  /** The kind of world in which it can show at all. Default: as each seed has it. */
  readonly lonely?: boolean;
  /** Whether people make exceptions in it. Default: no. */
  readonly exceptions?: boolean;
  /** Whether people have to agree to what some policies want. Default: no. */
  readonly approvals?: boolean;
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
const logAfterSending: PortsMutant = (ports) =>
  withClouds(ports, (cloud) => ({
    prepare: async (steps) => {
      const prepared = await cloud.prepare(steps);
      // The call leaves while it is being prepared; the answer is kept for the one who asks.
      const answer = prepared.send();
      return { ...prepared, send: () => answer };
    },
  }));

/** Repeats a once-only call whose answer was lost. */
const retryOnceOnly: PortsMutant = (ports) =>
  withClouds(ports, (cloud) =>
    withSend(cloud, (prepared, again) => async () => {
      const answer = await prepared.send();
      return answer.kind === "lost" ? (await again()).send() : answer;
    }),
  );

const Page = z.looseObject({ data: z.array(z.unknown()), total: z.number() });

/** Takes every listing for the whole truth, however many machines the cloud says that there are. */
function ignoreShortPage(response: WireResponse): WireResponse {
  try {
    const page = Page.parse(JSON.parse(new TextDecoder().decode(response.body)));
    const whole = JSON.stringify({ ...page, total: page.data.length });
    return { ...response, body: new TextEncoder().encode(whole) };
  } catch {
    return response;
  }
}

/** Forgets that a permit is handed out once. */
const forgetPermits: PortsMutant = (ports) =>
  withStore(ports, (store) => ({
    append: (run, seq, entries, { leases = [] } = {}) => store.append(run, seq, entries, { leases }),
  }));

/** Believes that a lease lasts for ever: what it holds is never checked where it writes. */
const forgetTheFence: PortsMutant = (ports) =>
  withStore(ports, (store) => ({
    append: (run, seq, entries, { permits = [] } = {}) => store.append(run, seq, entries, { permits }),
  }));

/** Gives every run the lease it asks for. */
const forgetLeases: PortsMutant = (ports) =>
  withStore(ports, () => ({
    takeLeases: async ({ holder, resources, untilMs }) =>
      resources.map((resource) => ({ resource, holder, fence: 1, untilMs, tookOver: false })),
    releaseLeases: async () => undefined,
    append: (run, seq, entries, { permits = [] } = {}) => ports.store.append(run, seq, entries, { permits }),
  }));

/** Writes past the run's sequence lock: whoever comes, appends. */
const forgetTheLock: PortsMutant = (ports) =>
  withStore(ports, (store) => ({
    append: async (run, _seq, entries, options) => {
      const stored = await store.read(run);
      return store.append(run, stored?.entries.at(-1)?.seq ?? 0, entries, options);
    },
  }));

/** Tells the sender that all is well before anything is written. */
const acknowledgeEarly: PortsMutant = (ports) =>
  withStore(ports, (store) => ({
    accept: async (intake) => {
      void store.accept(intake).catch(() => undefined);
      return { outcome: "finished", run: intake.run };
    },
  }));

/** Forgets that a call without an answer may come in late: what would be undone by it does not wait. */
const forgetLateCalls: PortsMutant = (ports) =>
  withStore(ports, (store) => ({
    append: (run, seq, entries, options) => {
      const forgetful = entries.map((entry) => {
        const { mayArriveUntil: _, ...details } = entry.details;
        return { ...entry, details };
      });
      return store.append(run, seq, forgetful, options);
    },
  }));

/** Reads a plan as if all its machines had their turn at once. */
const forgetTheWaves: PortsMutant = (ports) =>
  withStore(ports, (store) => ({
    read: async (run) => {
      const kept = await store.read(run);
      if (!kept) return kept;
      const entries = kept.entries.map((entry) => {
        const step = Step.safeParse(entry.details["step"]).data;
        if (!step?.barrier) return entry;
        const { barrier: _, ...atOnce } = step;
        return { ...entry, details: { ...entry.details, step: atOnce } };
      });
      return { ...kept, entries };
    },
  }));

/** Does not look at holds. */
const ignoreHolds: PortsMutant = (ports) => withStore(ports, () => ({ listHolds: async () => [] }));

/** Forgets which run set a hold, so that a run which broke off takes its own for somebody else's. */
const forgetWhoHeld: PortsMutant = (ports) =>
  withStore(ports, (store) => ({ putHold: ({ run: _, ...hold }) => store.putHold(hold) }));

/** Says "succeeded" as soon as the machine runs, without comparing time stamps. */
const believeAnyRunning: PortsMutant = (ports) =>
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

function withConfig(ports: ShellPorts, change: (config: Config) => Partial<Config>): ShellPorts {
  const { rulebook } = ports;
  const { config } = rulebook;
  return { ...ports, rulebook: { ...rulebook, config: { ...config, ...change(config) } } };
}

/** Sends what a policy wants without asking anybody. */
const askNobody: PortsMutant = (ports) =>
  withConfig(ports, ({ policies }) => ({
    policies: policies.map((policy) => ({ ...policy, approve: null })),
  }));

/** Takes everybody for a member of every team. */
const letAnybodyAgree: PortsMutant = (ports) =>
  withConfig(ports, ({ teams }) => ({
    teams: Object.fromEntries(
      Object.entries(teams).map(([name, team]) => [name, { ...team, members: [...team.members, "lea"] }]),
    ),
  }));

/** Reads every answer as one to what is asked now, whatever was asked when it was given. */
const forgetThePlan: PortsMutant = (ports) =>
  withStore(ports, (store) => ({
    read: async (run) => {
      const kept = await store.read(run);
      const asked = kept?.entries.findLast(({ reason }) => reason === "awaiting-approval");
      if (!kept || !asked) return kept;
      const answers = kept.entries.filter(({ phase }) => phase === "answered");
      // The fold takes them behind the question, so they are told once more with what follows it.
      const entries = kept.entries.flatMap((entry) => {
        if (entry !== asked) return [entry];
        const { hash } = asked.details;
        return [
          entry,
          ...answers.map((one) => ({ ...one, seq: entry.seq, details: { ...one.details, hash } })),
        ];
      });
      return { ...kept, entries };
    },
  }));

/** Asks people without looking whether another run asks them already. */
const forgetWhoAsks: PortsMutant = (ports) =>
  withStore(ports, (store) => ({
    find: async (filter, page) => {
      const found = await store.find(filter, page);
      const isAsks = filter.open === true && filter.phases?.includes("deferred") === true;
      return isAsks ? { ...found, entries: [] } : found;
    },
  }));

/** The mutants. Each has to be caught within a few dozen seeds, or the invariants are not worth their name. */
export const MUTANTS: Readonly<Record<string, NamedMutant>> = {
  "log after sending": {
    from: 3,
    mutant: { ports: logAfterSending },
    caughtBy: ["announced-before-sent", "at-most-once"],
  },
  "retry a once-only step": {
    from: 2,
    mutant: { ports: retryOnceOnly },
    caughtBy: ["at-most-once", "truthful-log"],
  },
  "ignore a short page": {
    from: 2,
    mutant: { answer: ignoreShortPage },
    caughtBy: ["nothing-denied", "doubt-stops-action", "truthful-log"],
  },
  "forget the permits": { from: 3, mutant: { ports: forgetPermits }, caughtBy: ["at-most-once"] },
  "forget the lock": {
    from: 17,
    mutant: { ports: forgetTheLock },
    caughtBy: ["ended-is-ended", "one-decision", "exactly-one-end"],
  },
  "forget the fence": {
    from: 13,
    mutant: { ports: forgetTheFence },
    caughtBy: ["frozen-stay-out", "turns-are-taken"],
    lonely: true,
  },
  "forget the leases": { from: 7, mutant: { ports: forgetLeases }, caughtBy: ["turns-are-taken"] },
  "forget late calls": { from: 24, mutant: { ports: forgetLateCalls }, caughtBy: ["stands-as-told"] },
  "acknowledge before writing": { from: 9, mutant: { ports: acknowledgeEarly }, caughtBy: ["nothing-lost"] },
  "forget the waves": { from: 1, mutant: { ports: forgetTheWaves }, caughtBy: ["waves-in-order"] },
  "forget who held": {
    from: 1,
    mutant: { ports: forgetWhoHeld },
    caughtBy: ["exceptions-as-told"],
    exceptions: true,
  },
  "ask nobody": {
    from: 200,
    mutant: { ports: askNobody },
    caughtBy: ["nothing-unapproved"],
    approvals: true,
  },
  "let anybody agree": {
    from: 200,
    mutant: { ports: letAnybodyAgree },
    caughtBy: ["nothing-unapproved"],
    approvals: true,
  },
  "forget to which plan somebody agreed": {
    from: 200,
    mutant: { ports: forgetThePlan },
    caughtBy: ["nothing-unapproved"],
    approvals: true,
  },
  "forget who asks": {
    from: 200,
    mutant: { ports: forgetWhoAsks },
    caughtBy: ["asked-once"],
    approvals: true,
  },
  "ignore holds": { from: 1, mutant: { ports: ignoreHolds }, caughtBy: ["holds-kept"] },
  "believe any running machine": {
    from: 18,
    mutant: { ports: believeAnyRunning },
    caughtBy: ["truthful-log"],
  },
};
