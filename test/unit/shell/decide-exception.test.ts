import { describe, expect, it } from "vitest";
import type { Hold } from "../../../lib/domain/hold.ts";
import { POLICY_DEFAULTS, type Policy } from "../../../lib/domain/policy.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { runEvent } from "../../../lib/shell/run-event.ts";
import { policy, request, tick } from "../../fixtures/policies.ts";
import { at, HOUR, hold, MINUTE, NOW, notebook } from "../../fixtures/resources.ts";
import { createWorld, type World } from "./world.ts";

const REF = "prod/notebook/nb-1";

/** Lets the queue ask for exceptions. */
const asked = (overrides: Partial<Policy> = {}): Policy => ({
  name: "exceptions",
  on: { kind: "request", verbs: ["hold", "extend", "release"], from: ["inbox"] },
  resources: ["notebook", "dev-server"],
  where: null,
  ...POLICY_DEFAULTS,
  ...{ action: null, mode: "enforce", cooldownMs: 0 },
  ...overrides,
});

const wish = (verb: string, more: object = {}, id = "wish-1") =>
  request(
    { verb, resource: REF, by: "anna", why: "training", parameters: { for: "2h" }, ...more },
    { id, source: "inbox" },
  );

function worldWith(policies: readonly Policy[] = [asked()], machines = [notebook()]): World {
  return createWorld({ config: { policies: [...policies] }, machines });
}

const standing = (world: World) => world.store.listHolds(world.clock.nowMs);

