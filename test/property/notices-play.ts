import fc from "fast-check";
import { expect } from "vitest";
import { addressKey } from "../../lib/core/notices/addresses.ts";
import { NOTICES_PER_MESSAGE, RATE } from "../../lib/core/notices/plan-messages.ts";
import { AutomationError } from "../../lib/domain/errors.ts";
import { NOTICES_POLICY, type Notice } from "../../lib/domain/notice.ts";
import type { NewEntry } from "../../lib/domain/status.ts";
import type { Messenger, OutgoingMessage } from "../../lib/ports/messenger.ts";
import type { Store } from "../../lib/ports/store.ts";
import { acceptEvent } from "../../lib/shell/accept-event.ts";
import { createTeller } from "../../lib/shell/create-teller.ts";
import { entryAt } from "../../lib/shell/entry.ts";
import { advanceRun } from "../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../lib/shell/shell-ports.ts";
import { createMemoryStore } from "../../lib/stores/memory/create-memory-store.ts";
import { policy, rulebook, tick } from "../fixtures/policies.ts";
import { MINUTE, NOW } from "../fixtures/resources.ts";

const team = (channel: string) => ({ members: [], zone: null, calendar: null, tell: [channel] });

const CHANNELS = ["slack:#red", "slack:#blue", "slack:#rest"] as const;

const RULES = rulebook({
  teams: { red: team("slack:#red"), blue: team("slack:#blue"), "*": team("slack:#rest") },
  policies: [policy(), policy({ name: "trial", mode: "observe" })],
});

const CHANNEL_OF: Readonly<Record<string, string>> = { red: "slack:#red", blue: "slack:#blue" };

const News = fc.record({
  team: fc.constantFrom("red", "blue", "nobody"),
  kind: fc.constantFrom("stopped", "failed", "unknown", "warned", "left", "trial"),
});
type News = {
  readonly team: string;
  readonly kind: "stopped" | "failed" | "unknown" | "warned" | "left" | "trial";
};

/** What happens, one after the other: news in the log, a look at it, time that goes by, an end of a process. */
const Happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant("news" as const),
      news: fc.array(News, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant("tell" as const),
      diesAfter: fc.option(fc.nat({ max: 40 }), { nil: null }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ what: "both" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("time" as const),
      ms: fc.integer({ min: 1_000, max: 2 * MINUTE }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("channel" as const),
      channel: fc.constantFrom(...CHANNELS),
      up: fc.boolean(),
    }),
  },
);
type Happening = typeof Happening extends fc.Arbitrary<infer T> ? T : never;

function entriesOf({ team: name, kind }: News, machine: string, nowMs: number): readonly NewEntry[] {
  const resource = `prod/notebook/${machine}`;
  const about = { policy: kind === "trial" ? "trial" : "nights", resource, action: "stop" };
  const details = { name: machine, team: name };
  if (kind === "warned" || kind === "trial") {
    const pending = { warnedAtMs: nowMs, stopAtMs: nowMs + 30 * MINUTE, levelMs: 30 * MINUTE };
    const memory = { pending: kind === "trial" ? { ...pending, trial: true } : pending };
    return [
      entryAt(nowMs, { ...about, phase: "skipped", reason: "warned", details: { ...details, memory } }),
    ];
  }
  if (kind === "left") return [entryAt(nowMs, { ...about, phase: "skipped", reason: "scarce", details })];
  const ends = {
    stopped: { phase: "succeeded", reason: "confirmed" },
    failed: { phase: "failed", reason: "step-failed" },
    unknown: { phase: "unknown", reason: "undecided" },
  } as const;
  return [entryAt(nowMs, { ...about, ...ends[kind], step: `step-${machine}`, details })];
}

interface Sent {
  readonly id: string;
  readonly channel: string;
  readonly notices: readonly Notice[];
}

/** A log, three channels that may be down, and processes that may die at any write or reading. */
function createPlay() {
  const clock = { nowMs: NOW };
  const kept = createMemoryStore();
  const down = new Set<string>();
  const attempts: OutgoingMessage[] = [];
  const sent: Sent[] = [];
  const expected = new Map<string, string[]>();
  const count = { run: 0, call: 0, machine: 0, deaths: 0 };
  const messenger: Messenger = {
    send: async (message) => {
      attempts.push(message);
      const channel = addressKey(message.to);
      if (down.has(channel)) return { ok: false, again: true, text: "down" };
      sent.push({ id: message.id, channel, notices: message.notices });
      return { ok: true, text: "told" };
    },
  };
  const ids: ShellPorts["ids"] = {
    run: () => {
      count.run += 1;
      return `run-${String(count.run).padStart(5, "0")}`;
    },
    call: () => {
      count.call += 1;
      return `call-${count.call}`;
    },
  };
  const dying = (left: { ops: number }): Store => {
    const died = () => new AutomationError("store-failed", "the process is dead");
    const mortal =
      <A extends unknown[], R>(work: (...words: A) => Promise<R>) =>
      async (...words: A): Promise<R> => {
        if (left.ops <= 0) throw died();
        left.ops -= 1;
        const answer = await work(...words);
        // The write is there, and nobody learns of it.
        if (left.ops <= 0) throw died();
        return answer;
      };
    const { accept, append, find, read, openRuns } = kept;
    return {
      ...kept,
      ...{ accept: mortal(accept), append: mortal(append), find: mortal(find) },
      ...{ read: mortal(read), openRuns: mortal(openRuns) },
    };
  };
  const process = (diesAfter: number | null) => {
    const store = diesAfter === null ? kept : dying({ ops: diesAfter + 1 });
    const clouds = new Map();
    const ports: ShellPorts = {
      store,
      clouds,
      clock: { now: () => clock.nowMs },
      ids,
      rulebook: RULES,
      messenger,
    };
    return createTeller(ports, { advance: (run, options) => advanceRun(run, ports, options) });
  };
  const tell = async (diesAfter: number | null) => {
    const failed = await process(diesAfter)
      .tell({ open: true })
      .then(
        () => false,
        () => true,
      );
    if (failed) count.deaths += 1;
  };
  const news = async (all: readonly News[]) => {
    const { run } = await acceptEvent(tick(clock.nowMs), {
      store: kept,
      clock: { now: () => clock.nowMs },
      ids,
    });
    const entries = all.flatMap((one) => {
      count.machine += 1;
      const machine = `m${count.machine}`;
      if (one.kind !== "trial") {
        const channel = CHANNEL_OF[one.team] ?? "slack:#rest";
        expected.set(channel, [...(expected.get(channel) ?? []), machine]);
      }
      return entriesOf(one, machine, clock.nowMs);
    });
    const end = entryAt(clock.nowMs, { phase: "finished", reason: "done" });
    const stored = await kept.read(run);
    await kept.append(run, stored?.entries.length ?? 1, [...entries, end]);
    // Another slot, and so another run.
    clock.nowMs += 1_000;
  };
  return { clock, kept, down, attempts, sent, expected, count, process, tell, news };
}
export type Play = ReturnType<typeof createPlay>;

