import { groupBy } from "../domain/group-by.ts";
import type { Step } from "../domain/step.ts";
import type { CloudPort } from "../ports/cloud.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** What could not be read this time, and why. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly text: string;
}

/** From this many machines of one list on, one listing costs less than reading each. */
export const LIST_FROM = 6;

/** Reads together what stands in one list of one target. The answer has the order of the question. */
export async function readInGroups<S extends { readonly step: Step }, R>(
  { clouds }: Pick<ShellPorts, "clouds">,
  sought: readonly S[],
  readGroup: (cloud: CloudPort, kind: Step["kind"], group: readonly S[]) => Promise<readonly R[]>,
): Promise<readonly (R | Unreadable)[]> {
  const readings = new Map<S, R>();
  const groups = groupBy(sought, ({ step }) => `${step.target}/${step.kind}`);
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const [first] = group;
      const cloud = clouds.get(first?.step.target ?? "");
      const answers = first && cloud ? await readGroup(cloud, first.step.kind, group) : [];
      for (const [index, answer] of answers.entries()) {
        const entry = group[index];
        if (entry) readings.set(entry, answer);
      }
    }),
  );
  return sought.map(
    (entry) => readings.get(entry) ?? { kind: "unreadable", text: `no client for ${entry.step.target}` },
  );
}
