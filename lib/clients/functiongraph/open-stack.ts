import { AutomationError } from "../../domain/errors.ts";
import { functionGraphEndpoint } from "../../domain/functiongraph/endpoint.ts";
import { functionUrn, qualifiedUrn } from "../../domain/functiongraph/function-urn.ts";
import { type Applied, applyDeploy } from "./apply-deploy.ts";
import type { ApiOptions } from "./call-api.ts";
import { createFunctionGraphClient, type FunctionGraphClient } from "./create-functiongraph-client.ts";
import { readDeclaration } from "./declaration.ts";
import type { Invocation } from "./invoke-function.ts";
import { type DeployOptions, planDeploy, planRemove } from "./plan-deploy.ts";
import { type DeployPlan, describeCall } from "./planned-call.ts";
import { readFoundStack } from "./read-found-stack.ts";
import { type LogWindow, readFunctionLogs } from "./read-function-logs.ts";
import { statusOf, triggerLabel } from "./same-trigger.ts";
import { type StackFrame, stackFrame, wantedStack } from "./wanted-stack.ts";

/** What a stack is opened with. */
export interface OpenStackOptions extends Omit<ApiOptions, "endpoint" | "projectId"> {
  /** Checked with `readDeclaration`. */
  readonly declaration: unknown;
  /** Stands in for FunctionGraph, and for LTS unless `logEndpoint` is given. Default: the cloud's own hosts. */
  readonly endpoint?: string;
  readonly logEndpoint?: string;
}

/** How a command goes. */
export interface CommandOptions extends DeployOptions {
  /** Say what would be done and do nothing. Default false. */
  readonly dryRun?: boolean;
  /** Told one line a call. */
  readonly report?: (line: string) => void;
}

/** What is there of one function, for people. */
export interface FunctionSummary {
  readonly key: string;
  readonly name: string;
  /** `null` for a function that is not deployed. */
  readonly urn: string | null;
  readonly codeBytes: number | null;
  readonly aliases: readonly string[];
  readonly triggers: readonly string[];
  readonly log: string | null;
}

/** A declared stack and the cloud it belongs to. */
export interface Stack {
  /** Brings the cloud to what is declared; no write where they agree. `packages`: the archive of each function by key. */
  deploy(packages: ReadonlyMap<string, Uint8Array>, options?: CommandOptions): Promise<Applied>;
  /** Takes away every function that carries the stack's mark. */
  remove(options?: Pick<CommandOptions, "dryRun" | "report">): Promise<Applied>;
  summary(): Promise<readonly FunctionSummary[]>;
  /** Calls a function. `qualifier`: a version, or an alias with `!` in front; default: the code deployed last. */
  invoke(key: string, event: unknown, qualifier?: string): Promise<Invocation>;
  /** Hands an event over without waiting; answers with the request id. */
  invokeAsync(key: string, event: unknown, qualifier?: string): Promise<string>;
  logs(key: string, window: LogWindow): Promise<readonly string[]>;
}

function urnOf(frame: StackFrame, key: string, qualifier: string | undefined): string {
  const found = frame.functions.find((one) => one.key === key || one.name === key);
  if (found === undefined) {
    const rule = `one of ${frame.functions.map((one) => one.key).join(", ")}`;
    throw new AutomationError("usage", `function: ${JSON.stringify(key)} is not declared; ${rule}`, {
      details: { field: "function", rule, retryable: false },
    });
  }
  const urn = functionUrn({ ...frame.place, name: found.name });
  return qualifier === undefined ? urn : qualifiedUrn(urn, qualifier);
}

async function carryOut(
  plan: DeployPlan,
  client: FunctionGraphClient,
  { dryRun = false, report }: CommandOptions,
): Promise<Applied> {
  if (!dryRun) return applyDeploy(plan, client, report ? { report } : {});
  for (const call of plan.calls) report?.(describeCall(call));
  return { calls: 0 };
}

async function summaryOf(
  client: FunctionGraphClient,
  frame: StackFrame,
): Promise<readonly FunctionSummary[]> {
  const { functions } = await readFoundStack(client, frame);
  return frame.functions.map(({ key, name }) => {
    const found = functions.get(name);
    if (!found) return { key, name, urn: null, codeBytes: null, aliases: [], triggers: [], log: null };
    return {
      key,
      name,
      urn: found.urn,
      codeBytes: found.config.code_size ?? null,
      aliases: found.aliases.map((alias) => `${alias.name} -> ${alias.version}`),
      triggers: found.triggers.map((trigger) => {
        return `${triggerLabel(trigger.trigger_type_code, trigger.event_data ?? {})} ${statusOf(trigger)}`;
      }),
      log: found.log?.stream_name ?? found.log?.stream_id ?? null,
    };
  });
}

/**
 * Opens a declared stack. Nothing is sent before a command is given. Throws `invalid-config` for a declaration that
 * breaks a rule and `not-supported` for a region without FunctionGraph.
 */
export function openStack(options: OpenStackOptions): Stack {
  const { declaration: input, endpoint, logEndpoint, ...rest } = options;
  const declaration = readDeclaration(input);
  const { cloud, region, projectId } = declaration;
  const frame = stackFrame(declaration);
  const client = createFunctionGraphClient({
    ...rest,
    projectId,
    endpoint: endpoint ?? functionGraphEndpoint(cloud, "functiongraph", region),
    logEndpoint: logEndpoint ?? endpoint ?? functionGraphEndpoint(cloud, "lts", region),
  });
  return {
    deploy: async (packages, how = {}) => {
      const wanted = wantedStack(declaration, packages);
      return carryOut(planDeploy(wanted, await readFoundStack(client, wanted), how), client, how);
    },
    remove: async (how = {}) => {
      return carryOut(planRemove(frame.stack, await readFoundStack(client, frame)), client, how);
    },
    summary: () => summaryOf(client, frame),
    invoke: async (key, event, qualifier) => client.invoke(urnOf(frame, key, qualifier), event),
    invokeAsync: async (key, event, qualifier) => client.invokeAsync(urnOf(frame, key, qualifier), event),
    logs: async (key, window) => readFunctionLogs(client, urnOf(frame, key, undefined), window),
  };
}
