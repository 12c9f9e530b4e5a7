import { describe, expect, it } from "vitest";
import { requestEvent } from "../../lib/compose/node.ts";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage, type Stage, type StageOptions } from "./support/open-stage.ts";
import { STORY_ORDERS } from "./support/orders.ts";
import { endings, entriesOf, line, settle, story } from "./support/run-log.ts";
import { HOUR_MS, MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const ALLOW = ["stop", "create-notebook", "create-dev-server", "change-os"];
const WITH_DELETE = [...ALLOW, "delete"];
const CREATE = { match: { operation: "CreateDevServer" } } as const;
const [, { data: ORDER }] = STORY_ORDERS;

const start = async (options: StageOptions = {}) =>
  opened(await openStage({ policies: ["orders"], allow: WITH_DELETE, ...options }));

interface Machine {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

/** Orders so many servers called `vision-bruno-dev`, pay-per-use unless told otherwise. */
async function order(stage: Stage, parameters: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const data = { ...ORDER, parameters: { ...ORDER.parameters, ...parameters } };
  const event = requestEvent(data, { source: "inbox", nowMs: stage.clock.now(), id: "order-1" });
  return (await stage.host.accept(event)).run;
}

/** What the cloud has of the order, by name. */
async function made({ cloud }: Stage): Promise<readonly Machine[]> {
  const answer = await fetch(`${cloud.url}/_emulator/state`);
  const { resources } = (await answer.json()) as { readonly resources: readonly Machine[] };
  return resources
    .filter(({ name }) => name.startsWith("vision-bruno-dev-"))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const statuses = async (stage: Stage) => (await made(stage)).map(({ status }) => status);

/** Calls that could have changed something, in order. */
async function calls({ cloud }: Stage): Promise<readonly string[]> {
  return (await cloud.journal()).map(({ operation, status }) => `${operation} ${status}`);
}

const ofOrder = (entries: readonly StatusEntry[]) =>
  story(entries.filter(({ action }) => action === "create-dev-server"));

const outcomeOf = (entries: readonly StatusEntry[]) =>
  entries.findLast(({ action, phase }) => action === "create-dev-server" && phase !== "planned");

describe("an order of three servers", () => {
  it("is done when all three run", async () => {
    const stage = await start();
    const entries = await settle(stage.host, await order(stage, { count: 3 }), stage);
    expect(await calls(stage)).toEqual(["CreateDevServer 200"]);
    expect(await statuses(stage)).toEqual(["RUNNING", "RUNNING", "RUNNING"]);
    expect(outcomeOf(entries)).toMatchObject({
      phase: "succeeded",
      details: { machines: (await made(stage)).map(({ id }) => id) },
    });
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
    expect(endings(entries)).toBe(1);
  });

  it("is not done while one of them is not there yet", async () => {
    const stage = await start();
    const run = await order(stage, { count: 3 });
    await stage.host.advance(run);
    const [, , last] = await made(stage);
    stage.clock.advance(MINUTE_MS);
    await stage.cloud.patch(last?.id ?? "", { status: "CREATING" });
    expect((await stage.host.advance(run)).status).toBe("waiting");
    expect(ofOrder(await entriesOf(stage.host, run)).at(-1)).toMatch(/^accepted/);
    await stage.cloud.patch(last?.id ?? "", { status: "RUNNING" });
    expect((await stage.host.advance(run)).status).toBe("finished");
  });

  it("deletes the one that failed, and leaves the others and a neighbour of that name alone", async () => {
    const name = "vision-bruno-dev-1";
    const stage = await start({
      fleet: { machines: [{ kind: "dev-server", name, status: "CREATE_FAILED" }] },
    });
    await stage.cloud.fault({ ...CREATE, fault: "create-failed", machines: 1 });
    const run = await order(stage, { count: 3 });
    await stage.host.advance(run);
    const failing = (await made(stage)).find((machine) => machine.name.endsWith("-3"));
    const entries = await settle(stage.host, run, stage);
    expect(await calls(stage)).toEqual(["CreateDevServer 200", "DeleteDevServer 200"]);
    const deletion = (await stage.cloud.journal()).at(-1);
    expect(deletion?.path.split("/").at(-1)).toBe(failing?.id);
    const left = await made(stage);
    expect(left.filter((machine) => machine.name === name)).toMatchObject([{ status: "CREATE_FAILED" }]);
    expect(left.filter((machine) => machine.name !== name)).toMatchObject([
      { name: expect.stringMatching(/-1$/), status: "RUNNING" },
      { name: expect.stringMatching(/-2$/), status: "RUNNING" },
    ]);
    expect(outcomeOf(entries)).toMatchObject({ phase: "failed", reason: "partial" });
    expect(entries.map(line).slice(-5)).toEqual([
      `planned delete prod/dev-server/${failing?.id} in-order`,
      expect.stringMatching(/^submitting delete /),
      expect.stringMatching(/^accepted delete /),
      expect.stringMatching(/^succeeded delete .* confirmed$/),
      "finished some-failed",
    ]);
    expect(endings(entries)).toBe(1);
  });

  it("deletes a failed one that was bought by the month, too", async () => {
    const stage = await start();
    await stage.cloud.fault({ ...CREATE, fault: "create-failed" });
    const charging = { charging_mode: "PRE_PAID", period_num: 1, period_type: "MONTH" };
    const entries = await settle(stage.host, await order(stage, { charging_info: charging }), stage);
    expect(await calls(stage)).toEqual(["CreateDevServer 200", "DeleteDevServer 200"]);
    expect(await made(stage)).toEqual([]);
    expect(outcomeOf(entries)).toMatchObject({ phase: "failed", reason: "step-failed" });
  });

  it("says what to do about the one that failed where nothing may be deleted", async () => {
    const stage = await start({ allow: ALLOW });
    await stage.cloud.fault({ ...CREATE, fault: "create-failed", machines: 1 });
    const entries = await settle(stage.host, await order(stage, { count: 3 }), stage);
    expect(await calls(stage)).toEqual(["CreateDevServer 200"]);
    const [failed] = (await made(stage)).filter(({ status }) => status === "CREATE_FAILED");
    expect(outcomeOf(entries)?.text).toMatch(/^2 of 3 were made; /);
    expect(outcomeOf(entries)?.text).toContain(
      `add delete to allow: in the config, then curfew delete prod/dev-server/${failed?.id}`,
    );
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "some-failed" });
  });
});

describe("an order whose answer was lost", () => {
  it.each([1, 3])("is found by its name, and never sent again: %i", async (count) => {
    const stage = await start();
    await stage.cloud.fault({ ...CREATE, fault: "lost-answer-after-effect" });
    const entries = await settle(stage.host, await order(stage, count > 1 ? { count } : {}), stage);
    expect(await calls(stage)).toEqual(["CreateDevServer 200"]);
    expect(await statuses(stage)).toEqual(Array.from({ length: count }, () => "RUNNING"));
    expect(ofOrder(entries)).toContain("deferred create-dev-server +vision-bruno-dev answer-lost");
    expect(outcomeOf(entries)).toMatchObject({ phase: "succeeded", reason: "confirmed" });
  });

  it("has failed when it never arrived, and is not sent again either", async () => {
    const stage = await start();
    await stage.cloud.fault({ ...CREATE, fault: "lost-answer-before-effect" });
    const entries = await settle(stage.host, await order(stage), { ...stage, everyMs: MINUTE_MS });
    expect(await calls(stage)).toHaveLength(1);
    expect(outcomeOf(entries)).toMatchObject({ phase: "failed", reason: "call-failed" });
  });
});

describe("an order by the month, whose machine comes only after its order", () => {
  const MONTH = { charging_info: { charging_mode: "PRE_PAID", period_num: 1, period_type: "MONTH" } };

  async function startSlow(): Promise<Stage> {
    const stage = await start();
    const quirks = JSON.stringify({ prepaidOrderFirst: true });
    await fetch(`${stage.cloud.url}/_emulator/quirks`, { method: "POST", body: quirks });
    return stage;
  }

  it("is waited for by its order, and done when it runs", async () => {
    const stage = await startSlow();
    const run = await order(stage, MONTH);
    await stage.host.advance(run);
    const [accepted] = (await entriesOf(stage.host, run)).filter(({ phase }) => phase === "accepted");
    expect(accepted).toMatchObject({
      text: expect.stringMatching(/^the cloud took order CS/),
      details: { order: expect.stringMatching(/^CS/) },
    });
    expect(accepted?.details).not.toHaveProperty("created");
    expect(await made(stage)).toEqual([]);
    const entries = await settle(stage.host, run, stage);
    expect(outcomeOf(entries)).toMatchObject({ phase: "succeeded" });
    expect(await calls(stage)).toEqual(["CreateDevServer 200"]);
  });

  it("is not called failed while it may wait for payment: a person is sent to the billing centre", async () => {
    const stage = await startSlow();
    await stage.cloud.fault({ ...CREATE, fault: "lost-answer-before-effect" });
    const run = await order(stage, MONTH);
    await stage.host.advance(run);
    stage.clock.advance(HOUR_MS);
    expect((await stage.host.advance(run)).status).toBe("waiting");
    stage.clock.advance(MINUTE_MS);
    expect((await stage.host.advance(run)).status).toBe("waiting");
    expect((await entriesOf(stage.host, run)).at(-1)).toMatchObject({
      phase: "unknown",
      reason: "undecided",
      text: expect.stringContaining("billing centre"),
    });
    expect(await calls(stage)).toHaveLength(1);
  });
});

describe("an order that the cloud refuses", () => {
  it("is sent again after ten minutes where everything was sold out, and makes one server", async () => {
    const stage = await start();
    await stage.cloud.fault({ ...CREATE, fault: "sold-out", times: 2 });
    const run = await order(stage);
    for (let minute = 0; minute < 9; minute += 1) {
      await stage.host.advance(run);
      stage.clock.advance(MINUTE_MS);
    }
    expect(await calls(stage)).toEqual(["CreateDevServer 400"]);
    const entries = await settle(stage.host, run, { ...stage, everyMs: MINUTE_MS });
    expect(await calls(stage)).toEqual(["CreateDevServer 400", "CreateDevServer 400", "CreateDevServer 200"]);
    expect(await statuses(stage)).toEqual(["RUNNING"]);
    expect(outcomeOf(entries)).toMatchObject({ phase: "succeeded" });
  });

  it("is given up after a few tries where it stays sold out", async () => {
    const stage = await start();
    await stage.cloud.fault({ ...CREATE, fault: "sold-out", times: 100 });
    const entries = await settle(stage.host, await order(stage), { ...stage, everyMs: MINUTE_MS });
    expect(await calls(stage)).toHaveLength(5);
    expect(outcomeOf(entries)).toMatchObject({
      phase: "failed",
      reason: "call-failed",
      text: expect.stringMatching(/nothing was left of it at any of 5 tries$/),
    });
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "some-failed" });
  });

  it("is over where the quota is used up, and the log says the way out", async () => {
    const stage = await start();
    await stage.cloud.fault({ ...CREATE, fault: "quota" });
    const entries = await settle(stage.host, await order(stage), stage);
    expect(await calls(stage)).toEqual(["CreateDevServer 400"]);
    expect(outcomeOf(entries)).toMatchObject({
      phase: "rejected",
      text: expect.stringMatching(/the quota for dev-server in prod is used up: delete what nobody needs/),
    });
    expect(await made(stage)).toEqual([]);
  });
});
