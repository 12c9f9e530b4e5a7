import type { Reason } from "../../domain/reasons.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { grownInts, grownNumbers, roomFor } from "./grown-column.ts";
import type { Rests } from "./said.ts";

/** What a verdict rests on, as a number. `not-meant`: the machine is none that the policy means. */
export const RESTS = {
  ...{ nothing: 0, machine: 1, clock: 2, work: 3, silence: 4, rest: 5, time: 6 },
  "not-meant": 7,
  "warned-rest": 8,
} as const satisfies Record<Rests | "not-meant", number>;

/** An hour that no pass comes to. */
export const NEVER = 2 ** 30;

/** The same, of a verdict that acts. */
export const NEVER_ACTING = NEVER + 1;

/**
 * What one policy said last of each machine, and what it rests on. Numbers in columns by the machine's index: a month of a
 * large fleet asks them millions of times, and most of the time would go into fetching records from memory.
 */
export interface SaidColumns {
  /** One of {@link RESTS}. */
  rests: Int32Array;
  /** The reading of the machine for which `where` was asked; -1: none. */
  meantFor: Int32Array;
  /** The machine's version, the clock's key, and how far back actions were known, whole seconds. */
  version: Int32Array;
  clock: Int32Array;
  /** How often the clock had turned when it was last seen to say the same. */
  turns: Int32Array;
  actionsS: Int32Array;
  /** How long it stands where it rests on time alone, milliseconds since the epoch. */
  untilMs: Float64Array;
  /** The last hour in which a signal was measured, in which the machine was looked at, and until which work objects. */
  signalHour: Int32Array;
  looked: Int32Array;
  works: Int32Array;
  /** How many hours are asked of the machine, and which signals were measured in them, a bit for each. */
  hours: Int32Array;
  bits: Int32Array;
  /** Through that hour it need not be looked at again, as long as its version is {@link asleep}; -1: it has to. */
  until: Int32Array;
  asleep: Int32Array;
  /** `null`: the policy does not mean the machine; `undefined`: it is not even of its kinds. */
  readonly reasons: (Reason | null | undefined)[];
  /** The verdict said last, where it acts. */
  readonly acts: (Verdict | null)[];
}

type Numbers = Exclude<keyof SaidColumns, "reasons" | "acts" | "untilMs">;

/** Where nothing was said yet: it rests on nothing. */
const AT_FIRST: Readonly<Record<Numbers, number>> = {
  ...{ rests: RESTS.nothing, meantFor: -1, version: -1, clock: -1, actionsS: -1, signalHour: -1 },
  ...{ turns: -1, looked: -1, works: -1, hours: 0, bits: 0, until: -1, asleep: -1 },
};

const NUMBERS = Object.keys(AT_FIRST) as readonly Numbers[];

/** No machine yet. */
export function createSaidColumns(): SaidColumns {
  const none = (): Int32Array => new Int32Array(0);
  return {
    rests: none(),
    meantFor: none(),
    version: none(),
    clock: none(),
    turns: none(),
    actionsS: none(),
    untilMs: new Float64Array(0),
    signalHour: none(),
    looked: none(),
    works: none(),
    hours: none(),
    bits: none(),
    until: none(),
    asleep: none(),
    reasons: [],
    acts: [],
  };
}

/** Makes room for so many machines, of which nothing was said yet. */
export function makeRoom(columns: SaidColumns, machines: number): void {
  const known = columns.rests.length;
  if (machines <= known) return;
  const room = roomFor(machines, known);
  for (const name of NUMBERS) columns[name] = grownInts(columns[name], room, AT_FIRST[name]);
  columns.untilMs = grownNumbers(columns.untilMs, room);
  for (let index = known; index < room; index += 1) {
    columns.reasons.push(undefined);
    columns.acts.push(null);
  }
}
