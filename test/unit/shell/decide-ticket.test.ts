import { describe, expect, it } from "vitest";
import { type Policy, SourceConfig } from "../../../lib/domain/policy.ts";
import { policy, rebuildPolicy, ticket, webhook } from "../../fixtures/policies.ts";
import { at, HOUR, notebook, server } from "../../fixtures/resources.ts";
import { createWorld } from "./world.ts";

const REF = "prod/notebook/nb-1";

const byTicket = (overrides: Partial<Policy> = {}): Policy =>
  policy({
    name: "holds",
    on: { kind: "ticket", source: "jira", when: 'event.form == "hold"' },
    where: "id == event.server",
    action: { verb: "hold", parameters: {} },
    parametersFrom: { for: "event.span" },
    ...overrides,
  });

const JIRA = SourceConfig.parse({
  ...{ name: "jira", scheme: "jira-cloud", secrets: [], requester: "event.requester" },
  people: { "u-1": "anna" },
});

const wish = (data: Record<string, unknown> = {}) =>
  ticket({
    ...{
      form: "hold",
      server: "nb-1",
      span: "2h",
      requester: "u-1",
      summary: "a long training",
      transition: "7",
    },
    ...data,
  });

function worldWith(policies: readonly Policy[] = [byTicket()], machines = [notebook()]) {
  const world = createWorld({ config: { policies: [...policies], sources: [JIRA] }, machines });
  return { ...world, standing: () => world.store.listHolds(world.clock.nowMs) };
}

describe("a ticket that asks to hold a machine", () => {
  it("keeps a hold of its requester, with the ticket as its reason", async () => {
    const world = worldWith();
    const { run, status } = await world.take(wish());
    expect(status).toBe("finished");
    expect(await world.standing()).toEqual([
      {
        resource: REF,
        owner: "anna",
        reason: "jira OPS-1: a long training",
        createdAt: at(),
        until: at(2 * HOUR),
        run,
      },
    ]);
    expect(await world.lines(run)).toEqual([
      "received received",
      "planned requested",
      "succeeded hold-set hold nb-1",
      "decided matched",
      "finished done",
    ]);
    expect(world.cloud.sent).toEqual([]);
  });

  it("does so once, however often it is delivered", async () => {
    const world = worldWith();
    const first = await world.take(wish());
    world.clock.nowMs += HOUR;
    expect(await world.take(wish())).toMatchObject({ run: first.run, outcome: "finished" });
    expect((await world.standing()).map(({ until }) => until)).toEqual([at(2 * HOUR)]);
  });

  it("does so while Curfew is paused", async () => {
    const world = worldWith();
    await world.store.writePause({ paused: true, why: "audit", by: "ops", at: null });
    await world.take(wish());
    expect(await world.standing()).toHaveLength(1);
  });

  it("only says so while its policy observes", async () => {
    const world = worldWith([byTicket({ mode: "observe" })]);
    const { run } = await world.take(wish());
    expect(await world.lines(run)).toContain("planned observe hold nb-1");
    expect(await world.standing()).toEqual([]);
  });

  it.each([
    [{ requester: null }, "invalid-parameters", /^by: /],
    [{ span: undefined }, "invalid-parameters", /^for: event.span: event.span is not known/],
    [{ span: "soon" }, "invalid-parameters", /^for: a time span/],
    [{ span: "31d" }, "hold-limit", /at most 30d/],
    [{ server: "nb-9" }, "not-found", /no notebook is meant: id == event.server/],
  ])("is refused with a reason when it says %j", async (data, reason, text) => {
    const world = worldWith();
    const { run } = await world.take(wish(data));
    const skipped = (await world.entries(run)).find(({ phase }) => phase === "skipped");
    expect(skipped).toMatchObject({ reason, text: expect.stringMatching(text) });
    expect((await world.entries(run)).at(-1)?.reason).toBe("nothing-to-do");
    expect(await world.standing()).toEqual([]);
  });

  it("waits for a cloud that cannot be read", async () => {
    const world = worldWith();
    world.cloud.listing.failed = "the cloud is away";
    const { run, status } = await world.take(wish());
    expect(status).toBe("stopped");
    world.cloud.listing.failed = null;
    expect((await world.finish(run)).at(-1)?.reason).toBe("done");
    expect(await world.standing()).toMatchObject([{ createdAt: at(), until: at(2 * HOUR) }]);
  });

  it("holds no more machines than one person may", async () => {
    const machines = Array.from({ length: 12 }, (_, n) =>
      notebook({ id: `nb-${n}`, name: `vision-anna-${n}`, ref: `prod/notebook/nb-${n}` }),
    );
    const world = worldWith([byTicket({ where: 'name.startsWith("vision")' })], machines);
    const { run } = await world.take(wish());
    expect(await world.standing()).toHaveLength(10);
    expect((await world.lines(run)).filter((line) => line.startsWith("skipped hold-quota"))).toHaveLength(2);
  });

  it("may come as a webhook", async () => {
    const hook = byTicket({ on: { kind: "webhook", source: "jira", when: null } });
    const world = worldWith([hook]);
    await world.take(webhook({ server: "nb-1", span: "1h", requester: "u-2" }, "jira"));
    expect(await world.standing()).toMatchObject([{ owner: "jira:u-2", reason: "jira", until: at(HOUR) }]);
  });
});