describe("a hold that was asked for", () => {
  it("is kept with owner, reason and end, and the log tells it", async () => {
    const world = worldWith();
    const { run, status } = await world.take(wish("hold"));
    expect(status).toBe("finished");
    const kept = { resource: REF, owner: "anna", reason: "training", createdAt: at(), until: at(2 * HOUR) };
    expect(await standing(world)).toEqual([{ ...kept, run }]);
    expect(await world.lines(run)).toEqual([
      "received received",
      "planned requested",
      "succeeded hold-set hold nb-1",
      "decided matched",
      "finished done",
    ]);
    const [, , entry] = await world.entries(run);
    expect(entry?.text).toBe(`held by anna until ${at(2 * HOUR)}, for 2h: training`);
    expect(entry?.details).toMatchObject({
      by: "anna",
      why: "training",
      until: at(2 * HOUR),
      replaced: null,
    });
    expect(world.cloud.sent).toEqual([]);
  });

  it.each<[string, Resource["lease"], RegExp]>([
    [
      "timed",
      { enabled: true, type: "timing", expiresAtMs: NOW + HOUR },
      /itself stops it at 2026-01-15T13:00:00.000Z, whatever/,
    ],
    ["idle", { enabled: true, type: "idle", expiresAtMs: null }, /stops it when it finds it idle/],
    [
      "timed, with an end not told",
      { enabled: true, type: "timing", expiresAtMs: null },
      /a time that is not told/,
    ],
  ])(
    "says that the cloud may stop it all the same under a notebook lease: %s",
    async (_what, lease, said) => {
      const world = worldWith([asked()], [notebook({ lease })]);
      const { run } = await world.take(wish("hold"));
      const told = (await world.entries(run)).find(({ phase }) => phase === "succeeded");
      expect(told?.text).toMatch(said);
      expect(told?.text).toContain("curfew lease vision-anna-nb-1 --set hours=N moves that");
    },
  );

  it.each<[string, Resource["lease"]]>([
    ["ends after the hold", { enabled: true, type: "timing", expiresAtMs: NOW + 2 * HOUR }],
    ["is switched off", { enabled: false, type: "timing", expiresAtMs: NOW + HOUR }],
  ])("says nothing of a lease that %s", async (_what, lease) => {
    const world = worldWith([asked()], [notebook({ lease })]);
    const { run } = await world.take(wish("hold"));
    const told = (await world.entries(run)).find(({ phase }) => phase === "succeeded");
    expect(told?.text).toMatch(/: training$/);
  });

  it("happens once for each event, however often it is delivered", async () => {
    const world = worldWith();
    await world.take(wish("hold"));
    world.clock.nowMs += HOUR;
    expect((await world.take(wish("hold"))).outcome).toBe("finished");
    expect((await standing(world)).map(({ until }) => until)).toEqual([at(2 * HOUR)]);
  });

  it("may name the machine, as long as only one has that name", async () => {
    const world = worldWith([asked()], [notebook(), notebook({ id: "nb-2", name: "vision-anna-nb-1" })]);
    const { run } = await world.take(wish("hold", { resource: "vision-anna-nb-1" }));
    expect(await world.lines(run)).toContain("skipped ambiguous hold nb-1");
    expect(await standing(world)).toEqual([]);
    const two = worldWith();
    await two.take(wish("hold", { resource: "vision-anna-nb-1" }));
    expect((await standing(two)).map(({ resource }) => resource)).toEqual([REF]);
  });

  it("waits for nothing: neither a pause nor a cloud that cannot be read keeps anybody from objecting", async () => {
    const world = worldWith();
    await world.store.writePause({ paused: true, why: "audit", by: "ops", at: null });
    world.cloud.showing.unreadable = true;
    const { run } = await world.take(wish("hold"));
    expect(await standing(world)).toHaveLength(1);
    expect((await world.entries(run))[2]?.text).toContain("its id is taken on its word");
  });

  it("waits for the cloud where a name has to be looked up", async () => {
    const world = worldWith();
    world.cloud.listing.failed = "the cloud is away";
    const { run, status } = await world.take(wish("hold", { resource: "vision-anna-nb-1" }));
    expect(status).toBe("stopped");
    world.cloud.listing.failed = null;
    expect((await world.finish(run)).at(-1)?.reason).toBe("done");
    expect(await standing(world)).toMatchObject([{ createdAt: at(), until: at(2 * HOUR) }]);
  });

  it.each([
    [{ parameters: {} }, "invalid-parameters", /an exception always ends/],
    [{ parameters: { for: "2h", until: at(HOUR) } }, "invalid-parameters", /always ends: give either/],
    [{ parameters: { for: "soon" } }, "invalid-parameters", /for: a time span/],
    [{ parameters: { for: "2h", tag: "keep" } }, "invalid-parameters", /tag/],
    [{ parameters: { until: at(-1) } }, "invalid-parameters", /until: .* has passed/],
    [{ parameters: { for: "31d" } }, "hold-limit", /^for: .* at most 30d .*limits.holdDays/],
    [{ parameters: { until: "9999-12-31T00:00:00Z" } }, "hold-limit", /at most 30d/],
    [{ by: undefined }, "invalid-parameters", /^by: say who asks/],
    [{ why: " " }, "invalid-parameters", /^why: give the reason/],
    [{ resource: undefined }, "invalid-parameters", /^resource: say which machine/],
    [{ resource: "prod/notebook/nb-9" }, "not-found", /no notebook or dev-server has/],
  ])("is refused with a reason when it asks for %j", async (more, reason, text) => {
    const world = worldWith();
    const { run } = await world.take(wish("hold", more));
    const entry = (await world.entries(run)).find(({ phase }) => phase === "skipped");
    expect(entry?.reason).toBe(reason);
    expect(entry?.text).toMatch(text);
    expect(await world.store.listHolds(0)).toEqual([]);
    expect((await world.entries(run)).at(-1)?.reason).toBe("nothing-to-do");
  });

  it("is refused beyond the owner's quota, naming what could be released", async () => {
    const world = worldWith([asked()], [notebook(), notebook({ id: "nb-2" })]);
    for (let index = 0; index < 10; index += 1) {
      await world.store.putHold(hold(`prod/notebook/other-${index}`));
    }
    const { run } = await world.take(wish("hold"));
    const entry = (await world.entries(run)).find(({ reason }) => reason === "hold-quota");
    expect(entry?.text).toMatch(/anna holds 10 machines already.*holdsPerOwner.*release one of them/);
    await world.take(wish("hold", { by: "olga" }, "wish-2"));
    expect((await standing(world)).find(({ resource }) => resource === REF)?.owner).toBe("olga");
  });

  it("needs a policy that lets the sender ask, whose where counts, and which enforces", async () => {
    const own = { where: "owner == event.by" };
    const nobody = worldWith([]);
    const { run } = await nobody.take(wish("hold"));
    expect(await nobody.lines(run)).toContain("ignored no-policy");
    const owners = worldWith([asked(own)]);
    const other = await owners.take(wish("hold", { by: "olga" }));
    expect(await owners.lines(other.run)).toContain("skipped where-false hold nb-1");
    await owners.take(wish("hold", {}, "wish-2"));
    expect(await standing(owners)).toHaveLength(1);
    const trial = worldWith([asked({ mode: "observe" })]);
    const tried = await trial.take(wish("hold"));
    expect(await trial.lines(tried.run)).toContain("planned observe hold nb-1");
    expect(await standing(trial)).toEqual([]);
  });

  it("never shortens the hold of somebody else, and may shorten one's own", async () => {
    const world = worldWith();
    await world.store.putHold(hold(REF, { owner: "olga" }));
    const { run } = await world.take(wish("hold"));
    expect((await world.entries(run)).map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/held by olga until .* already, .*; ask olga, or end it first with release/),
    );
    await world.store.putHold(hold(REF));
    await world.take(wish("hold", {}, "wish-2"));
    expect(await standing(world)).toMatchObject([{ owner: "anna", until: at(2 * HOUR) }]);
  });
});

