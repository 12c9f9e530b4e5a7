import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { AutomationError } from "../domain/errors.ts";
import { type ChildDeath, childDeath } from "./child-death.ts";
import { frameReader } from "./frame-reader.ts";
import { CHILD_FILE } from "./function-folders.ts";
import {
  type Answer,
  CHILD_READS_FD,
  CHILD_WRITES_FD,
  type ChildFrame,
  type ChildRequest,
} from "./protocol.ts";
import type { FunctionFolders } from "./runtime-environment.ts";
import { splitRecord } from "./split-record.ts";

/** What came of a request. */
export type InstanceReply =
  | { readonly kind: "answer"; readonly answer: Answer; readonly rssBytes: number; readonly note?: string }
  | { readonly kind: "timeout"; readonly note?: string }
  | { readonly kind: "died"; readonly death: ChildDeath };

/** One child process that carries the function; it takes one request at a time. */
export interface Instance {
  /** Sends a request and waits for the answer, the timeout or the death of the process, whichever is first. */
  ask(request: ChildRequest, timeoutMs: number): Promise<InstanceReply>;
  alive(): boolean;
  /** Ends the process from outside, whatever it does. */
  kill(): Promise<void>;
}

/** What an instance is made of. */
export interface InstanceSetup {
  readonly node: string;
  readonly nodeArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folders: FunctionFolders;
  readonly onLog: (line: string) => void;
}

const START_TIMEOUT_MS = 10_000;

/** What Node.js itself prints, and whatever goes past the replaced `write`. */
function listenToRaw(child: ChildProcess, onLog: (level: string, text: string) => void): void {
  for (const [stream, level] of [
    [child.stdout, "INFO"],
    [child.stderr, "ERROR"],
  ] as const) {
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => onLog(level, text));
  }
}

function launch({ node, nodeArguments, environment, folders }: InstanceSetup): ChildProcess {
  return spawn(node, [...nodeArguments, join(folders.runtime, CHILD_FILE)], {
    cwd: folders.root,
    env: { ...environment },
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
  });
}

/** What an instance remembers between two events of its process. */
interface InstanceState {
  take: ((reply: InstanceReply) => void) | undefined;
  note: string | undefined;
  requestId: string;
  death: ChildDeath | undefined;
}

function settle(state: InstanceState, reply: InstanceReply): void {
  const { take } = state;
  state.take = undefined;
  take?.(reply);
}

function noted(state: InstanceState): { readonly note?: string } {
  return state.note === undefined ? {} : { note: state.note };
}

/** Reads what the child tells; resolves when it is ready. */
function listenToFrames(
  child: ChildProcess,
  state: InstanceState,
  onLog: (line: string) => void,
): Promise<"ready"> {
  return new Promise((resolve) => {
    const reader = frameReader<ChildFrame>((frame) => {
      if (frame.type === "ready") resolve("ready");
      else if (frame.type === "log") onLog(frame.line);
      else if (frame.type === "note") state.note = frame.text;
      else settle(state, { kind: "answer", answer: frame.answer, rssBytes: frame.rssBytes, ...noted(state) });
    });
    (child.stdio[CHILD_WRITES_FD] as Readable).on("data", reader);
  });
}

async function untilReady(ready: Promise<"ready">, gone: Promise<ChildDeath>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), START_TIMEOUT_MS);
  });
  const first = await Promise.race([ready, gone, late]);
  clearTimeout(timer);
  if (first === "ready") return undefined;
  return first === "late" ? `not ready after ${START_TIMEOUT_MS} ms` : first.how;
}

/** Starts a process and waits until it listens. Throws `unavailable` when it does not come up. */
export async function startInstance(setup: InstanceSetup): Promise<Instance> {
  const child = launch(setup);
  const state: InstanceState = { take: undefined, note: undefined, requestId: "", death: undefined };
  const gone = childDeath(child).then((death) => {
    state.death = death;
    settle(state, { kind: "died", death });
    return death;
  });
  listenToRaw(child, (level, text) => {
    for (const piece of splitRecord(text)) setup.onLog(`${state.requestId} ${level} ${piece}`);
  });
  const kill = async () => {
    child.kill("SIGKILL");
    await gone;
  };
  const input = child.stdio[CHILD_READS_FD] as Writable;
  // A process that is gone cannot be written to; its death is told elsewhere.
  input.on("error", () => undefined);
  const why = await untilReady(listenToFrames(child, state, setup.onLog), gone);
  if (why !== undefined) {
    await kill();
    throw new AutomationError("unavailable", `the process of the function does not start: ${why}`);
  }
  const ask: Instance["ask"] = (request, timeoutMs) =>
    new Promise((resolve) => {
      if (state.death) return resolve({ kind: "died", death: state.death });
      const timer = setTimeout(() => {
        state.take = undefined;
        void kill().then(() => resolve({ kind: "timeout", ...noted(state) }));
      }, timeoutMs);
      state.note = undefined;
      state.requestId = request.call.requestId;
      state.take = (reply) => {
        clearTimeout(timer);
        resolve(reply);
      };
      input.write(`${JSON.stringify(request)}\n`);
    });
  return { alive: () => state.death === undefined, kill, ask };
}
