import { describe, expect, it } from "vitest";
import { holdResource, runHold } from "../../../../lib/cli/commands/hold.ts";
import { createMemoryStore } from "../../../../lib/stores/memory/create-memory-store.ts";
import { fakeTerminal, NOON_MS } from "../fake-terminal.ts";
import { planRun, stepOf } from "../log-fixtures.ts";

const DAY_MS = 86_400_000;
const ASKED = {
  resource: "prod/notebook/nb-aa11",
  forMs: DAY_MS,
  owner: "anna",
  reason: "training until tomorrow",
  targets: ["prod", "lab"],
  limits: { holdDays: 30, holdsPerOwner: 2 },
  json: false,
} as const;

describe("holdResource", () => {
  it("keeps the hold and says until when, in local time and UTC", async () => {
    const store = createMemoryStore();
    await planRun(store, "r1", [stepOf("aa11")]);
    const terminal = fakeTerminal();
    expect(await holdResource(ASKED, store, terminal)).toBe(0);
    expect(await store.listHolds(NOON_MS)).toEqual([
      {
        resource: ASKED.resource,
        owner: "anna",
        reason: ASKED.reason,
        createdAt: "2026-03-14T12:00:00.000Z",
        until: "2026-03-15T12:00:00.000Z",
      },
    ]);
    expect(terminal.text()).toMatch(
      /is held by anna: training until tomorrow\nuntil 2026-03-1\d .*12:00 UTC\), for 1d/,
    );
    expect(terminal.errLines).toEqual([]);
  });

  it("says when it takes another hold's place", async () => {
    const store = createMemoryStore();
    await holdResource({ ...ASKED, owner: "olga" }, store, fakeTerminal());
    const terminal = fakeTerminal();
    await holdResource(ASKED, store, terminal);
    expect(terminal.text()).toContain("takes the place of the hold by olga until");
    expect(await store.listHolds(NOON_MS)).toHaveLength(1);
  });

  it("refuses a hold that is longer than the configuration allows, and keeps nothing", async () => {
    const store = createMemoryStore();
    await holdResource({ ...ASKED, forMs: 30 * DAY_MS }, store, fakeTerminal());
    const longer = { ...ASKED, resource: "prod/notebook/nb-2", forMs: 30 * DAY_MS + 1_000 };
    const work = holdResource(longer, store, fakeTerminal());
    await expect(work).rejects.toThrow(/--for: at most 30d \(limits.holdDays\), and then again/);
    expect(await store.listHolds(NOON_MS)).toHaveLength(1);
  });

  it("refuses one more than an owner may have at once, and lets the same one be set again", async () => {
    const store = createMemoryStore();
    const hold = (id: string, owner = "anna") =>
      holdResource({ ...ASKED, owner, resource: `prod/notebook/${id}` }, store, fakeTerminal());
    await hold("nb-1");
    await hold("nb-2");
    await hold("nb-2");
    await hold("nb-3", "olga");
    await expect(hold("nb-4")).rejects.toThrow(/anna holds 2 machines already, and 2 are allowed at once/);
    expect(await store.listHolds(NOON_MS)).toHaveLength(3);
  });

  it("refuses a machine's name and names the id, because a hold on a name protects nothing", async () => {
    const store = createMemoryStore();
    await planRun(store, "r1", [stepOf("aa11")]);
    const work = holdResource(
      { ...ASKED, resource: "prod/notebook/vision-anna-aa11" },
      store,
      fakeTerminal(),
    );
    await expect(work).rejects.toThrow(/needs its id: prod\/notebook\/nb-aa11/);
    expect(await store.listHolds(NOON_MS)).toEqual([]);
  });

  it("warns of a machine that the log has not seen, and holds it", async () => {
    const store = createMemoryStore();
    const terminal = fakeTerminal();
    await holdResource(ASKED, store, terminal);
    expect(terminal.errLines.join()).toContain("the log has not seen prod/notebook/nb-aa11");
    expect(await store.listHolds(NOON_MS)).toHaveLength(1);
  });

  it.each([
    [
      "vision-anna",
      /RESOURCE: target\/kind\/id, .*; find it with: curfew log --resource NAME \(got "vision-anna"\)/,
    ],
    ["prod/notebok/nb-1", /did you mean "notebook"\?/],
    ["prod/notebook/", /target\/kind\/id/],
    ["prod/notebook/a/b", /target\/kind\/id/],
    ["prd/notebook/nb-1", /no target of the configuration is called "prd"; did you mean "prod"\?/],
    ["elsewhere/notebook/nb-1", /there is: prod, lab/],
  ])("refuses %s with the way out", async (resource, message) => {
    const work = holdResource({ ...ASKED, resource }, createMemoryStore(), fakeTerminal());
    await expect(work).rejects.toThrow(message);
  });

  it("says that Curfew is paused, also in its JSON object", async () => {
    const store = createMemoryStore();
    await store.writePause({ paused: true, why: "audit", by: "ops", at: null });
    const terminal = fakeTerminal();
    await holdResource({ ...ASKED, json: true }, store, terminal);
    expect(terminal.errLines.at(-1)).toBe("curfew: paused by ops: audit (back with: curfew resume)");
    expect(terminal.json()).toMatchObject({ paused: { why: "audit", by: "ops", at: null } });
  });

  it("prints one JSON object", async () => {
    const terminal = fakeTerminal();
    await holdResource({ ...ASKED, json: true }, createMemoryStore(), terminal);
    expect(terminal.json()).toMatchObject({
      hold: { resource: ASKED.resource, owner: "anna" },
      replaced: null,
    });
  });
});

describe("runHold", () => {
  const call = (options: Record<string, unknown>, env: Record<string, string> = { USER: "anna" }) =>
    runHold({ args: [ASKED.resource], options, terminal: fakeTerminal({ env }) });

  it.each([
    [{}, /--why: the reason, for everybody/],
    [{ why: "x", for: "soon" }, /--for: a time span/],
    [{ why: "x", owner: "y".repeat(257) }, /--owner: at most 256 characters/],
  ])("refuses %j before it opens anything", async (options, message) => {
    await expect(call(options)).rejects.toThrow(message);
  });

  it("asks for an owner where the shell does not name its user", async () => {
    await expect(call({ why: "x" }, {})).rejects.toThrow(/--owner: who holds it/);
  });
});
