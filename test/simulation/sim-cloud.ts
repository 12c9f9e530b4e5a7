import { brokenConnection } from "../../lib/clients/transport/transport-failure.ts";
import { initialState } from "../../lib/emulator/create-emulator.ts";
import type { FleetInput } from "../../lib/emulator/fleet.ts";
import { handle } from "../../lib/emulator/handle.ts";
import type { EmulatorResponse } from "../../lib/emulator/request.ts";
import type { EmulatorState } from "../../lib/emulator/state.ts";
import type { HttpTransport, WireRequest, WireResponse } from "../../lib/ports/http-transport.ts";
import type { Scheduler } from "./scheduler.ts";
import type { FaultCounts, Life } from "./worker-life.ts";

/** What the network and the cloud may do to a call, and how likely each is. */
export interface CloudRates {
  readonly lostBefore: number;
  readonly lostAfter: number;
  /** A call that changes something is told to be lost, and comes in minutes later. */
  readonly late: number;
  readonly throttle: number;
  readonly error: number;
  readonly shortPage: number;
  readonly slow: number;
}

/** The emulated cloud of one world: one state, driven by the world's clock. */
export interface SimCloud {
  transportFor(life: Life): HttpTransport;
  state(): EmulatorState;
  /** Faults stop; what is on its way still arrives. */
  calm(): void;
}

export const KEY = {
  accessKey: "SIMULATEDACCESSKEY",
  secretKey: "simulated-secret-key-that-opens-nothing",
} as const;

/** A cloud call on a good day, and on a slow one. */
const LATENCY_MS = [40, 400] as const;
const SLOW_MS = [5_000, 15 * 60_000] as const;

/** How late a call comes in; the gateway refuses it when its signature has expired by then. */
const LATE_MS = [20_000, 16 * 60_000] as const;

const FAULT_OF = { throttle: "throttle", error: "error-500", shortPage: "short-page" } as const;

function emulatorRequest(request: WireRequest) {
  const { pathname, search } = new URL(request.url);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    method: request.method,
    path: pathname,
    query: search.slice(1),
    headers,
    body: request.body ?? new Uint8Array(),
  };
}

function wireResponse({ status, headers, body }: EmulatorResponse): WireResponse {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { status, headers: lower, body };
}

/** What a cloud is made of. */
export interface SimCloudOptions {
  readonly scheduler: Scheduler;
  readonly fleet: FleetInput;
  readonly rates: CloudRates;
  readonly counts: FaultCounts;
}

/** Starts a cloud with a fleet. */
export function startSimCloud({ scheduler, fleet, rates, counts }: SimCloudOptions): SimCloud {
  let state = initialState({ credentials: [KEY], fleet, speed: 1, seed: 1 }, scheduler.now());
  let calm = false;

  const strikes = (rate: number, what: string): boolean => {
    if (calm || !scheduler.chance(rate)) return false;
    counts[what] = (counts[what] ?? 0) + 1;
    return true;
  };

  function answer(request: WireRequest): EmulatorResponse {
    const struck = (Object.keys(FAULT_OF) as (keyof typeof FAULT_OF)[]).find((name) =>
      strikes(rates[name], name),
    );
    const faults = struck ? [{ match: {}, fault: FAULT_OF[struck], times: 1 }] : [];
    const handled = handle({ ...state, faults }, emulatorRequest(request), scheduler.now(), scheduler.random);
    state = { ...handled.state, faults: [] };
    return handled.response;
  }

  return {
    state: () => state,
    calm: () => {
      calm = true;
    },
    transportFor: (life) => (request) => {
      const latency = strikes(rates.slow, "slow answer") ? SLOW_MS : LATENCY_MS;
      return life.call("cloud call", latency, () => {
        const lost = (cause: string) => brokenConnection(request.url, true, new Error(cause));
        if (request.method !== "GET" && strikes(rates.late, "late call")) {
          scheduler.after(scheduler.between(...LATE_MS), () => {
            answer(request);
          });
          throw lost("on its way");
        }
        if (strikes(rates.lostBefore, "lost before effect")) throw lost("lost before");
        const response = answer(request);
        if (strikes(rates.lostAfter, "lost after effect")) throw lost("lost after");
        return wireResponse(response);
      });
    },
  };
}
