import type { Service } from "../../domain/clouds.ts";
import { AutomationError } from "../../domain/errors.ts";
import { askBreaker, type Breaker, CLOSED, mayStillGo, tellBreaker } from "./breaker.ts";
import { askPace, countSent, type Pace, slowDown, speedUp, UNLIMITED } from "./pace.ts";

/** Leave to send a call, once. It is handed back with what became of the call. */
export interface Admission {
  /** Milliseconds to wait before sending. */
  readonly waitMs: number;
  /** See `Pace.turn`. */
  readonly turn: number;
  /** Number of the breaker's trial that this call is, or `null`. */
  readonly trial: number | null;
}

/** What became of a call: see `BreakerNews`, and `throttled` for a 429. */
export type Outcome =
  | { readonly kind: "answered" | "failed" | "untold" }
  | { readonly kind: "throttled"; readonly retryAfterMs: number | undefined };

/** The way to one API of one target. Milliseconds are since the epoch. */
export interface Gate {
  /**
   * Asks for leave to send. Throws, and nothing of the call leaves: `unavailable` while the breaker is open,
   * `throttled` when the pace would have it wait longer than `waitMaxMs`. Both with `details.retryAfterMs`.
   */
  enter(call: string, when: { readonly nowMs: number; readonly waitMaxMs: number }): Admission;
  /**
   * To be asked when the wait is over, just before sending. `false`: other calls have met trouble meanwhile, the
   * admission is void, ask for another one.
   */
  depart(admission: Admission, nowMs: number): boolean;
  /** Tells what became of a call that was admitted. Each admission that departed must be told of, once. */
  note(admission: Admission, outcome: Outcome, nowMs: number): void;
}

/** Gates by service. */
export interface Pressure {
  gateOf(service: Service): Gate;
}

/** What pressure is kept with. */
export interface PressureOptions {
  /** Name of the target, for error texts. */
  readonly target: string;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  /** Calls per second that are allowed however much a cloud throttles. Default 1. */
  readonly callsPerSecondMin?: number;
}

/** A refusal on our side: certainly without any effect, and not to be repeated right away like an answer. */
function heldBack(
  code: "unavailable" | "throttled",
  text: string,
  { call, heldMs }: { readonly call: string; readonly heldMs: number },
): AutomationError {
  return new AutomationError(code, text, {
    details: {
      operation: call,
      heldBack: true,
      retryable: true,
      retryAfterMs: Math.max(1, Math.ceil(heldMs)),
      ambiguous: false,
    },
  });
}

/** Whether an error is a call that was held back on our side, so that nobody was asked. */
export function isHeldBack({ details }: AutomationError): boolean {
  return details["heldBack"] === true;
}

const timeOf = (ms: number) => new Date(Math.ceil(ms)).toISOString();

function createGate(service: Service, { target, random, callsPerSecondMin = 1 }: PressureOptions): Gate {
  const api = `${service} of ${target}`;
  let pace: Pace = UNLIMITED;
  let breaker: Breaker = CLOSED;

  const note: Gate["note"] = ({ trial }, outcome, nowMs) => {
    const { kind } = outcome;
    if (kind === "answered") pace = speedUp(pace, nowMs);
    if (kind === "throttled") {
      pace = slowDown(pace, { nowMs, retryAfterMs: outcome.retryAfterMs, rateMin: callsPerSecondMin });
    }
    // Who throttles is there: for the breaker that is an answer.
    const news = kind === "throttled" ? "answered" : kind;
    breaker = tellBreaker(breaker, news, { trial, nowMs, random });
  };

  return {
    note,
    enter: (call, { nowMs, waitMaxMs }) => {
      const paced = askPace(pace, { nowMs, waitMaxMs, random });
      if ("heldMs" in paced) {
        const text = `${call}: not sent, because ${api} throttles; there is room again at ${timeOf(nowMs + paced.heldMs)}`;
        throw heldBack("throttled", text, { call, heldMs: paced.heldMs });
      }
      const word = askBreaker(breaker, { nowMs, random });
      breaker = word.breaker;
      if ("heldMs" in word) {
        const text = `${call}: not sent, because ${api} failed ${breaker.failures} times in a row; it is tried again at ${timeOf(nowMs + word.heldMs)}`;
        throw heldBack("unavailable", text, { call, heldMs: word.heldMs });
      }
      pace = paced.pace;
      return { waitMs: paced.waitMs, turn: pace.turn, trial: word.trial };
    },
    depart: (admission, nowMs) => {
      if (admission.turn === pace.turn && mayStillGo(breaker, admission.trial)) {
        pace = countSent(pace, nowMs);
        return true;
      }
      note(admission, { kind: "untold" }, nowMs);
      return false;
    },
  };
}

/**
 * Keeps pace and breaker for every API of one target. It takes all time as an argument and never waits itself. Nothing
 * is slowed down or refused before there was trouble.
 */
export function createPressure(options: PressureOptions): Pressure {
  const gates = new Map<Service, Gate>();
  return {
    gateOf: (service) => {
      const known = gates.get(service);
      if (known) return known;
      const gate = createGate(service, options);
      gates.set(service, gate);
      return gate;
    },
  };
}

const FREE: Admission = { waitMs: 0, turn: 0, trial: null };

/** A way on which nobody is ever held back. */
export const FREE_GATE: Gate = { enter: () => FREE, depart: () => true, note: () => undefined };
