import { STEPS_PER_HOUR } from "./month.ts";
import { isNeededSoon, type Part, type Scene } from "./scene.ts";

/** A person who works notices after ten minutes that the machine is gone; who left work running alone, after an hour. */
const NOTICED_AFTER = { interactive: 2, alone: STEPS_PER_HOUR } as const;

/** What a contestant sees of the world. */
export interface View {
  readonly parts: readonly Part[];
  /** 1 for each machine that is on. */
  readonly isOn: Uint8Array;
  /** Step of each machine's last start. */
  readonly startedAt: Int32Array;
  /** For each machine, 1 for every earlier step in which it was on. */
  readonly onBefore: readonly Uint8Array[];
  /** First step of the month. */
  readonly first: number;
}

/** A contestant: the machines it stops at a step. It may keep a memory of its own, and is made anew for each month. */
export interface Rule {
  /** Told of every start by a person. */
  readonly onStart?: (index: number, step: number) => void;
  readonly stops: (step: number, view: View) => readonly number[];
}

/** What became of a month under one rule. */
export interface Tally {
  readonly stops: number;
  readonly falseStops: number;
  /** Machine-hours that were off while nobody needed them, of machines whose stop ends billing. */
  readonly savedHours: number;
  readonly savedMoney: number;
  /** Starts by people of machines that the rule had stopped. */
  readonly restarts: number;
  /** Hours in which somebody needed a machine that was off. */
  readonly hoursTaken: number;
  readonly falseStopsByPattern: Readonly<Record<string, number>>;
  /** As {@link savedHours}, by pattern. */
  readonly savedByPattern: Readonly<Record<string, number>>;
}

function delayOf({ isInteractive, needed }: Part, step: number): number {
  if (!isInteractive) return NOTICED_AFTER.alone;
  return needed[step] === 1 ? NOTICED_AFTER.interactive : 0;
}

/** The first step at which its owner starts a machine again that was stopped at this step. */
function restartOf(part: Part, step: number): number {
  const found = part.missed.indexOf(1, step + delayOf(part, step));
  return found === -1 ? Number.POSITIVE_INFINITY : found;
}

function countNeeded({ needed }: Part, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) count += needed[at] ?? 0;
  return count;
}

function add(sums: Record<string, number>, name: string, more: number): void {
  sums[name] = (sums[name] ?? 0) + more;
}

/** What has come of it so far. */
function newAccount() {
  const sums = { stops: 0, falseStops: 0, restarts: 0, savedMoney: 0, savedHours: 0, hoursTaken: 0 };
  const falseStopsByPattern: Record<string, number> = {};
  const savedByPattern: Record<string, number> = {};
  return {
    stopped(part: Part, step: number): void {
      sums.stops += 1;
      if (!isNeededSoon(part, step)) return;
      sums.falseStops += 1;
      add(falseStopsByPattern, part.truth.pattern, 1);
    },
    wasOff(part: Part, from: number, to: number): void {
      const taken = countNeeded(part, from, to);
      sums.hoursTaken += taken / STEPS_PER_HOUR;
      if (!part.saves) return;
      const hours = (to - from - taken) / STEPS_PER_HOUR;
      sums.savedHours += hours;
      sums.savedMoney += hours * part.pricePerHour;
      add(savedByPattern, part.truth.pattern, hours);
    },
    restarted(): void {
      sums.restarts += 1;
    },
    tally: (): Tally => ({ ...sums, falseStopsByPattern, savedByPattern }),
  };
}

/** A month under way: machines that are on or off, and who will start which again. */
function newWorld({ month, parts }: Scene, rule: Rule) {
  const isOn = new Uint8Array(parts.length).fill(1);
  const startedAt = Int32Array.from(parts, ({ startedStep }) => startedStep);
  const stoppedAt = new Int32Array(parts.length);
  // Filled ahead to the end of the month with every start, and emptied again by a stop: only the past is looked at.
  const onBefore = parts.map(({ startedStep }) => new Uint8Array(month.end).fill(1, startedStep));
  const view: View = { parts, isOn, startedAt, onBefore, first: month.first };
  const restarts = new Map<number, Part[]>();
  const account = newAccount();

  function start(part: Part, step: number): void {
    isOn[part.index] = 1;
    startedAt[part.index] = step;
    onBefore[part.index]?.fill(1, step);
    account.wasOff(part, stoppedAt[part.index] ?? step, step);
    account.restarted();
    rule.onStart?.(part.index, step);
  }

  return {
    view,
    startMissed(step: number): void {
      for (const part of restarts.get(step) ?? []) start(part, step);
    },
    stop(index: number, step: number): void {
      const part = parts[index];
      if (!part || isOn[index] !== 1) return;
      isOn[index] = 0;
      stoppedAt[index] = step;
      onBefore[index]?.fill(0, step);
      account.stopped(part, step);
      // Who notices at once starts it at the earliest five minutes later.
      const next = Math.max(step + 1, restartOf(part, step));
      restarts.set(next, [...(restarts.get(next) ?? []), part]);
    },
    close(): Tally {
      for (const part of parts) {
        if (isOn[part.index] === 0) account.wasOff(part, stoppedAt[part.index] ?? month.end, month.end);
      }
      return account.tally();
    },
  };
}

/** Plays the month of a scene under one rule. */
export function playMonth(scene: Scene, rule: Rule): Tally {
  const { first, end } = scene.month;
  const world = newWorld(scene, rule);
  for (let step = first; step < end; step += 1) {
    world.startMissed(step);
    for (const index of rule.stops(step, world.view)) world.stop(index, step);
  }
  return world.close();
}
