import { expect, it } from "vitest";
import { tellPause } from "../../../lib/cli/tell-pause.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { fakeTerminal } from "./fake-terminal.ts";

it("says nothing while Curfew is not paused", async () => {
  const terminal = fakeTerminal();
  expect(await tellPause(createMemoryStore(), terminal)).toMatchObject({ paused: false });
  expect([terminal.errLines, terminal.outLines]).toEqual([[], []]);
});

it("says on standard error since when, by whom, why and how to go on", async () => {
  const store = createMemoryStore();
  await store.writePause({ paused: true, why: "audit", by: "ops", at: "2026-03-14T11:00:00.000Z" });
  const terminal = fakeTerminal();
  await tellPause(store, terminal);
  expect(terminal.errLines).toEqual([
    expect.stringMatching(/^curfew: paused since .*11:00 UTC\) by ops: audit \(back with: curfew resume\)$/),
  ]);
  expect(terminal.outLines).toEqual([]);
});

it("takes a switch that cannot be read as set", async () => {
  const terminal = fakeTerminal();
  const readPause = () => Promise.reject(new Error("damaged"));
  expect(await tellPause({ ...createMemoryStore(), readPause }, terminal)).toMatchObject({ paused: true });
  expect(terminal.errLines).toEqual([
    "curfew: paused by curfew: the pause switch could not be read (back with: curfew resume)",
  ]);
});
