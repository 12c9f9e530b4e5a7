import { describe, expect, it } from "vitest";
import { widthOf } from "../../../../lib/cli/cell-text.ts";
import { endingOf, statusOf } from "../../../../lib/cli/commands/status.ts";
import type { Store } from "../../../../lib/ports/store.ts";
import { entryAt } from "../../../../lib/shell/entry.ts";
import { STATUS_LIMITS } from "../../../../lib/shell/read-status.ts";
import { createMemoryStore } from "../../../../lib/stores/memory/create-memory-store.ts";
import { config } from "../../../fixtures/policies.ts";
import { fakeTerminal, NOON_MS } from "../fake-terminal.ts";
import { add, finished, happened, planRun, receive, sent, stepOf, tick } from "../log-fixtures.ts";

const OPTIONS = { policies: ["nights", "idle-gpu"], config: undefined, json: false } as const;

function skipped(policy: string, resource: string, reason: "owner-unknown" | "busy") {
  return entryAt(NOON_MS, {
    phase: "skipped",
    reason,
    policy,
    resource,
    details: { name: resource.slice(-2) },
  });
}

/** An ended run, one with an unknown step, one under way, a hold that stands and one that is over. */
async function filled(): Promise<Store> {
  const store = createMemoryStore();
  const [done, unknown, underWay] = [stepOf("aa11"), stepOf("bb22"), stepOf("cc33")];
  await planRun(store, "r0aaaa10c46d", [done], { event: tick(1), beforeMs: 3_600_000 });
  await add(store, "r0aaaa10c46d", [
    skipped("nights", "prod/notebook/n1", "owner-unknown"),
    skipped("idle-gpu", "prod/notebook/n1", "owner-unknown"),
    skipped("nights", "prod/notebook/n2", "owner-unknown"),
    skipped("idle-gpu", "prod/notebook/n3", "busy"),
    skipped("gone-policy", "prod/notebook/n4", "owner-unknown"),
    happened(done, "succeeded"),
    finished("1 succeeded"),
  ]);
  await planRun(store, "r0bbbb20c47e", [unknown], { event: tick(2), beforeMs: 1_800_000 });
  await add(store, "r0bbbb20c47e", [
    sent(unknown, 0),
    happened(unknown, "unknown", { text: "it cannot be told" }),
  ]);
  await planRun(store, "r0cccc30c48f", [underWay], { event: tick(3) });
  await add(store, "r0cccc30c48f", [sent(underWay, 60_000)]);
  const hold = { owner: "olga", reason: "thesis", createdAt: new Date(NOON_MS - 7_200_000).toISOString() };
  await store.putHold({
    ...hold,
    resource: "lab/notebook/h1",
    until: new Date(NOON_MS + 3_600_000).toISOString(),
  });
  await store.putHold({
    ...hold,
    resource: "lab/notebook/h2",
    until: new Date(NOON_MS - 3_600_000).toISOString(),
  });
  return store;
}

