import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { AutomationError } from "../domain/errors.ts";
import type { AgencyCredentials } from "./agency-credentials.ts";
import { coldStart, type FunctionSetup } from "./cold-start.ts";
import { eventProblem, eventText } from "./event-text.ts";
import { findNode2015 } from "./find-node-2015.ts";
import { makeFolders } from "./function-folders.ts";
import { inTurn } from "./in-turn.ts";
import { type InvocationResult, type ReplyOutcome, refusal, replyOutcome } from "./invocation-result.ts";
import { FUNCTIONGRAPH_LIMITS } from "./limits.ts";
import { makeLogBook } from "./log-book.ts";
import { nodeArguments, nodeVersionOf } from "./node-version.ts";
import { INNER_CODES } from "./protocol.ts";
import { runtimeEnvironment } from "./runtime-environment.ts";
import { checkOptions, type RuntimeOptions } from "./runtime-options.ts";
import type { Instance } from "./start-instance.ts";
import { finishLine, startLine } from "./wrapper-lines.ts";

/** What can differ from call to call. */
export interface InvokeOptions {
  /** The request id, by which the platform traces a call: what `getRequestID()` answers. Default: a random UUID. */
  readonly traceId?: string;
  /** What `getAlias()` answers. Default: an empty string. */
  readonly alias?: string;
  /** Instead of the ones of the runtime; the platform renews them under a running instance. */
  readonly credentials?: AgencyCredentials;
  /** Applies the limits of an asynchronous call: events of 256 KB, a larger result is empty. Default: `false`. */
  readonly asynchronous?: boolean;
}

/** A function at work: one instance that takes one call at a time. */
export interface FunctionGraphRuntime {
  /** Calls the function. What is no text and no bytes becomes JSON. Calls that overlap wait for their turn. */
  invoke(event: unknown, options?: InvokeOptions): Promise<InvocationResult>;
  /** Ends the process and removes its folders. */
  close(): Promise<void>;
  /** The Node.js it runs on. */
  readonly nodeVersion: string;
}

/** State of a runtime between calls. */
interface Warm {
  instance: Instance | undefined;
  idle: NodeJS.Timeout | undefined;
  closed: boolean;
}

/** One call with everything settled. */
interface Call {
  readonly text: string;
  readonly options: InvokeOptions;
  readonly requestId: string;
}

type Ended = ReplyOutcome & { readonly durationMs: number; readonly rssBytes: number };

async function perform(setup: FunctionSetup, warm: Warm, call: Call): Promise<Ended> {
  const { text, options, requestId } = call;
  const tooLarge = eventProblem(text, options.asynchronous ?? false);
  if (tooLarge) return { ...refusal(tooLarge.code, tooLarge.error), durationMs: 0, rssBytes: 0 };
  const credentials = options.credentials ?? setup.options.credentials;
  const alias = options.alias ?? "";
  let initializedMs = 0;
  if (!warm.instance?.alive()) {
    const started = await coldStart(setup, { credentials, alias });
    initializedMs = started.durationMs;
    if ("failure" in started) return { ...started.failure, durationMs: initializedMs, rssBytes: 0 };
    warm.instance = started.instance;
  }
  const { timeoutMs } = setup.options;
  const startedMs = performance.now();
  const reply = await warm.instance.ask(
    { type: "invoke", event: text, call: { requestId, credentials, alias } },
    timeoutMs,
  );
  return {
    ...replyOutcome(reply, { what: "the call", timeoutMs, timeoutCode: INNER_CODES.timeout }),
    durationMs: initializedMs + performance.now() - startedMs,
    rssBytes: reply.kind === "answer" ? reply.rssBytes : 0,
  };
}

/** The platform keeps no asynchronous result above its limit: it becomes empty. */
function asKept(result: string | null, asynchronous: boolean): string | null {
  if (result === null || !asynchronous) return result;
  return Buffer.byteLength(result) > FUNCTIONGRAPH_LIMITS.asyncResultBytes ? "" : result;
}

async function prepare(options: RuntimeOptions): Promise<Omit<FunctionSetup, "onLog">> {
  const checked = checkOptions(options);
  const node = options.node ?? (await findNode2015()) ?? process.execPath;
  const nodeVersion = await nodeVersionOf(node);
  const folders = await makeFolders(checked.codeFolder);
  return {
    options: checked,
    node,
    nodeVersion,
    nodeArguments: [...nodeArguments(nodeVersion), `--max-old-space-size=${checked.memoryMb}`],
    folders,
    environment: runtimeEnvironment(checked, folders),
  };
}

/**
 * Makes a function ready to be called, with the contract of the platform's Node.js runtime. The process starts with the
 * first call, stays for the next ones, and ends when nobody calls for a while.
 * Throws `usage` for options the platform would refuse and code that is not there.
 */
export async function startRuntime(options: RuntimeOptions): Promise<FunctionGraphRuntime> {
  const book = makeLogBook();
  const setup: FunctionSetup = { ...(await prepare(options)), onLog: book.add };
  const { idleMs, version, memoryMb } = setup.options;
  const warm: Warm = { instance: undefined, idle: undefined, closed: false };
  const turn = inTurn();
  const end = async () => {
    clearTimeout(warm.idle);
    const { instance } = warm;
    warm.instance = undefined;
    await instance?.kill();
  };
  const invokeNow = async (call: Call): Promise<InvocationResult> => {
    if (warm.closed) throw new AutomationError("usage", "this runtime has been closed");
    clearTimeout(warm.idle);
    book.add(startLine(call.requestId, version, Date.now()));
    const { rssBytes, result, ...ended } = await perform(setup, warm, call);
    book.add(finishLine(call.requestId, { ...ended, rssBytes, memoryMb, nowMs: Date.now() }));
    warm.idle = setTimeout(() => void turn(end), idleMs);
    return {
      ...ended,
      result: asKept(result, call.options.asynchronous ?? false),
      logs: book.take(),
      nodeVersion: setup.nodeVersion,
      requestId: call.requestId,
    };
  };
  return {
    nodeVersion: setup.nodeVersion,
    invoke: (event, invokeOptions = {}) =>
      turn(() =>
        invokeNow({
          text: eventText(event),
          options: invokeOptions,
          requestId: invokeOptions.traceId ?? randomUUID(),
        }),
      ),
    close: () =>
      turn(async () => {
        warm.closed = true;
        await end();
        await rm(setup.folders.root, { recursive: true, force: true });
      }),
  };
}
