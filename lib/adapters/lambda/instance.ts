import { readCompiledConfig } from "../../compose/compiled-config.ts";
import { lambdaSurroundings } from "../../compose/lambda.ts";
import type { Surroundings } from "../../compose/surroundings.ts";
import type { InvocationParts, LambdaInvocation } from "./lambda-invocation.ts";

/**
 * One host for all calls of an instance. It is put together with the first call, so that what is wrong with the
 * environment is an answer, and in the log; secrets that have become old are read again before each call.
 */
export function instanceOf<T>(
  compiled: () => unknown,
  { env, now }: Pick<InvocationParts, "env" | "now">,
  compose: (surroundings: Surroundings) => T,
): (call: Pick<LambdaInvocation, "traceparent">) => Promise<T> {
  const instance: {
    host?: T;
    around?: ReturnType<typeof lambdaSurroundings>;
    traceParent?: string | null;
  } = {};
  return async ({ traceparent }) => {
    instance.traceParent = traceparent;
    const traceParent = () => instance.traceParent ?? null;
    const config = readCompiledConfig(compiled());
    instance.around ??= lambdaSurroundings({ config, env, now, traceParent });
    await instance.around.refresh();
    instance.host ??= compose(instance.around);
    return instance.host;
  };
}
