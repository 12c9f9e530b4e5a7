import * as z from "zod";
import type { Handled } from "./call.ts";
import { emptyList, items } from "./chunked-list.ts";
import { FaultList } from "./fault.ts";
import { Fleet } from "./fleet.ts";
import { GenerateFleet, generateFleet } from "./generate-fleet.ts";
import { patchMachine } from "./patch-machine.ts";
import type { EmulatorRequest, EmulatorResponse } from "./request.ts";
import { queryFields } from "./request.ts";
import { resourcesOf, truthOf } from "./reveal.ts";
import { seedFleet } from "./seed-fleet.ts";
import type { EmulatorState } from "./state.ts";

/** A control call after routing. */
interface ControlCall {
  readonly state: EmulatorState;
  readonly request: EmulatorRequest;
  /** The caller's clock. */
  readonly callerNow: number;
  /** The machines' clock. */
  readonly now: number;
  /** The path behind `/_emulator/` and the first word, for example an id. */
  readonly rest: string;
}

/** What a control call comes to; `body` is sent as JSON. */
interface ControlAnswer {
  readonly state: EmulatorState;
  readonly body: unknown;
  readonly status?: number;
}

type ControlHandler = (call: ControlCall) => ControlAnswer;

const ClockBody = z.union([
  z.strictObject({ advanceMs: z.int().min(0).max(3.2e11) }),
  z.strictObject({ at: z.int().min(0).max(8.64e15) }),
  z.strictObject({ skewMs: z.int().min(-8.64e7).max(8.64e7) }),
]);

const PermissionsBody = z.strictObject({
  accessKey: z.string().min(1).max(128),
  allowed: z.array(z.string().min(1).max(128)).max(1000).nullable(),
});

const FlavorsBody = z.strictObject({ soldOut: z.array(z.string().min(1).max(128)).max(1000) });

const QuirksBody = z.strictObject({
  batchAnswersList: z.boolean().optional(),
  reinstallStatus: z.boolean().optional(),
  renewAnswersRequest: z.boolean().optional(),
  prepaidOrderFirst: z.boolean().optional(),
  supernodeWords: z.boolean().optional(),
});

/**
 * The control API, for tests and demonstrations. It is not signed and not part of any cloud; the server shell lets
 * only this machine reach it. It writes nothing into the journal.
 */
export function control(state: EmulatorState, request: EmulatorRequest, callerNow: number): Handled {
  const [word = "", rest = ""] = request.path.slice("/_emulator/".length).split("/");
  const handler = CONTROLS[`${request.method} ${word}`];
  if (!handler) return { state, response: controlResponse(404, { error: "no such control call" }) };
  const now = callerNow + state.clockOffsetMs;
  try {
    const answer = handler({ state, request, callerNow, now, rest });
    return { state: answer.state, response: controlResponse(answer.status ?? 200, answer.body) };
  } catch (error) {
    if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
    const text = error instanceof z.ZodError ? z.prettifyError(error) : "the body is not JSON";
    return { state, response: controlResponse(400, { error: text }) };
  }
}

const CONTROLS: Readonly<Record<string, ControlHandler>> = {
  "POST fleet": loadFleet,
  "POST clock": setClock,
  "POST faults": ({ state, request }) => {
    const faults = [...state.faults, ...FaultList.parse(jsonOf(request))];
    return { state: { ...state, faults: FaultList.parse(faults) }, body: { faults } };
  },
  "GET faults": ({ state }) => ({ state, body: state.faults }),
  "DELETE faults": ({ state }) => ({ state: { ...state, faults: [] }, body: { faults: [] } }),
  "GET journal": ({ state }) => ({ state, body: [...items(state.journal)] }),
  "DELETE journal": ({ state }) => ({ state: { ...state, journal: emptyList() }, body: [] }),
  "GET calls": ({ state }) => ({ state, body: state.calls }),
  "DELETE calls": ({ state }) => ({ state: { ...state, calls: {} }, body: {} }),
  "GET state": ({ state, now }) => ({ state, body: resourcesOf(state, now) }),
  "GET truth": ({ state, request, now }) => {
    const at = z.coerce.number().parse(queryFields(request.query)["at"] ?? now);
    return { state, body: truthOf(state, at, now) };
  },
  "POST permissions": ({ state, request }) => {
    const { accessKey, allowed } = PermissionsBody.parse(jsonOf(request));
    const { [accessKey]: _before, ...others } = state.permissions;
    const permissions = allowed === null ? others : { ...others, [accessKey]: allowed };
    return { state: { ...state, permissions }, body: permissions };
  },
  "POST quirks": ({ state, request }) => {
    const given = QuirksBody.parse(jsonOf(request));
    const quirks = { ...state.quirks, ...withoutUndefined(given) };
    return { state: { ...state, quirks }, body: quirks };
  },
  "POST flavors": ({ state, request }) => {
    const { soldOut } = FlavorsBody.parse(jsonOf(request));
    return { state: { ...state, soldOut: new Set(soldOut) }, body: { soldOut } };
  },
  "GET flavors": ({ state }) => ({ state, body: { soldOut: [...state.soldOut] } }),
  "POST machines": ({ state, request, rest, now }) => {
    const patched = patchMachine(state, decodeURIComponent(rest), jsonOf(request), now);
    return patched ?? { state, status: 404, body: { error: "no such machine" } };
  },
};

/** The body is a fleet, or `{ "generate": { size, seed, … } }`. */
function loadFleet({ state, request, now }: ControlCall): ControlAnswer {
  const body = jsonOf(request);
  const generate = z.strictObject({ generate: GenerateFleet }).safeParse(body);
  const fleet = generate.success ? Fleet.parse(generateFleet(generate.data.generate)) : Fleet.parse(body);
  const seeded = seedFleet(state, fleet, now);
  return { state: seeded, body: { machines: seeded.machines.size } };
}

/** `advanceMs` and `at` move the machines' clock, `skewMs` only the gateway's, which judges signatures. */
function setClock({ state, request, callerNow, now }: ControlCall): ControlAnswer {
  const body = ClockBody.parse(jsonOf(request));
  const offset = "advanceMs" in body ? state.clockOffsetMs + body.advanceMs : state.clockOffsetMs;
  const next: EmulatorState = {
    ...state,
    clockOffsetMs: "at" in body ? body.at - callerNow : offset,
    gatewaySkewMs: "skewMs" in body ? body.skewMs : state.gatewaySkewMs,
  };
  return {
    state: next,
    body: { now: now - state.clockOffsetMs + next.clockOffsetMs, skewMs: next.gatewaySkewMs },
  };
}

function jsonOf(request: EmulatorRequest): unknown {
  return JSON.parse(new TextDecoder().decode(request.body));
}

function controlResponse(status: number, body: unknown): EmulatorResponse {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
}

function withoutUndefined<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
