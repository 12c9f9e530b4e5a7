import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DEV_SERVER_STATUSES,
  LEGACY_NOTEBOOK_STATUSES,
  NOTEBOOK_STATUSES,
} from "../../lib/domain/modelarts/statuses.ts";
import { initialState } from "../../lib/emulator/create-emulator.ts";
import { FAULT_KINDS } from "../../lib/emulator/fault.ts";
import type { FleetInput } from "../../lib/emulator/fleet.ts";
import { handle } from "../../lib/emulator/handle.ts";
import { seededRandom } from "../../lib/emulator/noise.ts";
import type { EmulatorRequest, EmulatorResponse } from "../../lib/emulator/request.ts";
import { machinesOf } from "../../lib/emulator/reveal.ts";
import type { EmulatorState } from "../../lib/emulator/state.ts";
import { KEY, START, signedRequest, testId } from "../unit/emulator/driver.ts";

const STATUSES: Readonly<Record<string, readonly string[]>> = {
  "dev-server": DEV_SERVER_STATUSES,
  supernode: DEV_SERVER_STATUSES,
  notebook: NOTEBOOK_STATUSES,
  "legacy-notebook": LEGACY_NOTEBOOK_STATUSES,
};

const FLEET: FleetInput = {
  machines: [
    { kind: "dev-server", id: testId(1), name: "a" },
    { kind: "dev-server", id: testId(2), name: "b", status: "STOPPED", failNext: ["start", "os"] },
    { kind: "dev-server", id: testId(3), name: "c", supernode: "s" },
    { kind: "supernode", id: testId(4), name: "s" },
    { kind: "notebook", id: testId(5), name: "d", lease: { durationMs: 7_200_000 } },
    {
      kind: "notebook",
      id: testId(6),
      name: "e",
      lease: { type: "idle", durationMs: 3_600_000 },
      startedMinutesAgo: 0,
    },
    {
      kind: "legacy-notebook",
      id: `DE-${testId(7)}`,
      name: "f",
      autoStopSeconds: 3600,
      startedMinutesAgo: 0,
    },
  ],
};

const CREATE_SERVER = {
  name: "new",
  flavor: "Si2.large.4",
  image_id: testId(90),
  network: { vpc_id: testId(91), subnet_id: testId(92), security_group_id: testId(93) },
  key_pair_name: "KeyPair-1",
  charging_info: { charging_mode: "POST_PAID", period_num: 1, period_type: "MONTH" },
};
const CREATE_NOTEBOOK = {
  name: "new",
  flavor: "modelarts.vm.cpu.2u",
  image_id: testId(90),
  volume: { category: "EVS", ownership: "MANAGED" },
};
const OS = { key_pair_name: "KeyPair-1", image_id: testId(90) };

/** Method, path and body of calls that are right, or nearly. */
const CALLS: readonly (readonly [method: string, path: (id: string) => string, body?: unknown])[] = [
  ["POST", () => "dev-servers", CREATE_SERVER],
  ["POST", () => "dev-servers", { ...CREATE_SERVER, count: 2 }],
  ["POST", () => "dev-servers", { name: "half" }],
  ["GET", () => "dev-servers"],
  ["GET", () => "dev-servers/all"],
  ["PUT", (id) => `dev-servers/${id}/start`, {}],
  ["PUT", (id) => `dev-servers/${id}/stop`],
  ["PUT", (id) => `dev-servers/${id}/reboot`],
  ["POST", (id) => `dev-servers/${id}/changeos`, OS],
  ["POST", (id) => `dev-servers/${id}/reinstallos`, OS],
  ["DELETE", (id) => `dev-servers/${id}`],
  ["PUT", (id) => `dev-servers/${id}`, { name: "renamed" }],
  ["POST", () => "dev-servers/action", { type: "STOP", servers: [{ id: testId(1) }, { id: testId(2) }] }],
  ["POST", () => "dev-servers/action", { type: "DELETE", servers: [{ id: testId(1) }] }],
  ["PUT", (id) => `dev-servers/hyperinstance/${id}/stop`],
  ["PUT", (id) => `dev-servers/hyperinstance/${id}/start`],
  ["DELETE", (id) => `dev-servers/hyperinstance/${id}`],
  ["POST", () => "notebooks", CREATE_NOTEBOOK],
  ["GET", () => "notebooks"],
  ["POST", (id) => `notebooks/${id}/start`, {}],
  ["POST", (id) => `notebooks/${id}/stop`],
  ["PATCH", (id) => `notebooks/${id}/lease`, { duration: 3_600_000 }],
  ["PUT", (id) => `notebooks/${id}`, { description: "new" }],
  ["DELETE", (id) => `notebooks/${id}`],
  ["GET", () => "demanager/instances"],
  ["POST", (id) => `demanager/instances/DE-${id}/action`, { action: "start" }],
  ["POST", (id) => `demanager/instances/DE-${id}/action`, { action: "stop" }],
  ["DELETE", (id) => `demanager/instances/DE-${id}`],
  ["PUT", () => "nowhere"],
];

