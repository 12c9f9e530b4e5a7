import type { DemoWorld } from "./demo-world.ts";
import { statusOf, writesReceived } from "./emulator-says.ts";
import { REBUILT_SERVER, type StoryName } from "./story-names.ts";

/** Writes that each story must have made, each so often and no more. */
const EXPECTED: Readonly<Record<StoryName, Readonly<Record<string, number>>>> = {
  idle: { StopNotebook: 3 },
  // Four servers in growing batches: one, two, and the one that is left.
  budget: { StopDevServer: 2, BatchDevServersAction: 1 },
  rebuild: { StopDevServer: 1, ReinstallDevServerOS: 1 },
  orders: { StopDevServer: 1, ChangeDevServerOS: 1, CreateNotebook: 1, CreateDevServer: 1 },
};

function counted(
  lists: readonly (readonly [operation: string, count: number])[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [operation, count] of lists) counts.set(operation, (counts.get(operation) ?? 0) + count);
  return counts;
}

function wrongCalls(world: DemoWorld, stories: readonly StoryName[]): readonly string[] {
  const expected = counted(stories.flatMap((story) => Object.entries(EXPECTED[story])));
  const received = counted(writesReceived(world).map((operation) => [operation, 1]));
  return [...new Set([...expected.keys(), ...received.keys()])]
    .filter((operation) => expected.get(operation) !== received.get(operation))
    .map(
      (operation) =>
        `${operation}: expected ${expected.get(operation) ?? 0} calls, the cloud received ${received.get(operation) ?? 0}`,
    );
}

/**
 * Compares what the emulator received, and how the rebuilt server stands, with what the stories should have come to:
 * the demo does not take the log's word for it. Answers what differs, one sentence each.
 */
export function checkWorld(world: DemoWorld, stories: readonly StoryName[]): readonly string[] {
  const calls = wrongCalls(world, stories);
  if (!stories.includes("rebuild")) return calls;
  const status = statusOf(world, REBUILT_SERVER);
  return status === "RUNNING" ? calls : [...calls, `the rebuilt server was RUNNING before, and is ${status}`];
}