describe("statusOf", () => {
  it("puts what waits for a person first, with the command to type", async () => {
    const terminal = fakeTerminal();
    expect(await statusOf(await filled(), terminal, OPTIONS)).toBe(0);
    const text = terminal.text();
    expect(terminal.outLines[0]).toBe("running: not paused");
    expect(terminal.outLines[2]).toMatch(
      /^1 step waits for your word: .* --as succeeded, --as failed, --as retry$/,
    );
    expect(text).toContain('    curfew resolve r0bbbb20c47e bb22 --as succeeded --why "…"');
    expect(text).toContain("stop vision-anna-bb22 (prod/notebook/nb-bb22), policy nights, since");
  });

  it("tells open runs, holds that stand, machines without an owner, ended runs and the last tick", async () => {
    const terminal = fakeTerminal();
    await statusOf(await filled(), terminal, OPTIONS);
    const text = terminal.text();
    expect(text).toMatch(
      /r0cccc30c48f +schedule.tick from clock .* the cloud: stop vision-anna-cc33, sent 1m ago/,
    );
    expect(text).toMatch(/lab\/notebook\/h1 +olga .* thesis/);
    expect(text).not.toContain("lab/notebook/h2");
    expect(text).toContain("2 machines have no known owner, so they are only observed: n1, n2");
    expect(text).toMatch(/r0aaaa10c46d +schedule.tick from clock +just now +done +1 succeeded/);
    expect(text).toMatch(/last clock tick with a policy due: .*11:03 UTC\), 57m ago/);
  });

  it("tells the stops that are pending, the next one first, and how to object", async () => {
    const store = await filled();
    const warned = (resource: string, minutes: number, trial = false) => {
      const pending = { warnedAtMs: NOON_MS, stopAtMs: NOON_MS + minutes * 60_000, levelMs: 60_000 };
      const details = { memory: { pending: { ...pending, ...(trial && { trial }) } } };
      return entryAt(NOON_MS, { phase: "skipped", reason: "warned", policy: "nights", resource, details });
    };
    await add(store, "r0cccc30c48f", [
      ...[warned("prod/notebook/w1", 30), warned("prod/notebook/w2", 5, true)],
      // Whatever came after the warning, the stop is off.
      ...[warned("prod/notebook/w3", 5), skipped("nights", "prod/notebook/w3", "busy")],
    ]);
    const terminal = fakeTerminal({ columns: 200 });
    await statusOf(store, terminal, OPTIONS);
    const lines = terminal.outLines.filter((line) => line.includes("/w"));
    expect(lines[0]).toMatch(/^prod\/notebook\/w2 +nights \(observes only\)/);
    expect(lines[1]).toMatch(
      /^prod\/notebook\/w1 +nights .* curfew extend prod\/notebook\/w1 --for 2h --why "…"$/,
    );
    expect(lines).toHaveLength(2);
  });

  it("tells what ends soon, owner by owner, in a table or as one JSON object", async () => {
    const opened = { store: await filled(), loaded: { config: config(), path: null, folder: "/nowhere" } };
    const terminal = fakeTerminal();
    expect(await endingOf(opened, terminal, { days: 7, json: false })).toBe(0);
    expect(terminal.outLines[1]).toMatch(
      /^olga +hold +lab\/notebook\/h1 +2026-03-14 .* held by olga: thesis$/,
    );
    expect(terminal.outLines).toHaveLength(2);
    const json = fakeTerminal();
    await endingOf(opened, json, { days: 1, json: true });
    expect(json.json()).toMatchObject({ days: 1, endings: [{ kind: "hold", owner: "olga" }] });
    const later = fakeTerminal({ nowMs: NOON_MS + 7_200_000 });
    await endingOf(opened, later, { days: 1, json: false });
    expect(later.outLines).toEqual(["nothing ends within the next day"]);
  });

  it("hands the command the configuration it was given", async () => {
    const terminal = fakeTerminal();
    await statusOf(await filled(), terminal, { ...OPTIONS, config: "my files/it's.yaml" });
    expect(terminal.text()).toContain("bb22 --config 'my files/it'\\''s.yaml' --as succeeded");
  });

  it("says that it is paused, since when, by whom and why", async () => {
    const store = await filled();
    await store.writePause({
      paused: true,
      why: "incident",
      by: "anna",
      at: new Date(NOON_MS).toISOString(),
    });
    const terminal = fakeTerminal();
    await statusOf(store, terminal, OPTIONS);
    expect(terminal.outLines[0]).toMatch(/^PAUSED since .* by anna: incident; back with: curfew resume$/);
  });

  it("says it once to whoever looks, and beside what goes into a file or a program", async () => {
    const store = createMemoryStore();
    await store.writePause({ paused: true, why: "incident", by: "anna", at: null });
    const errLines = async (json: boolean, columns: number) => {
      const terminal = fakeTerminal({ columns });
      await statusOf(store, terminal, { ...OPTIONS, json });
      return terminal.errLines;
    };
    const line = "curfew: paused by anna: incident (back with: curfew resume)";
    expect(await errLines(false, 100)).toEqual([]);
    expect(await errLines(false, 0)).toEqual([line]);
    expect(await errLines(true, 100)).toEqual([line]);
  });

  it("tells parked runs, with the command that plays them again", async () => {
    const store = await filled();
    await receive(store, "r0dddd40c490", { event: tick(4) });
    const text = "it broke off 5 times, the last time with: a mistake";
    await add(store, "r0dddd40c490", [entryAt(NOON_MS, { phase: "finished", reason: "parked", text })]);
    const terminal = fakeTerminal();
    await statusOf(store, terminal, { ...OPTIONS, config: "other.yaml" });
    expect(terminal.text()).toContain(
      "1 run was parked in the last 7 days: mend the cause, then play it again",
    );
    expect(terminal.text()).toMatch(
      /r0dddd40c490 schedule\.tick from clock, since .*\n {4}it broke off 5 times/,
    );
    const command = 'curfew run --replay r0dddd40c490 --config other.yaml --why "…"';
    expect(terminal.outLines).toContain(`    ${command}`);
    const json = fakeTerminal();
    await statusOf(store, json, { ...OPTIONS, config: "other.yaml", json: true });
    expect(json.json()).toMatchObject({ parked: [{ run: "r0dddd40c490", text, command }] });
  });

  it("counts a switch that cannot be read as paused", async () => {
    const readPause = () => Promise.reject(new Error("damaged"));
    const terminal = fakeTerminal();
    await statusOf({ ...createMemoryStore(), readPause }, terminal, OPTIONS);
    expect(terminal.outLines[0]).toMatch(/^PAUSED .*could not be read/);
  });

  it("says of an empty store that there is nothing", async () => {
    const terminal = fakeTerminal();
    await statusOf(createMemoryStore(), terminal, OPTIONS);
    expect(terminal.outLines.filter(Boolean)).toEqual([
      "running: not paused",
      "no run is open",
      "nothing is held",
      "every machine that was judged has a known owner",
      "no run has ended yet",
      "no clock tick was taken in yet",
    ]);
  });

  it("prints the same facts as one JSON object", async () => {
    const terminal = fakeTerminal();
    expect(await statusOf(await filled(), terminal, { ...OPTIONS, json: true })).toBe(0);
    expect(terminal.json()).toMatchObject({
      at: new Date(NOON_MS).toISOString(),
      pause: { paused: false },
      open: [{ run: "r0bbbb20c47e" }, { run: "r0cccc30c48f", steps: { sent: 1 } }],
      moreOpen: false,
      holds: [{ resource: "lab/notebook/h1", owner: "olga" }],
      ownerUnknown: ["prod/notebook/n1", "prod/notebook/n2"],
      lastRuns: [{ run: "r0aaaa10c46d", reason: "done", text: "1 succeeded" }],
      lastTick: "2026-03-14T11:03:00.000Z",
      unknown: [
        { run: "r0bbbb20c47e", step: "bb22", command: expect.stringMatching(/^curfew resolve r0bbbb20c47e/) },
      ],
    });
  });

  it("fits its tables into the terminal", async () => {
    const terminal = fakeTerminal({ columns: 72 });
    await statusOf(await filled(), terminal, OPTIONS);
    for (const line of terminal.outLines.filter((text) => text.startsWith("r0"))) {
      expect(widthOf(line)).toBeLessThanOrEqual(72);
    }
  });

  it("tells an unknown step however many runs are open before it, and that there are more", async () => {
    const store = createMemoryStore();
    for (let number = 0; number <= STATUS_LIMITS.openRuns; number += 1) {
      await receive(store, `r${1_000 + number}`, { event: tick(number), beforeMs: 7_200_000 });
    }
    const step = stepOf("bb22");
    await planRun(store, "r9999", [step], { event: tick(5_000) });
    await add(store, "r9999", [happened(step, "unknown")]);
    const terminal = fakeTerminal();
    await statusOf(store, terminal, { ...OPTIONS, json: true });
    expect(terminal.json()).toMatchObject({ moreOpen: true, unknown: [{ run: "r9999", step: "bb22" }] });
    expect(terminal.json()["open"]).toHaveLength(STATUS_LIMITS.openRuns + 1);
  });
});
