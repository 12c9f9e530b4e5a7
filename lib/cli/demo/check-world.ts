import { SAMPLE_PROJECTS } from "../../emulator/sample-fleet.ts";
import type { DemoWorld } from "./demo-world.ts";

interface JournalEntry {
  readonly operation: string;
  readonly status: number;
  readonly effects: readonly { readonly resource: string }[];
}

/** Writes that the four stories must have made, each so often and no more. */
const EXPECTED: Readonly<Record<string, number>> = {
  StopNotebook: 3,
  BatchDevServersAction: 1,
  StopDevServer: 2,
  ReinstallDevServerOS: 1,
  ChangeDevServerOS: 1,
  CreateNotebook: 1,
  CreateDevServer: 1,
};

/**
 * Compares what the emulator received with what the stories should have sent: the demo does not take the log's word
 * for it. Answers what differs, one sentence each.
 */
export function checkWorld({ emulator }: DemoWorld): readonly string[] {
  const response = emulator.emulator.handle({
    method: "GET",
    path: "/_emulator/journal",
    query: "",
    headers: { "x-project-id": SAMPLE_PROJECTS.huaweicloud },
    body: new Uint8Array(),
  });
  const journal = JSON.parse(new TextDecoder().decode(response.body)) as readonly JournalEntry[];
  const counts: Record<string, number> = {};
  for (const { operation } of journal) counts[operation] = (counts[operation] ?? 0) + 1;
  return [...new Set([...Object.keys(EXPECTED), ...Object.keys(counts)])]
    .filter((operation) => counts[operation] !== EXPECTED[operation])
    .map(
      (operation) =>
        `${operation}: expected ${EXPECTED[operation] ?? 0} calls, the cloud received ${counts[operation] ?? 0}`,
    );
}
