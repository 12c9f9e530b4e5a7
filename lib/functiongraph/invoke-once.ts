import type { InvocationResult } from "./invocation-result.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import { type InvokeOptions, startRuntime } from "./start-runtime.ts";

/** Starts a function, calls it once and ends it. Throws as `startRuntime` does. */
export async function invokeOnce(
  options: RuntimeOptions,
  event: unknown,
  invokeOptions: InvokeOptions = {},
): Promise<InvocationResult> {
  const runtime = await startRuntime(options);
  try {
    return await runtime.invoke(event, invokeOptions);
  } finally {
    await runtime.close();
  }
}
