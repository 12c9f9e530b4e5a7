import { createFunctionGraphClient } from "../../../../lib/clients/functiongraph/create-functiongraph-client.ts";
import { readDeclaration } from "../../../../lib/clients/functiongraph/declaration.ts";
import { type WantedStack, wantedStack } from "../../../../lib/clients/functiongraph/wanted-stack.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import { handleFunctionGraph } from "../../../../lib/emulator/functiongraph/handle.ts";
import type { RunFunction } from "../../../../lib/emulator/functiongraph/invocations.ts";
import { emptyFunctionGraph, type FunctionGraphFault } from "../../../../lib/emulator/functiongraph/state.ts";
import { makeZip } from "../../../../lib/packing/zip.ts";
import type { HttpTransport } from "../../../../lib/ports/http-transport.ts";

export const KEY = { accessKey: "EXAMPLEACCESSKEY", secretKey: "EXAMPLESECRETKEYNOTREAL" } as const;
export const PROJECT = "0123456789abcdef0123456789abcdef";
export const NOW_MS = Date.UTC(2026, 0, 15, 8, 30);

interface ApiSettings {
  readonly cloud?: "huaweicloud" | "otc";
  readonly region?: string;
  readonly run?: RunFunction;
  readonly secretKey?: string;
}

/** The emulated API without a socket, and a client that speaks to it. */
export function emulatedApi({ secretKey = KEY.secretKey, run, ...settings }: ApiSettings = {}) {
  let state = emptyFunctionGraph({ credentials: [KEY], ...settings });
  let nowMs = NOW_MS;
  const pauses: number[] = [];
  const transport: HttpTransport = async ({ method, url, headers, body = new Uint8Array() }) => {
    const [path = "", query = ""] = url.slice(url.indexOf("/", 8)).split("?");
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    nowMs += 1000;
    const surroundings = { now: nowMs, ...(run ? { run } : {}) };
    const handled = handleFunctionGraph(state, { method, path, query, headers: lower, body }, surroundings);
    state = handled.state;
    const { response } = handled;
    if (response.transport) {
      throw new AutomationError("connection", "the connection broke", {
        details: { ambiguous: true, retryable: true },
      });
    }
    const answered = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]);
    return { status: response.status, headers: Object.fromEntries(answered), body: response.body };
  };
  const options = {
    endpoint: "https://functiongraph.example.invalid",
    projectId: PROJECT,
    credentials: () => ({ ...KEY, secretKey }),
    transport,
    now: () => new Date(nowMs),
    sleep: async (ms: number) => void pauses.push(ms),
    random: () => 0.5,
  };
  return {
    options,
    client: createFunctionGraphClient(options),
    pauses,
    state: () => state,
    fault: (...faults: readonly FunctionGraphFault[]) => {
      state = { ...state, faults: [...state.faults, ...faults] };
    },
    clearFaults: () => {
      state = { ...state, faults: [] };
    },
    writes: () => state.journal.filter(({ isWrite }) => isWrite).map(({ operation }) => operation),
    forget: () => {
      state = { ...state, journal: [] };
    },
  };
}

export type EmulatedApi = ReturnType<typeof emulatedApi>;

export const codeOf = (text: string) =>
  makeZip([{ path: "index.js", bytes: new TextEncoder().encode(text) }]);

export const TIMER = {
  type: "TIMER",
  eventData: { name: "tick", schedule_type: "Rate", schedule: "1m" },
} as const;

export const KAFKA = {
  type: "KAFKA",
  eventData: {
    instance_id: "kafka-1",
    topic_ids: ["b", "a"],
    kafka_user: "u",
    kafka_password: "not-a-real-one",
  },
} as const;

/** A declaration with one function per key. */
export function declared(functions: Readonly<Record<string, object>>, stack: object = {}): unknown {
  const whole = Object.entries(functions).map(([key, one]) => [key, { handler: "index.handler", ...one }]);
  return {
    service: "curfew",
    stage: "test",
    region: "eu-west-101",
    projectId: PROJECT,
    ...stack,
    functions: Object.fromEntries(whole),
  };
}

/** The wanted stack of a declaration whose functions all have the same code. */
export function wanted(
  functions: Readonly<Record<string, object>>,
  code = "1",
  stack: object = {},
): WantedStack {
  const packages = new Map(Object.keys(functions).map((key) => [key, codeOf(code)]));
  return wantedStack(readDeclaration(declared(functions, stack)), packages);
}