describe("a ticket that asks for less or for more", () => {
  it("extends and releases a hold", async () => {
    const forms = (["extend", "release"] as const).map((verb) =>
      byTicket({
        name: verb,
        on: { kind: "ticket", source: "jira", when: `event.form == "${verb}"` },
        action: { verb, parameters: verb === "extend" ? { for: "1h" } : {} },
        parametersFrom: {},
      }),
    );
    const world = worldWith([byTicket(), ...forms]);
    const ask = (form: string, id: string) => world.take({ ...wish({ form, transition: id }), id });
    await ask("hold", "d-1");
    world.clock.nowMs += 1;
    await ask("extend", "d-2");
    expect(await world.standing()).toMatchObject([{ until: at(3 * HOUR) }]);
    world.clock.nowMs += 1;
    await ask("release", "d-3");
    expect(await world.standing()).toEqual([]);
  });

  it("rebuilds one machine and holds another in the same run", async () => {
    const both = [
      byTicket({ on: { kind: "ticket", source: "jira", when: null } }),
      rebuildPolicy({ where: 'id == "ds-1"' }),
    ];
    const world = worldWith(both, [notebook(), server()]);
    const { run } = await world.take(wish());
    const entries = await world.finish(run);
    expect(entries.filter(({ reason }) => reason === "hold-set")).toHaveLength(1);
    expect(
      entries.filter(({ phase, action }) => phase === "succeeded" && action === "reinstall-os"),
    ).toHaveLength(1);
    expect(entries.filter(({ phase }) => phase === "decided")).toHaveLength(1);
    expect(await world.standing()).toHaveLength(1);
  });
});

describe("words in a chat for which a policy waits", () => {
  it("hold a machine for whoever may hold it", async () => {
    const slack = SourceConfig.parse({
      ...{ name: "slack", scheme: "slack", secrets: [], people: { U1: "anna" } },
      rules: [{ who: ["U1"], effect: "may", verbs: ["hold"], where: null, during: null, zone: "UTC" }],
    });
    const keep = byTicket({
      on: { kind: "chat", source: "slack", when: 'event.text == "we train tonight"' },
      where: 'id == "nb-1"',
      action: { verb: "hold", parameters: { for: "8h" } },
      parametersFrom: {},
    });
    const world = createWorld({ config: { policies: [keep], sources: [slack] }, machines: [notebook()] });
    const said = (user: string) => ({
      ...{
        specversion: "1.0" as const,
        id: `said-by-${user}`,
        source: "slack",
        time: at(),
        trigger: "webhook" as const,
      },
      type: "chat.message" as const,
      data: {
        platform: "slack" as const,
        team: "T1",
        user,
        channel: "C1",
        text: "we train tonight",
        action: null,
      },
    });
    await world.take(said("U2"));
    expect(await world.store.listHolds(world.clock.nowMs)).toEqual([]);
    await world.take(said("U1"));
    expect(await world.store.listHolds(world.clock.nowMs)).toMatchObject([
      { owner: "anna", reason: "slack: we train tonight", until: at(8 * HOUR) },
    ]);
  });
});
