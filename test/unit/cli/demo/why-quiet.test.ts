import { describe, expect, it } from "vitest";
import { whyQuiet } from "../../../../lib/cli/demo/why-quiet.ts";
import type { StatusEntry } from "../../../../lib/domain/status.ts";

const entry = (phase: StatusEntry["phase"], action: string | null = null) =>
  ({ phase, action }) as StatusEntry;

const decided = [
  entry("received"),
  entry("planned", "stop"),
  entry("planned", "reinstall-os"),
  entry("decided"),
];
const stopping = [...decided, entry("submitting", "stop")];
const reinstalling = [...stopping, entry("succeeded", "stop"), entry("submitting", "reinstall-os")];

describe("what a killed server leaves behind in the demo", () => {
  it.each([
    ["a decision that was begun", [entry("received")], [], /begun to decide/, true],
    ["a stop that was never sent", stopping, [], /play it again/, false],
    ["a reinstallation that was never sent", reinstalling, ["StopDevServer"], /play it again/, false],
  ])("is told: %s", (_what, entries, received, text, bearable) => {
    expect(whyQuiet(entries, received)).toEqual({ text: expect.stringMatching(text), bearable });
  });

  it.each([
    ["nothing was announced yet", decided, []],
    ["the cloud has the stop", stopping, ["StopDevServer"]],
    ["the cloud has the reinstallation", reinstalling, ["StopDevServer", "ReinstallDevServerOS"]],
    ["its answer is written", [...reinstalling, entry("accepted", "reinstall-os")], ["StopDevServer"]],
  ])("is nothing that takes its time: %s", (_what, entries, received) => {
    expect(whyQuiet(entries, received)).toBeNull();
  });
});