describe("a dry run", () => {
  it("says what would be granted, and keeps nothing", async () => {
    const world = worldWith();
    const { run } = await world.take(wish("hold"), { dryRun: true });
    const planned = (await world.entries(run)).find(({ phase }) => phase === "planned");
    expect([planned?.reason, planned?.text]).toEqual([
      "requested",
      `would hold: held by anna until ${at(2 * HOUR)}, for 2h: training`,
    ]);
    expect(await world.store.listHolds(0)).toEqual([]);
  });
});

describe("the later wish", () => {
  it("stands, in whatever order they are decided", async () => {
    const world = worldWith();
    const early = await acceptEvent(wish("hold", {}, "early"), world.ports());
    world.clock.nowMs += MINUTE;
    await world.store.putHold(hold(REF, { createdAt: at(0) }));
    await world.take(wish("release", { by: "olga", parameters: {} }, "late"));
    expect(await standing(world)).toEqual([]);
    await world.pass(early.run);
    expect(await standing(world)).toEqual([]);
    expect(await world.lines(early.run)).toContain("skipped superseded hold nb-1");
  });

  it("is not undone by a process that stood still before it wrote", async () => {
    const kept: Hold[] = [];
    const world = createWorld({
      config: { policies: [asked()] },
      machines: [notebook()],
      wrap: (store) => ({ ...store, putHold: async (one) => void kept.push(one) }),
    });
    await world.take(wish("hold"));
    const [frozen] = kept;
    const store = worldWith().store;
    await store.putHold({ ...hold(REF), createdAt: at(MINUTE), until: at(MINUTE) });
    await store.putHold(frozen as Hold);
    expect(await store.listHolds(NOW + 2 * MINUTE)).toEqual([]);
  });
});

describe("an extension", () => {
  const warned = policy({ warnMs: [30 * MINUTE] });

  it("puts off the pending stop by so long, and the log says who did it", async () => {
    const world = worldWith([warned, asked()]);
    const first = await world.take(tick());
    expect(await world.lines(first.run)).toContain("skipped warned stop nb-1");
    world.clock.nowMs += 10 * MINUTE;
    const { run } = await world.take(wish("extend", { by: "olga" }));
    expect(await standing(world)).toMatchObject([{ owner: "olga", until: at(30 * MINUTE + 2 * HOUR) }]);
    expect((await world.entries(run))[2]?.text).toMatch(/^extended by olga until 2026-01-15T14:30/);
    world.clock.nowMs = NOW + 40 * MINUTE;
    const later = await world.take(tick(NOW + 40 * MINUTE));
    expect(await world.lines(later.run)).toContain("skipped held stop nb-1");
    expect(world.cloud.sent).toEqual([]);
  });

  it("counts from the end of the hold that stands, never shortens it, and ends within the longest hold", async () => {
    const world = worldWith();
    await world.store.putHold(hold(REF, { owner: "olga", until: at(5 * HOUR) }));
    await world.take(wish("extend"));
    expect(await standing(world)).toMatchObject([{ owner: "anna", until: at(7 * HOUR) }]);
    const shorter = await world.take(wish("extend", { parameters: { until: at(HOUR) } }, "wish-2"));
    expect(await world.lines(shorter.run)).toContain("skipped already-so extend nb-1");
    const longer = await world.take(wish("extend", { parameters: { for: "30d" } }, "wish-3"));
    expect(await world.lines(longer.run)).toContain("skipped hold-limit extend nb-1");
    expect(await standing(world)).toMatchObject([{ until: at(7 * HOUR) }]);
  });

  it("is done once by a run that broke off after it was kept", async () => {
    let breaks = 1;
    const world = createWorld({
      config: { policies: [asked()] },
      machines: [notebook()],
      wrap: (store) => ({
        ...store,
        append: async (run, seq, entries, options) => {
          if (entries.some(({ phase }) => phase === "succeeded") && breaks-- > 0) throw new Error("died");
          return store.append(run, seq, entries, options);
        },
      }),
    });
    await world.store.putHold(hold(REF, { until: at(5 * HOUR) }));
    const event = wish("extend");
    await expect(runEvent(event, world.ports())).rejects.toThrow("died");
    world.clock.nowMs += MINUTE;
    const { run } = await world.take(event);
    await world.finish(run);
    expect(await standing(world)).toMatchObject([{ until: at(7 * HOUR), run }]);
    expect((await world.lines(run)).filter((line) => line.startsWith("succeeded"))).toHaveLength(1);
  });
});

describe("a release", () => {
  it("ends the hold now, whoever holds it, and says nothing was held where nothing was", async () => {
    const world = worldWith();
    await world.store.putHold(hold(REF, { owner: "olga" }));
    const { run } = await world.take(wish("release", { parameters: {}, why: undefined }));
    expect(await standing(world)).toEqual([]);
    expect((await world.entries(run))[2]?.text).toMatch(/^released by anna, held by olga until/);
    const again = await world.take(wish("release", { parameters: {} }, "wish-2"));
    expect(await world.lines(again.run)).toContain("skipped already-so release nb-1");
  });
});