async function happen(happening: Happening, play: Play): Promise<void> {
  switch (happening.what) {
    case "news":
      return play.news(happening.news);
    case "tell":
      return play.tell(happening.diesAfter);
    case "both":
      // Two processes that look at the same moment.
      await Promise.all([play.tell(null), play.tell(null)]);
      return;
    case "time":
      play.clock.nowMs += happening.ms;
      return;
    case "channel":
      if (happening.up) play.down.delete(happening.channel);
      else play.down.add(happening.channel);
  }
}

/** Every channel is up again, nobody dies any more, and time goes by. */
async function settle(play: Play): Promise<void> {
  play.down.clear();
  for (let look = 0; look < 8; look += 1) {
    await play.tell(null);
    play.clock.nowMs += 35 * MINUTE;
  }
}

const machinesIn = ({ facts }: Notice): readonly string[] =>
  ((facts["machines"] ?? []) as readonly { readonly name: string }[]).map(({ name }) => name);

function deliveries({ sent }: Play, channel: string) {
  const own = sent.filter((one) => one.channel === channel).flatMap(({ notices }) => notices);
  const more = own.reduce((sum, { facts }) => sum + Number(facts["more"] ?? 0), 0);
  return { machines: own.flatMap(machinesIn), more };
}

async function played(happenings: readonly Happening[]): Promise<Play> {
  const play = createPlay();
  await play.process(null).begin();
  for (const happening of happenings) await happen(happening, play);
  return play;
}

/** Whatever happens, in any order. */
export const HISTORIES = fc.array(Happening, { minLength: 1, maxLength: 30, size: "max" });

/** The same without deaths. */
export const CALM_HISTORIES = fc.array(
  Happening.map((one): Happening => (one.what === "tell" ? { ...one, diesAfter: null } : one)),
  { minLength: 1, maxLength: 30, size: "max" },
);

/** Everything that was news was told or counted, and an attempt was repeated at most once for each death. */
export async function losesNothing(happenings: readonly Happening[]): Promise<void> {
  const play = await played(happenings);
  const deaths = play.count.deaths;
  await settle(play);
  for (const channel of CHANNELS) {
    const { machines, more } = deliveries(play, channel);
    const expected = play.expected.get(channel) ?? [];
    const byId = new Map(play.sent.filter((one) => one.channel === channel).map((one) => [one.id, one]));
    const once = [...byId.values()].flatMap(({ notices }) => notices.flatMap(machinesIn));
    expect(new Set(once).size).toBe(once.length);
    const missing = expected.filter((machine) => !machines.includes(machine));
    expect(missing.length).toBeLessThanOrEqual(more);
    expect(machines.every((machine) => expected.includes(machine))).toBe(true);
  }
  const ids = play.sent.map(({ id }) => id);
  for (const id of new Set(ids))
    expect(ids.filter((one) => one === id).length).toBeLessThanOrEqual(1 + deaths);
  if (deaths === 0) expect(new Set(ids).size).toBe(ids.length);
  const open = await play.kept.openRuns({ limit: 100 });
  expect(open).toEqual([]);
}

/** Each thing was told once, and no channel was told more often than it may be. */
export async function tellsOnce(happenings: readonly Happening[]): Promise<void> {
  const play = await played(happenings);
  await settle(play);
  for (const channel of CHANNELS) {
    const { machines } = deliveries(play, channel);
    expect(new Set(machines).size).toBe(machines.length);
  }
  const planned = await play.kept.find({ policy: NOTICES_POLICY, phases: ["planned"] }, { limit: 1_000 });
  const messages = planned.entries.map(({ at, details }) => {
    const { to, urgent, notices } = details["message"] as OutgoingMessage & { readonly urgent: boolean };
    return { atMs: Date.parse(at), key: addressKey(to), urgent, notices };
  });
  for (const { atMs, key, urgent, notices } of messages) {
    expect(notices.length).toBeLessThanOrEqual(NOTICES_PER_MESSAGE + 1);
    const within = messages.filter(
      (one) => one.key === key && one.atMs <= atMs && atMs - one.atMs < RATE.windowMs,
    );
    if (!urgent) expect(within.filter((one) => !one.urgent).length).toBeLessThanOrEqual(RATE.messages);
  }
}
