import type { FunctionGraphContext } from "../context.ts";
import type { CallValues } from "../protocol.ts";
import { type LoggerHost, makeLogger } from "./make-logger.ts";
import type { ChildSettings } from "./settings.ts";

/** The context of one call, with exactly the methods the platform's has. */
export function makeContext(
  settings: ChildSettings,
  call: CallValues,
  host: LoggerHost,
): FunctionGraphContext {
  const startMs = host.now();
  const logger = makeLogger(call.requestId, host);
  const { credentials } = call;
  const preset = (name: string) => settings.preset(name) ?? "";
  return {
    getRequestID: () => call.requestId,
    getRemainingTimeInMilliSeconds: () => settings.timeoutMs + startMs - host.now(),
    // The name says seconds and the documents do too; the runtime's code answers milliseconds.
    getRunningTimeInSeconds: () => settings.timeoutMs,
    getAccessKey: () => credentials.accessKey ?? "",
    getSecretKey: () => credentials.secretKey ?? "",
    getSecurityAccessKey: () => credentials.securityAccessKey ?? "",
    getSecuritySecretKey: () => credentials.securitySecretKey ?? "",
    getSecurityToken: () => credentials.securityToken ?? "",
    getToken: () => credentials.authToken ?? "",
    getUserData: (key) =>
      Object.hasOwn(settings.userData, key) ? (settings.userData[key] as string) : undefined,
    getProjectID: () => preset("RUNTIME_PROJECT_ID"),
    getPackage: () => preset("RUNTIME_PACKAGE"),
    getFunctionName: () => preset("RUNTIME_FUNC_NAME"),
    getVersion: () => preset("RUNTIME_FUNC_VERSION"),
    getMemorySize: () => settings.preset("RUNTIME_MEMORY") ?? "0",
    getCPUNumber: () => settings.preset("RUNTIME_CPU") ?? "0",
    getAlias: () => call.alias,
    getWorkflowID: () => "",
    getWorkflowRunID: () => "",
    getWorkflowStateID: () => "",
    getLogger: () => logger,
  };
}
