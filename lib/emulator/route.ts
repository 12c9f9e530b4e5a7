import type { Cloud } from "../domain/clouds.ts";
import { type Operation, pathOf } from "../domain/modelarts/operation.ts";
import { OPERATIONS, type OperationName } from "../domain/modelarts/operations.ts";
import type { EmulatorRequest } from "./request.ts";

/** Which call a request is. */
export interface Route {
  readonly name: OperationName;
  readonly operation: Operation;
  readonly project: string;
  /** Path parameters, decoded; `project_id` aside. */
  readonly params: Readonly<Record<string, string>>;
}

interface Template {
  readonly name: OperationName;
  readonly operation: Operation;
  readonly segments: readonly string[];
}

const NAMES = Object.keys(OPERATIONS) as readonly OperationName[];

/** Templates by method and number of segments; words come before parameters, so that `all` is never an id. */
const TEMPLATES: Readonly<Record<Cloud, ReadonlyMap<string, readonly Template[]>>> = {
  huaweicloud: templatesOf("huaweicloud"),
  otc: templatesOf("otc"),
};

/** The project a path speaks of: every path of the table has it in second place. */
export function projectOf(path: string): string {
  return path.split("/")[2] ?? "";
}

/** Finds the call of a request on a cloud; `null` for a path that the cloud does not have. */
export function findRoute(cloud: Cloud, request: Pick<EmulatorRequest, "method" | "path">): Route | null {
  const segments = decoded(request.path);
  if (!segments) return null;
  const templates = TEMPLATES[cloud].get(`${request.method} ${segments.length}`) ?? [];
  const template = templates.find((one) =>
    one.segments.every((word, at) => isParameter(word) || word === segments[at]),
  );
  if (!template) return null;
  const params: Record<string, string> = {};
  for (const [at, word] of template.segments.entries()) {
    if (isParameter(word)) params[word.slice(1, -1)] = segments[at] ?? "";
  }
  const { project_id: project = "", ...rest } = params;
  return { name: template.name, operation: template.operation, project, params: rest };
}

function templatesOf(cloud: Cloud): ReadonlyMap<string, readonly Template[]> {
  const groups = new Map<string, Template[]>();
  for (const name of NAMES) {
    const operation: Operation = OPERATIONS[name];
    if (!operation.clouds.includes(cloud)) continue;
    const segments = pathOf(operation, cloud).split("/");
    const key = `${operation.method} ${segments.length}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push({ name, operation, segments });
  }
  for (const group of groups.values()) group.sort((a, b) => parameters(a) - parameters(b));
  return groups;
}

function parameters(template: Template): number {
  return template.segments.filter(isParameter).length;
}

function isParameter(segment: string): boolean {
  return segment.startsWith("{");
}

/** `null` for a path that cannot be decoded, or whose segments hold a slash. */
function decoded(path: string): readonly string[] | null {
  try {
    const segments = path.split("/").map(decodeURIComponent);
    return segments.some((segment) => segment.includes("/")) ? null : segments;
  } catch {
    return null;
  }
}
