export { environmentCredentials, profileCredentials, staticCredentials } from "../clients/credentials.ts";
export type { Applied } from "../clients/functiongraph/apply-deploy.ts";
export { API_LIMITS, type ApiLimits } from "../clients/functiongraph/call-api.ts";
export {
  createFunctionGraphClient,
  type FunctionGraphClient,
  type FunctionGraphClientOptions,
} from "../clients/functiongraph/create-functiongraph-client.ts";
export type { Invocation } from "../clients/functiongraph/invoke-function.ts";
export {
  type CommandOptions,
  type FunctionSummary,
  type OpenStackOptions,
  openStack,
  type Stack,
} from "../clients/functiongraph/open-stack.ts";
export { createNodeTransport } from "../clients/transport/node-https.ts";
export { AutomationError, isAutomationError } from "../domain/errors.ts";
export { makeZip, type ZipFile } from "../packing/zip.ts";
