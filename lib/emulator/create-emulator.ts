import * as z from "zod";
import { AutomationError } from "../domain/errors.ts";
import { emptyList } from "./chunked-list.ts";
import { Fleet, type FleetInput } from "./fleet.ts";
import { handle } from "./handle.ts";
import { seededRandom } from "./noise.ts";
import type { EmulatorRequest, EmulatorResponse } from "./request.ts";
import { noMachines, seedFleet } from "./seed-fleet.ts";
import { DEFAULT_QUIRKS, type EmulatorCredentials, type EmulatorState, type Quirks } from "./state.ts";

/** What an emulator is made of. */
export interface EmulatorOptions {
  /** Who may sign requests. */
  readonly credentials: readonly EmulatorCredentials[];
  /** Machines to begin with; none when left out. */
  readonly fleet?: FleetInput;
  /** How many times faster than real transitions are over. Default 1; leases and metrics keep real time. */
  readonly speed?: number;
  /** Seed of ids and metric noise. Default 1. */
  readonly seed?: number;
  /** The clock, milliseconds since the epoch. Default: the machine's own. */
  readonly now?: () => number;
  readonly quirks?: Partial<Quirks>;
}

/** An emulator without a socket. */
export interface Emulator {
  /** Answers one request. What the network is to do with the answer stands in it; nothing here waits. */
  readonly handle: (request: EmulatorRequest) => EmulatorResponse;
  /** The present state; a value, so it stays as it is. */
  readonly state: () => EmulatorState;
}

/**
 * The state of an emulator before its first request. Throws `invalid-config` for a fleet that breaks a rule.
 * `now` is in milliseconds since the epoch: the fleet's times count back from it.
 */
export function initialState(options: Omit<EmulatorOptions, "now">, now: number): EmulatorState {
  const { credentials, fleet, speed = 1, seed = 1, quirks } = options;
  if (!(speed > 0)) {
    throw new AutomationError("invalid-config", `speed: a number above 0 (got ${speed})`, {
      details: { field: "speed", rule: "a number above 0" },
    });
  }
  const empty: EmulatorState = {
    ...noMachines(),
    seed,
    speed,
    quirks: { ...DEFAULT_QUIRKS, ...quirks },
    credentials,
    cloud: "huaweicloud",
    faults: [],
    journal: emptyList(),
    calls: {},
    permissions: {},
    soldOut: new Set(),
    notebookActivity: new Map(),
    clockOffsetMs: 0,
    gatewaySkewMs: 0,
  };
  return fleet ? seedFleet(empty, parseFleet(fleet), now) : empty;
}

/** Starts an emulator in this process. */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { now = Date.now } = options;
  const random = seededRandom(options.seed ?? 1);
  let state = initialState(options, now());
  return {
    state: () => state,
    handle: (request) => {
      const handled = handle(state, request, now(), random);
      state = handled.state;
      return handled.response;
    },
  };
}

/** Checks a fleet file. Throws `invalid-config` naming the first fields that break a rule. */
export function parseFleet(fleet: unknown): Fleet {
  const result = Fleet.safeParse(fleet);
  if (result.success) return result.data;
  const text = z.prettifyError(new z.ZodError(result.error.issues.slice(0, 5)));
  throw new AutomationError("invalid-config", `The fleet is not valid.\n${text}`, {
    details: { field: result.error.issues[0]?.path.join(".") ?? "", retryable: false },
  });
}
