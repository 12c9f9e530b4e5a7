import { isAutomationError } from "../domain/errors.ts";
import { groupBy } from "../domain/group-by.ts";
import { parseRef, type Resource } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import type { CloudPort } from "../ports/cloud.ts";
import { inParallel } from "./in-parallel.ts";
import { CALLS_AT_ONCE_MAX, type ShellPorts } from "./shell-ports.ts";

/** A machine that was read, that is not there, or that could not be read this time. */
export type Reading =
  | { readonly kind: "read"; readonly machine: Resource | undefined }
  | { readonly kind: "unreadable"; readonly text: string };

/** What to look for: the step, and the id that a creation was given. */
export interface Sought {
  readonly step: Step;
  readonly created: string | null;
}

/** From this many machines of one list on, one listing costs less than reading each. */
const LIST_FROM = 6;

async function showOne(cloud: CloudPort, { step, created }: Sought): Promise<Reading> {
  const id = created ?? parseRef(step.resource)?.id ?? "";
  try {
    return { kind: "read", machine: await cloud.show(step.kind, id) };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return { kind: "unreadable", text: error.message };
  }
}

function matchesStep(resource: Resource, { step, created }: Sought): boolean {
  if (created !== null) return resource.id === created;
  return step.resource.includes("/+") ? resource.name === step.name : resource.ref === step.resource;
}

/** A creation whose id was never told is found by its name, which carries the step's id. */
function hasNoId({ step, created }: Sought): boolean {
  return step.resource.includes("/+") && created === null;
}

async function readList(cloud: CloudPort, group: readonly Sought[]): Promise<readonly Reading[]> {
  const [first] = group;
  if (!first) return [];
  const list =
    group.length >= LIST_FROM || group.some(hasNoId) ? await cloud.list(first.step.kind) : undefined;
  const sure = list !== undefined && list.failed === null && list.doubt === null;
  return inParallel(group, CALLS_AT_ONCE_MAX, async (sought): Promise<Reading> => {
    const machine = sure ? list.resources.find((resource) => matchesStep(resource, sought)) : undefined;
    if (machine) return { kind: "read", machine };
    if (!hasNoId(sought)) return showOne(cloud, sought);
    if (sure) return { kind: "read", machine: undefined };
    return { kind: "unreadable", text: list?.failed ?? list?.doubt ?? "the list could not be read" };
  });
}

/** Reads the machines of many steps with as few calls as it takes. The answer has the order of the question. */
export async function readMachines(
  ports: ShellPorts,
  sought: readonly Sought[],
): Promise<readonly Reading[]> {
  const readings = new Map<Sought, Reading>();
  const groups = groupBy(sought, ({ step }) => `${step.target}/${step.kind}`);
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const cloud = ports.clouds.get(group[0]?.step.target ?? "");
      const answers = cloud ? await readList(cloud, group) : [];
      for (const [index, entry] of group.entries()) {
        readings.set(
          entry,
          answers[index] ?? { kind: "unreadable", text: `no client for ${entry.step.target}` },
        );
      }
    }),
  );
  return sought.map((entry) => readings.get(entry) ?? { kind: "unreadable", text: "not read" });
}
