import { parseErrorBody } from "../../../lib/domain/modelarts/error-body.ts";
import { type EmulatorOptions, initialState } from "../../../lib/emulator/create-emulator.ts";
import type { FleetInput } from "../../../lib/emulator/fleet.ts";
import { handle } from "../../../lib/emulator/handle.ts";
import type { JournalEntry } from "../../../lib/emulator/journal.ts";
import { seededRandom } from "../../../lib/emulator/noise.ts";
import type { EmulatorRequest, EmulatorResponse } from "../../../lib/emulator/request.ts";
import { findRoute } from "../../../lib/emulator/route.ts";
import type { EmulatorState } from "../../../lib/emulator/state.ts";
import { signRequest } from "../../../lib/signing/sign-request.ts";

/** Monday, 2026-03-02, 10:00 UTC: working time in every time zone of the patterns. */
export const START = Date.UTC(2026, 2, 2, 10);
export const KEY = { accessKey: "EXAMPLEACCESSKEY", secretKey: "EXAMPLESECRETKEYNOTREAL" };
export const PROJECT = "1111aaaa2222bbbb3333cccc4444dddd";

/** What a test says about a request. */
export interface Wanted {
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly project?: string;
  readonly key?: { readonly accessKey: string; readonly secretKey: string };
  /** When it is signed; the clock of the test unless given. */
  readonly signedAt?: number;
}

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
  /** The error code, wherever this shape of error keeps it. */
  readonly code: string | undefined;
  /** A value inside the body, for example `data.0.status`. */
  readonly at: (path: string) => unknown;
  readonly raw: EmulatorResponse;
}

function valueAt(json: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, part) => {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  }, json);
}

function read(raw: EmulatorResponse): Answer {
  const text = new TextDecoder().decode(raw.body);
  const json: unknown = raw.headers["content-type"]?.includes("json") ? JSON.parse(text) : text;
  return {
    status: raw.status,
    json,
    code: parseErrorBody(json).code,
    at: (path) => valueAt(json, path),
    raw,
  };
}

/** A signed request as the emulator receives it. `{p}` in the path stands for the project. */
export function signedRequest(method: string, path: string, wanted: Wanted, now: number): EmulatorRequest {
  const { query = {}, body, headers = {}, project = PROJECT, key = KEY, signedAt = now } = wanted;
  const bytes = body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body));
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  )
    .toString()
    .replaceAll("+", "%20");
  const rawPath = path.replace("{p}", project);
  const url = `http://127.0.0.1:8080${rawPath}${search === "" ? "" : `?${search}`}`;
  const signed = signRequest({
    method,
    url,
    headers: { "content-type": "application/json", ...headers },
    body: bytes,
    credentials: key,
    date: new Date(signedAt),
  });
  return {
    method,
    path: rawPath,
    query: search,
    headers: Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toLowerCase(), value])),
    body: bytes,
  };
}

/** Every good answer fits the schema that clients read it with. */
function checkAnswer(request: EmulatorRequest, response: EmulatorResponse): void {
  const route = findRoute("huaweicloud", request) ?? findRoute("otc", request);
  if (!route || response.status !== 200 || !response.headers["content-type"]?.includes("json")) return;
  const text = new TextDecoder().decode(response.body);
  const result = route.operation.response.safeParse(JSON.parse(text));
  if (!result.success) throw new Error(`${route.name} answers what no client reads: ${result.error.message}`);
}

/** Drives the pure function with a clock that the test sets. */
export function drive(
  options: Partial<Omit<EmulatorOptions, "now" | "fleet">> & { fleet?: FleetInput } = {},
) {
  const random = seededRandom(42);
  let now = START;
  let state: EmulatorState = initialState({ credentials: [KEY], ...options }, now);
  const send = (request: EmulatorRequest): Answer => {
    const handled = handle(state, request, now, random);
    state = handled.state;
    checkAnswer(request, handled.response);
    return read(handled.response);
  };
  return {
    state: () => state,
    now: () => now,
    /** Moves the clock, in seconds. */
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    send,
    call: (method: string, path: string, wanted: Wanted = {}): Answer =>
      send(signedRequest(method, path, wanted, now)),
    control: (method: string, path: string, body?: unknown): Answer =>
      send({
        method,
        path: `/_emulator/${path.split("?")[0]}`,
        query: path.split("?")[1] ?? "",
        headers: {},
        body: body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body)),
      }),
    journal: (): readonly JournalEntry[] => state.journal.chunks.flat(),
  };
}

/** Id of a machine of a test fleet. */
export function testId(number: number): string {
  return `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, "0")}`;
}
