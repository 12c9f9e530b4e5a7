import type { PolicyDocument } from "../permissions.ts";
import type { Alarm, Stack, StackFunction, Trigger } from "../stack.ts";

/** Arguments of a resource, nested blocks included. */
export type Arguments = Readonly<Record<string, unknown>>;

/** One resource: its type without the provider's prefix, its name in the file, its arguments. */
export type Resource = readonly [type: string, name: string, args: Arguments];

/** What a function's resource is put together from. */
export interface FunctionInput {
  readonly stack: Stack;
  readonly entry: StackFunction;
  /** Arguments that both providers spell alike. */
  readonly base: Arguments;
}

/** A custom policy; `level` is where its services live. */
export interface RoleInput {
  readonly name: string;
  readonly level: "project" | "global";
  readonly policy: PolicyDocument;
}

/** What the two providers spell differently. */
export interface Dialect {
  /** Prefix of every resource type. */
  readonly provider: string;
  readonly source: string;
  readonly version: string;
  /** Types by what they are for; see the argument lists in the tests. */
  readonly types: {
    readonly function: string;
    readonly trigger: string;
    readonly asyncPolicy: string;
    readonly logGroup: string;
    readonly logStream: string;
    readonly bucket: string;
    readonly topic: string;
  };
  readonly functionArguments: (input: FunctionInput) => Arguments;
  /** Resources that let HTTP in. */
  readonly http: (trigger: Extract<Trigger, { kind: "http" }>, entry: StackFunction) => readonly Resource[];
  readonly role: (input: RoleInput) => Resource;
  /** `roles`: references to the names of custom policies. */
  readonly agency: (
    stack: Stack,
    roles: { readonly project: readonly string[]; readonly global: readonly string[] },
  ) => Resource;
  readonly alarm: (alarm: Alarm, deployedName: string, topicUrn: string) => Resource;
}

/** An expression of Terraform within a text. */
export function expression(text: string): string {
  return `$\{${text}}`;
}

/** An attribute of a resource of this provider. */
export function attribute(provider: string, type: string, name: string, key: string): string {
  return expression(`${provider}_${type}.${name}.${key}`);
}

/** Name of a Terraform variable that stands for a variable of the environment. */
export function variableName(name: string): string {
  return name.toLowerCase();
}

/** The metric that an alarm watches. Failures: more than none within five minutes; silence: none within an hour. */
export function alarmCondition(kind: Alarm["kind"]): {
  readonly metric: string;
  readonly condition: Arguments;
} {
  const same = { filter: "sum", count: 1, unit: "count" };
  if (kind === "failures")
    return { metric: "failcount", condition: { period: 300, comparison_operator: ">", value: 0, ...same } };
  return { metric: "count", condition: { period: 3_600, comparison_operator: "<", value: 1, ...same } };
}

/** Cloud Eye names a function by its application and its name. */
export function alarmDimension(deployedName: string): Arguments {
  return { name: "package-functionname", value: `default-${deployedName}` };
}

/** FunctionGraph's name in Cloud Eye and in IAM. */
export const FUNCTIONGRAPH = { namespace: "SYS.FunctionGraph", delegate: "op_svc_cff" } as const;
