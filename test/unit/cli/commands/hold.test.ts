import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type AskedException, askException } from "../../../../lib/cli/ask-exception.ts";
import { exceptionCommand } from "../../../../lib/cli/commands/hold.ts";
import { FLEET_POLICY } from "../../../../lib/domain/frame.ts";
import { entryAt } from "../../../../lib/shell/entry.ts";
import { createMemoryStore } from "../../../../lib/stores/memory/create-memory-store.ts";
import { config } from "../../../fixtures/policies.ts";
import { notebook } from "../../../fixtures/resources.ts";
import { type FakeTerminal, type FakeTerminalOptions, fakeTerminal, NOON_MS } from "../fake-terminal.ts";
import { add, planRun, stepOf } from "../log-fixtures.ts";

const HOUR_MS = 3_600_000;
const REF = "prod/notebook/nb-aa11";
const ASKED: AskedException = {
  ...{
    verb: "hold",
    machine: REF,
    span: "24h",
    by: () => "anna",
    why: "training until tomorrow",
    json: false,
  },
};

const CONFIG = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: p, credentials: env:NOT_SET }
store: sqlite:curfew.db
`;

/** A store whose log has seen a machine. */
async function opened() {
  const store = createMemoryStore();
  await planRun(store, "r1", [stepOf("aa11")]);
  return { store, config: config() };
}

type Opened = Awaited<ReturnType<typeof opened>>;

async function ask(asked: Partial<AskedException>, on: Opened, terminal: FakeTerminal = fakeTerminal()) {
  const code = await askException({ ...ASKED, ...asked }, on, terminal);
  return { code, terminal };
}

describe("curfew hold", () => {
  it("keeps the hold, says until when in local time and UTC, and leaves its entries in the log", async () => {
    const on = await opened();
    const { code, terminal } = await ask({}, on);
    expect(code).toBe(0);
    expect(await on.store.listHolds(NOON_MS)).toMatchObject([
      {
        ...{ resource: REF, owner: "anna", reason: "training until tomorrow" },
        ...{ createdAt: "2026-03-14T12:00:00.000Z", until: "2026-03-15T12:00:00.000Z" },
      },
    ]);
    expect(terminal.text()).toMatch(
      /is held by anna: training until tomorrow\nuntil 2026-03-1\d .*12:00 UTC\), for 1d$/,
    );
    expect(terminal.errLines).toEqual([]);
    const { entries } = await on.store.find({ resource: REF, phases: ["succeeded"] }, { limit: 10 });
    expect(entries.map(({ action, reason, text }) => `${action} ${reason} ${text}`)).toEqual([
      expect.stringContaining("hold hold-set held by anna until 2026-03-15T12:00:00.000Z, for 1d: training"),
    ]);
  });

  it.each(["vision-anna-aa11", "nb-aa11", "prod/notebook/vision-anna-aa11"])(
    "finds the machine by %s in the log",
    async (machine) => {
      const on = await opened();
      expect((await ask({ machine }, on)).code).toBe(0);
      expect((await on.store.listHolds(NOON_MS)).map(({ resource }) => resource)).toEqual([REF]);
    },
  );

  it("asks which machine is meant when several have the name", async () => {
    const on = await opened();
    await planRun(on.store, "r2", [stepOf("bb22", { name: "vision-anna-aa11" })], {
      event: { ...(await on.store.read("r1"))?.event, id: "other" } as never,
    });
    await expect(ask({ machine: "vision-anna-aa11" }, on)).rejects.toThrow(
      /2 machines are called so; say which: prod\/notebook\/nb-aa11, prod\/notebook\/nb-bb22/,
    );
  });

  it("says when the cloud itself stops it before, by its notebook lease, as the last frame of the fleet told", async () => {
    const on = await opened();
    const ends = (hours: number) => new Date(NOON_MS + hours * HOUR_MS).toISOString();
    const lease = { enabled: true, type: "timing", expiresAtMs: NOON_MS + 8 * HOUR_MS } as const;
    const resource = notebook({ ref: REF, id: "nb-aa11", name: "vision-anna-aa11", lease });
    const told = { ref: REF, status: "RUNNING", standing: "running", owner: null, team: null, price: null };
    const details = { slot: ends(-1), doubtful: [], machines: [{ ...told, signals: [], resource }] };
    await add(on.store, "r1", [
      entryAt(NOON_MS - HOUR_MS, { phase: "seen", reason: "fleet", policy: FLEET_POLICY, details }),
    ]);
    const { terminal } = await ask({}, on);
    expect(terminal.text()).toMatch(
      /the cloud itself stops it 2026-03-14 .*20:00 UTC\), when its notebook lease/,
    );
    expect(terminal.text()).toContain("curfew lease vision-anna-aa11 --set hours=N moves that");
    const short = await ask({ span: "7h" }, on, fakeTerminal({ nowMs: NOON_MS + 1 }));
    expect(short.terminal.text()).not.toContain("the cloud itself");
    const released = { verb: "release", span: undefined, why: undefined } as const;
    const { terminal: after } = await ask(released, on, fakeTerminal({ nowMs: NOON_MS + 2 }));
    expect(after.text()).not.toContain("the cloud itself");
  });

  it("says when it takes another hold's place", async () => {
    const on = await opened();
    await ask({ by: () => "olga", span: "2h" }, on);
    const { terminal } = await ask({}, on, fakeTerminal({ nowMs: NOON_MS + 1 }));
    expect(terminal.text()).toContain("takes the place of the hold by olga until");
    expect(await on.store.listHolds(NOON_MS)).toHaveLength(1);
  });

  it("tells a refusal with the rule, keeps nothing and fails", async () => {
    const on = await opened();
    const { code, terminal } = await ask({ span: "31d" }, on);
    expect(code).toBe(1);
    expect(terminal.errLines.join()).toMatch(/curfew: for: an exception lasts at most 30d .*limits.holdDays/);
    expect(await on.store.listHolds(NOON_MS)).toEqual([]);
    const { entries } = await on.store.find({ resource: REF, phases: ["skipped"] }, { limit: 10 });
    expect(entries.map(({ reason }) => reason)).toEqual(["hold-limit"]);
  });

  it("warns of a machine that the log has not seen, and holds it", async () => {
    const on = await opened();
    const { terminal } = await ask({ machine: "prod/notebook/nb-9" }, on);
    expect(terminal.errLines.join()).toContain("the log has not seen prod/notebook/nb-9");
    expect(await on.store.listHolds(NOON_MS)).toHaveLength(1);
  });

  it.each([
    ["nobody", /MACHINE: a name or id .*; find it with: curfew log --resource NAME \(got "nobody"\)/],
    ["prod/notebok/nb-1", /did you mean "notebook"\?/],
    ["prod/notebook/", /target\/kind\/id/],
    ["prod/notebook/a/b", /target\/kind\/id/],
    ["prd/notebook/nb-1", /no target of the configuration is called "prd"; did you mean "prod"\?/],
    ["elsewhere/notebook/nb-1", /there is: prod/],
  ])("refuses %s with the way out, and takes nothing in", async (machine, message) => {
    const on = await opened();
    await expect(ask({ machine }, on)).rejects.toThrow(message);
    expect((await on.store.find({ phases: ["received"] }, { limit: 10 })).entries).toHaveLength(1);
  });

  it("goes on while Curfew is paused, and says that it is", async () => {
    const on = await opened();
    await on.store.writePause({ paused: true, why: "audit", by: "ops", at: null });
    const { terminal } = await ask({ json: true }, on);
    expect(terminal.errLines.at(-1)).toBe("curfew: paused by ops: audit (back with: curfew resume)");
    expect(terminal.json()).toMatchObject({
      ...{ hold: { resource: REF, owner: "anna" }, replaced: null, reason: "hold-set" },
      paused: { why: "audit", by: "ops", at: null },
    });
  });
});

describe("curfew extend and release", () => {
  it("moves the end of the hold that stands, then ends it", async () => {
    const on = await opened();
    await ask({ by: () => "olga" }, on);
    const extended = await ask({ verb: "extend", span: "2h" }, on, fakeTerminal({ nowMs: NOON_MS + 1 }));
    expect(extended.terminal.text()).toContain("it extends the hold by olga until");
    expect(await on.store.listHolds(NOON_MS)).toMatchObject([
      { owner: "anna", until: new Date(NOON_MS + 26 * HOUR_MS).toISOString() },
    ]);
    const over = { verb: "release", span: undefined, why: undefined } as const;
    const released = await ask(over, on, fakeTerminal({ nowMs: NOON_MS + 2 }));
    expect(released.terminal.text()).toBe(`${REF} is released; it was held by anna`);
    const again = await ask(over, on, fakeTerminal({ nowMs: NOON_MS + 3 }));
    expect([again.code, again.terminal.errLines]).toEqual([1, ["curfew: nobody holds it"]]);
  });
});

describe("their options", () => {
  const call = (
    verb: "hold" | "extend",
    options: object,
    { machine = REF, ...given }: FakeTerminalOptions & { machine?: string } = { env: { USER: "anna" } },
  ) => exceptionCommand(verb)({ args: [machine], options: { ...options }, terminal: fakeTerminal(given) });

  it.each([
    ["hold", {}, /--why: the reason, for everybody/],
    ["hold", { why: "x", for: "soon" }, /--for: a time span/],
    ["extend", { why: "x" }, /--for: how much longer/],
    ["hold", { why: "x", owner: "y".repeat(257) }, /--owner: at most 256 characters/],
  ] as const)("%s refuses %j before it opens anything", async (verb, options, message) => {
    await expect(call(verb, options)).rejects.toThrow(message);
  });

  it("ask for an owner where the shell does not name its user, after the machine was found", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "curfew-hold-"));
    try {
      await writeFile(join(cwd, "curfew.yaml"), CONFIG);
      await expect(call("hold", { why: "x" }, { cwd })).rejects.toThrow(/--owner: who asks/);
      await expect(call("hold", { why: "x" }, { cwd, machine: "nobody" })).rejects.toThrow(/MACHINE: a name/);
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  });
});
