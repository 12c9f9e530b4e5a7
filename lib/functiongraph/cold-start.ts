import type { AgencyCredentials } from "./agency-credentials.ts";
import { type ReplyOutcome, replyOutcome } from "./invocation-result.ts";
import { FUNCTIONGRAPH_LIMITS } from "./limits.ts";
import { INNER_CODES } from "./protocol.ts";
import type { CheckedOptions } from "./runtime-options.ts";
import { type Instance, type InstanceSetup, startInstance } from "./start-instance.ts";

/** A function with everything an instance of it needs. */
export interface FunctionSetup extends InstanceSetup {
  readonly options: CheckedOptions;
  readonly nodeVersion: string;
}

/** An instance that is ready for its first call, or why there is none. The time is the initializer's. */
export type ColdStart = { readonly durationMs: number } & (
  | { readonly instance: Instance }
  | { readonly failure: ReplyOutcome }
);

/**
 * Starts an instance and runs its initializer. One that fails is discarded with its instance; after three attempts the
 * failure is the answer of the call.
 */
export async function coldStart(
  setup: FunctionSetup,
  call: { readonly credentials: AgencyCredentials; readonly alias: string },
): Promise<ColdStart> {
  const { initializer, initializerTimeoutMs: timeoutMs } = setup.options;
  if (initializer === undefined) return { instance: await startInstance(setup), durationMs: 0 };
  let durationMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    const instance = await startInstance(setup);
    const startedMs = performance.now();
    // The platform sets no request id here.
    const reply = await instance.ask({ type: "initialize", call: { ...call, requestId: "" } }, timeoutMs);
    durationMs += performance.now() - startedMs;
    const ended = replyOutcome(reply, {
      what: "the initializer",
      timeoutMs,
      timeoutCode: INNER_CODES.initializerTimeout,
    });
    if (ended.outcome === "ok") return { instance, durationMs };
    await instance.kill();
    if (attempt >= FUNCTIONGRAPH_LIMITS.initializerAttempts) return { failure: ended, durationMs };
  }
}