const step = fc.record({
  call: fc.integer({ min: 0, max: CALLS.length - 1 }),
  id: fc.integer({ min: 0, max: 8 }),
  waitS: fc.constantFrom(0, 1, 30, 60, 300, 3600),
  isSigned: fc.integer({ min: 0, max: 5 }).map((die) => die > 0),
  fault: fc.option(fc.constantFrom(...FAULT_KINDS), { freq: 8 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function requestOf(one: Step, now: number): EmulatorRequest {
  const [method, path, body] = CALLS[one.call] ?? ["GET", () => "dev-servers"];
  const key = one.isSigned ? KEY : { ...KEY, secretKey: "EXAMPLEWRONGSECRET" };
  return signedRequest(
    method,
    `/v1/{p}/${path(testId(one.id))}`,
    { ...(body === undefined ? {} : { body }), key },
    now,
  );
}

/** Frozen all the way down, so that a write into an earlier state throws. Maps are watched by their sizes. */
function frozen<T>(value: T, seen = new Set<unknown>()): T {
  if (typeof value !== "object" || value === null || seen.has(value) || ArrayBuffer.isView(value))
    return value;
  seen.add(value);
  if (value instanceof Map) for (const item of value.values()) frozen(item, seen);
  else for (const item of Object.values(Object.freeze(value))) frozen(item, seen);
  return value;
}

interface Passed {
  readonly before: EmulatorState;
  readonly state: EmulatorState;
  readonly response: EmulatorResponse;
  readonly now: number;
}

/** Plays steps one after the other. */
function* play(steps: readonly Step[]): Generator<Passed> {
  let now = START;
  let state = initialState({ credentials: [KEY], fleet: FLEET }, now);
  const random = seededRandom(9);
  for (const one of steps) {
    now += one.waitS * 1000;
    const before = one.fault ? { ...state, faults: [{ match: {}, fault: one.fault, times: 1 }] } : state;
    const handled = handle(before, requestOf(one, now), now, random);
    yield { before, ...handled, now };
    state = handled.state;
  }
}

const steps = fc.array(step, { minLength: 1, maxLength: 25 });

/** No machine vanishes unless a deletion of it was under way or was carried out at once. */
function expectNoneLost({ before, state, now }: Passed): void {
  const ids = new Set(machinesOf(state, now).map((machine) => machine.id));
  const leaving = new Set([...before.removals.map((removal) => removal.id), ...state.gone]);
  const lost = machinesOf(before, now).filter(({ id }) => !ids.has(id) && !leaving.has(id));
  expect(lost).toEqual([]);
  const listed = [...state.rosters.values()].reduce((sum, roster) => sum + roster.size, 0);
  expect(listed).toBe(state.machines.size);
}

/** Every status stands in a document, and a machine is on exactly while it runs. */
function expectSound({ state, now }: Passed): void {
  const unsound = machinesOf(state, now).filter(({ kind, status, runs }) => {
    const open = runs.filter((run) => run.to === null).length;
    return STATUSES[kind]?.includes(status) !== true || open !== (status === "RUNNING" ? 1 : 0);
  });
  expect(unsound).toEqual([]);
}

/** A change is in the journal with its effects, and was asked for with a good signature. */
function expectAccounted({ before, state, response }: Passed, one: Step | undefined): void {
  const last = state.journal.chunks.at(-1)?.at(-1);
  const isNew = state.journal.size > before.journal.size;
  if (isNew) expect(last?.status).toBe(response.status);
  const isTouched = state.machines !== before.machines && state.gone === before.gone;
  if (!isTouched) return;
  expect(isNew && last?.effects.length).toBeGreaterThan(0);
  expect(one?.isSigned).toBe(true);
}

describe("any sequence of calls", () => {
  it("loses no machine, and gives every machine a status that a document lists", () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        for (const passed of play(sequence)) {
          expectNoneLost(passed);
          expectSound(passed);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same answers and states for the same inputs, and leaves earlier states alone", () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const first = [...play(sequence)];
        const second = [...play(sequence)];
        expect(first.map(({ response }) => response)).toEqual(second.map(({ response }) => response));
        expect(first.at(-1)?.state).toEqual(second.at(-1)?.state);
        const [start] = first;
        if (!start) return;
        frozen(start.before);
        for (const one of sequence)
          handle(start.before, requestOf(one, start.now), start.now, seededRandom(1));
        expect(start.before).toEqual(second[0]?.before);
      }),
      { numRuns: 25 },
    );
  });

  it("changes nothing without a good signature, and writes every effect into the journal", () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        for (const [at, passed] of [...play(sequence)].entries()) expectAccounted(passed, sequence[at]);
      }),
      { numRuns: 60 },
    );
  });
});
