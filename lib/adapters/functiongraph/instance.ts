import { readCompiledConfig } from "../../compose/compiled-config.ts";
import { functionGraphSurroundings } from "../../compose/functiongraph.ts";
import type { Surroundings } from "../../compose/surroundings.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { CallContext } from "./create-functiongraph-handler.ts";

/**
 * One host for all calls of an instance, which come one after the other; its credentials are those of the current call.
 * Nothing is put together before the first call: what is wrong with the environment is then an answer, and in the log.
 */
export function instanceOf<T>(
  compiled: () => unknown,
  compose: (surroundings: Surroundings) => T,
): (context: CallContext) => T {
  const instance: { host?: T; credentials?: CredentialsProvider; traceParent?: string } = {};
  return (context) => {
    const { env, projectId, application } = context;
    instance.credentials = context.credentials;
    instance.traceParent = context.traceParent;
    const credentials: CredentialsProvider = () => (instance.credentials ?? context.credentials)();
    instance.host ??= compose(
      functionGraphSurroundings({
        ...{ env, credentials, projectId, application },
        config: readCompiledConfig(compiled()),
        traceParent: () => instance.traceParent ?? null,
      }),
    );
    return instance.host;
  };
}
