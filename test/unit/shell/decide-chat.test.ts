import { describe, expect, it } from "vitest";
import type { AccessRule } from "../../../lib/domain/access.ts";
import type { Config } from "../../../lib/domain/config.ts";
import { Notice } from "../../../lib/domain/notice.ts";
import type { StatusEntry } from "../../../lib/domain/status.ts";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { answerPlan } from "../../../lib/shell/answer-plan.ts";
import { approvals, approvedRebuild } from "../../fixtures/approvals.ts";
import { chat, chatSource, rule } from "../../fixtures/chats.ts";
import { policy, rulebook, tick, ticket } from "../../fixtures/policies.ts";
import { at, HOUR, MINUTE, notebook, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, type WorldOptions } from "./world.ts";

const OBSERVES = policy({ mode: "observe", warnMs: [] });

function world(rules: readonly AccessRule[] = [], options: WorldOptions = {}) {
  const config: Partial<Config> = {
    sources: [chatSource({ rules: [...rules] })],
    teams: { vision: { members: ["anna"], zone: "Europe/Berlin", calendar: null } },
    policies: [OBSERVES],
    ...options.config,
  };
  return createWorld({ machines: [notebook(), server()], ...options, config });
}

function answersIn(entries: readonly StatusEntry[]): readonly Notice[] {
  return entries.flatMap(({ details }) => Notice.safeParse(details["answer"]).data ?? []);
}

/** The one answer of a run. */
function answerIn(entries: readonly StatusEntry[]): Notice {
  const [answer, ...others] = answersIn(entries);
  if (!answer || others.length > 0) throw new Error(`${1 + others.length} answers`);
  return answer;
}

type World = ReturnType<typeof world>;

/** What was really done, in order. */
function doneIn({ cloud }: World): readonly string[] {
  return cloud.effects.map(({ verb, ref }) => `${verb} ${ref}`);
}

async function says(here: World, ...said: Parameters<typeof chat>) {
  const { run, status } = await here.take(chat(...said));
  const entries = await here.entries(run);
  return { run, status, entries, lines: await here.lines(run) };
}

describe("an order in a chat", () => {
  it("stops a machine once, however often it is delivered", async () => {
    const here = world([rule()]);
    const { run } = await here.take(chat("stop nb-1"));
    for (let times = 0; times < 2; times += 1) expect((await here.take(chat("stop nb-1"))).run).toBe(run);
    await here.finish(run);
    expect(doneIn(here)).toEqual(["stop prod/notebook/nb-1"]);
    expect(await here.lines(run)).toContain("planned requested stop nb-1");
  });

  it("sends nothing for somebody who may not, reads nothing, and says which rule there is none of", async () => {
    const here = world();
    const { entries, status } = await says(here, "stop nb-1", { user: "U2" });
    expect(status).toBe("finished");
    expect(doneIn(here)).toEqual([]);
    const refusal = entries.find(({ reason }) => reason === "not-permitted");
    expect(refusal).toMatchObject({ phase: "skipped", action: "stop" });
    expect(refusal?.text).toBe("slack:T1/U2 may not stop: no rule of sources.slack.rules says that they may");
    expect(answerIn(entries)).toMatchObject({ kind: "answer", title: "You may not stop nb-1 from here." });
  });

  it("says of a machine that somebody may not stop it, when others may be stopped", async () => {
    const here = world([rule({ where: 'kind == "dev-server"' })]);
    const { entries, lines } = await says(here, "stop nb-1");
    expect(doneIn(here)).toEqual([]);
    expect(lines).toContain("skipped not-permitted stop nb-1");
    expect(answerIn(entries).lines[0]).toMatch(/no rule of sources\.slack\.rules/);
  });

  it("asks back where several have the name, with a button for each", async () => {
    const twins = [notebook({ name: "twin" }), notebook({ id: "nb-2", name: "twin" })];
    const here = world([rule()], { machines: twins });
    const { entries, lines } = await says(here, "stop twin because I am done");
    expect(doneIn(here)).toEqual([]);
    expect(lines).toContain("skipped ambiguous stop");
    const { buttons, lines: choices } = answerIn(entries);
    expect(choices).toHaveLength(2);
    expect(buttons.map(({ command }) => command)).toEqual([
      "stop prod/notebook/nb-1 because I am done",
      "stop prod/notebook/nb-2 because I am done",
    ]);
    const [first] = buttons;
    const pressed = { action: { id: "b", value: first?.command ?? "" }, text: "stop twin", id: "press-1" };
    const { run } = await here.take(chat("…", pressed));
    await here.finish(run);
    expect(doneIn(here)).toEqual(["stop prod/notebook/nb-1"]);
  });

  it("never completes a name, and tells the nearest", async () => {
    const here = world([rule()]);
    const { entries } = await says(here, "stop vision-anna-nb-2");
    expect(doneIn(here)).toEqual([]);
    expect(answerIn(entries).title).toBe(
      "There is no machine vision-anna-nb-2. Did you mean vision-anna-nb-1?",
    );
    expect(answerIn(entries).buttons).toEqual([]);
  });

  it("asks back before it rebuilds by a name, where a list could not be read", async () => {
    const here = world([rule({ verbs: ["rebuild"] })]);
    here.cloud.listing.doubt = "the list is short";
    const { entries } = await says(here, "rebuild vision-anna-ds-1 key ops");
    expect(doneIn(here)).toEqual([]);
    expect(answerIn(entries).buttons.map(({ command }) => command)).toEqual([
      "rebuild prod/dev-server/ds-1 key ops",
    ]);
  });

  it.each([
    ["rebuild ds-1 key other", "vision-anna-ds-1: no rebuild: "],
    ["重装 ds-1 密钥 other", ""],
  ])(
    "refuses a key pair that the policy fixes otherwise, and says what to say instead: %s",
    async (text, title) => {
      const on = { kind: "request", verbs: ["reinstall-os"], from: ["slack"] } as const;
      const byChat = approvedRebuild({
        name: "by-chat",
        on: { ...on, verbs: [...on.verbs], from: [...on.from] },
      });
      const policies = [{ ...byChat, where: null, approve: null }];
      const rules = [rule({ verbs: ["rebuild"] })];
      const here = world(rules, { config: { policies, sources: [chatSource({ rules })] } });
      const why = "you said key other, but policy by-chat takes key ops: say key ops, or leave it out";
      const { entries, status } = await says(here, text);
      expect(status).toBe("finished");
      expect(entries.find(({ reason }) => reason === "invalid-parameters")).toMatchObject({ text: why });
      const answer = answerIn(entries);
      expect([answer.title, ...answer.lines].join("\n")).toContain(`${title}${why}`);
      for (const [index, meant] of ["rebuild ds-1 key ops", "rebuild ds-1"].entries()) {
        expect((await says(here, meant, { id: `meant-${index}` })).status).toBe("waiting");
      }
    },
  );

  it("asks to confirm what can happen only once, and takes no free word for it", async () => {
    const here = world([rule({ verbs: ["rebuild"] })]);
    const { run } = await here.take(chat("rebuild ds-1 key ops"));
    expect(doneIn(here)).toEqual([]);
    const asked = (await here.entries(run)).find(({ reason }) => reason === "awaiting-approval");
    expect(asked).toBeDefined();
    for (const text of ["yes", "ok", "confirm", "👍", `confirm ${run}`]) {
      await here.take(chat(text, { id: text }));
      await here.pass(run);
    }
    expect(doneIn(here)).toEqual([]);
    const code = (await here.entries(run)).flatMap(({ details }) => details["code"] ?? [])[0];
    const { buttons } = answerIn((await says(here, "status", { id: "look-1" })).entries);
    expect(buttons.map(({ command }) => command)).toContain(`confirm ${run} ${code}`);
    const { entries } = await says(here, `confirm ${run} ${code}`, { id: "yes-1" });
    expect(answerIn(entries).title).toBe(
      `${run} is confirmed; it is looked at once more, and what came of it follows.`,
    );
    // It goes on at once, without waiting for the next sweep.
    expect(doneIn(here)).toHaveLength(1);
  });

  it("takes no yes by the other word from somebody who may never say the one that it counts as", async () => {
    const [ticketing] = approvals().sources ?? [];
    const rules = [rule({ who: ["U2"], effect: "never", verbs: ["approve"] })];
    const people = { U1: "olga", U2: "otto" };
    const sources = [...(ticketing ? [ticketing] : []), chatSource({ rules, people })];
    const here = world([], { config: approvals({ sources }) });
    const { run } = await here.take(ticket({ by: "u-anna" }));
    const code = (await here.entries(run)).flatMap(({ details }) => details["code"] ?? [])[0];
    for (const word of ["approve", "confirm"]) {
      const { lines } = await says(here, `${word} ${run} ${code}`, { user: "U2", id: word });
      expect(lines).toContain(`skipped not-permitted ${word}`);
    }
    await here.pass(run);
    expect(doneIn(here)).toEqual([]);
    await says(here, `confirm ${run} ${code}`, { id: "yes-1" });
    expect((await here.finish(run)).at(-1)).toMatchObject({ reason: "done" });
  });

  it("is judged by the rules as they are when it is confirmed: who has left by then may no more", async () => {
    const rules = [rule({ verbs: ["rebuild"], who: ["U1"] })];
    const before = world(rules);
    const { run } = await before.take(chat("rebuild ds-1 key ops"));
    const code = (await before.entries(run)).flatMap(({ details }) => details["code"] ?? [])[0];
    const identity = before.ports().rulebook.access.identity(chat("confirm"));
    await answerPlan(before.ports(), { run, code: String(code), yes: true, identity });
    const sources = [chatSource({ rules, people: { U2: "ben" } })];
    const after = world([], { wrap: () => before.store, config: { sources, teams: {} } });
    await after.pass(run);
    expect(await before.lines(run)).toContain("skipped not-permitted rebuild");
    expect((await before.entries(run)).at(-1)).toMatchObject({ phase: "finished", reason: "nothing-to-do" });
    expect([...doneIn(before), ...doneIn(after)]).toEqual([]);
  });

  it("goes by the policies that let the source ask for the verb", async () => {
    const onlyServers = policy({
      ...{ name: "by-chat", on: { kind: "request", verbs: ["stop"], from: ["slack"] }, action: null },
      resources: ["notebook", "dev-server"],
      where: 'kind == "dev-server"',
    });
    const here = world([rule()], { config: { policies: [onlyServers] } });
    const { entries, lines } = await says(here, "stop nb-1");
    expect(lines).toContain("skipped where-false stop nb-1");
    expect(answerIn(entries).title).toMatch(/^vision-anna-nb-1: no stop: not so/);
    const { run } = await here.take(chat("stop ds-1", { id: "msg-2" }));
    await here.finish(run);
    expect(doneIn(here)).toEqual(["stop prod/dev-server/ds-1"]);
  });

  it("lets a policy name words of its own, for those who may", async () => {
    const when = 'event.text == "clean up"';
    const cleans = policy({ name: "clean", on: { kind: "chat", source: "slack", when } });
    const here = world([rule({ who: ["U2"] })], { config: { policies: [cleans] } });
    expect((await says(here, "clean up")).lines).toContain("skipped not-permitted stop nb-1");
    expect((await says(here, "clean", { user: "U2", id: "msg-2" })).lines).toContain(
      "skipped not-understood",
    );
    expect(doneIn(here)).toEqual([]);
    const { run } = await here.take(chat("clean up", { user: "U2", id: "msg-3" }));
    await here.finish(run);
    expect(doneIn(here)).toEqual(["stop prod/notebook/nb-1"]);
  });

  it("keeps to the wall and to the guards", async () => {
    const here = world([rule()], { config: { allow: ["start"] } });
    expect((await says(here, "stop nb-1")).lines).toContain("skipped not-allowed stop nb-1");
    await here.store.putHold({
      ...{ resource: "prod/notebook/nb-1", owner: "ben", reason: "demo", run: "r" },
      ...{ createdAt: at(), until: at(HOUR) },
    });
    const held = await says(here, "stop nb-1", { id: "msg-2" });
    expect(answerIn(held.entries).title).toMatch(/no stop: held by ben until/);
  });

  it("orders what a rule lets somebody order, and nothing else", async () => {
    const policies = [OBSERVES];
    const here = world([rule({ verbs: ["create"], where: 'target == "lab"' })], { config: { policies } });
    const { entries } = await says(here, "create notebook name=nb-9");
    expect(doneIn(here)).toEqual([]);
    expect(entries.find(({ reason }) => reason === "not-permitted")?.text).toMatch(/sources\.slack\.rules/);
  });
});

describe("an exception asked for in a chat", () => {
  it("lets owners extend and hold their own machines, and tells the end by their clock", async () => {
    const here = world();
    const { entries } = await says(here, "extend nb-1 2h");
    expect(answerIn(entries).title).toBe(
      "vision-anna-nb-1 goes on until Thu 15:00 Europe/Berlin (14:00 UTC).",
    );
    expect(await here.store.listHolds(here.clock.nowMs)).toMatchObject([
      { owner: "anna", until: at(2 * HOUR) },
    ]);
  });

  it("answers in Chinese whoever speaks Chinese", async () => {
    const here = world();
    const { entries } = await says(here, "保留 nb-1 2小时 因为 训练未完成");
    expect(answerIn(entries)).toMatchObject({ language: "zh" });
    expect(answerIn(entries).title).toBe("vision-anna-nb-1 已保留到 周四 15:00 Europe/Berlin（14:00 UTC）。");
  });

  it("is refused for a machine of somebody else", async () => {
    const here = world();
    const { lines } = await says(here, "hold nb-1 2h", { user: "U2" });
    expect(lines).toContain("skipped not-permitted hold nb-1");
    expect(await here.store.listHolds(here.clock.nowMs)).toEqual([]);
  });

  it("counts by person, whatever the id", async () => {
    const limits = { ...rulebook().config.limits, holdsPerOwner: 1 };
    const machines = [notebook(), notebook({ id: "nb-2" })];
    const sources = [chatSource({ people: { U1: "anna", U5: "anna" } })];
    const here = world([], { machines, config: { limits, sources } });
    await says(here, "hold nb-1 2h");
    const { lines } = await says(here, "hold nb-2 2h", { user: "U5", id: "msg-2" });
    expect(lines).toContain("skipped hold-quota hold nb-2");
  });
});

describe("a question in a chat", () => {
  it("is answered to everybody", async () => {
    const here = world();
    const { entries, status } = await says(here, "status", { user: "U9" });
    expect(status).toBe("finished");
    expect(answerIn(entries)).toMatchObject({ kind: "answer", title: "2 machines, 2 running" });
  });

  it("shows what is pending, held and paused, by the clock of whoever asks", async () => {
    const policies = [policy({ warnMs: [30 * MINUTE] })];
    const here = world([], { config: { policies } });
    await here.take(tick());
    await here.store.putHold({
      ...{ resource: "prod/dev-server/ds-1", owner: "ben", reason: "demo", run: "r" },
      ...{ createdAt: at(), until: at(HOUR) },
    });
    await here.store.writePause({ paused: true, why: "release week", by: "ops", at: at(-HOUR) });
    const { lines, buttons } = answerIn((await says(here, "status")).entries);
    expect(lines).toEqual(
      expect.arrayContaining([
        "Paused by ops, Thu 12:00 Europe/Berlin (11:00 UTC): release week. Nothing is sent until somebody says resume.",
        "vision-anna-nb-1: will be stopped Thu 13:30 Europe/Berlin (12:30 UTC) by nights.",
        "vision-anna-ds-1: held by ben until Thu 14:00 Europe/Berlin (13:00 UTC): demo",
      ]),
    );
    expect(buttons.map(({ command }) => command)).toEqual(["resume", "extend prod/notebook/nb-1 2h"]);
  });

  it("tells of one machine how it stands, and why", async () => {
    const here = world();
    const status = answerIn((await says(here, "status nb-1")).entries);
    expect(status.title).toBe("vision-anna-nb-1: running, anna, vision, prod/notebook/nb-1");
    const why = answerIn((await says(here, "why nb-1", { id: "msg-2" })).entries);
    expect(why.title).toBe("Why vision-anna-nb-1 stands as it does");
    expect(why.lines).toContain("nights: stop (observes only): the policy applies");
  });

  it("lists the commands, or tells of one", async () => {
    const here = world();
    expect(answerIn((await says(here, "help")).entries).lines).toHaveLength(16);
    expect(answerIn((await says(here, "帮助 停止", { id: "msg-2" })).entries).language).toBe("zh");
  });

  it.each(["yes", "please stop nb-1", "stop", "", "stop nb-1 nb-2"])(
    "does nothing for %j, and says so",
    async (text) => {
      const here = world([rule({ verbs: ["*"] })]);
      const { entries, lines } = await says(here, text);
      expect(doneIn(here)).toEqual([]);
      expect(lines.some((line) => line.startsWith("skipped not-understood"))).toBe(true);
      expect(answerIn(entries).kind).toBe("answer");
    },
  );

  it("can be forbidden", async () => {
    const here = world([rule({ effect: "never", verbs: ["*"], who: ["U9"] })]);
    const { lines } = await says(here, "status", { user: "U9" });
    expect(lines).toContain("skipped not-permitted status");
  });
});

describe("the switch in a chat", () => {
  it("is turned by rule only, and keeps who and why", async () => {
    const here = world([rule({ verbs: ["pause", "resume"], who: ["U1"] })]);
    expect((await says(here, "pause because release week", { user: "U2" })).lines).toContain(
      "skipped not-permitted pause",
    );
    expect((await here.store.readPause()).paused).toBe(false);
    await says(here, "pause because release week", { id: "msg-2" });
    expect(await here.store.readPause()).toMatchObject({ paused: true, why: "release week", by: "anna" });
    const { entries } = await says(here, "resume", { id: "msg-3" });
    expect(answerIn(entries).title).toBe("No longer paused.");
    expect((await here.store.readPause()).paused).toBe(false);
  });

  it("never takes back what somebody said later", async () => {
    const here = world([rule({ verbs: ["resume"] })]);
    const { run } = await acceptEvent(chat("resume"), here.ports());
    await here.store.writePause({ paused: true, why: "fire", by: "ops", at: at(MINUTE) });
    await here.pass(run);
    expect(await here.store.readPause()).toMatchObject({ paused: true, why: "fire" });
  });

  it("lets an order wait and says so, and lets exceptions and questions through", async () => {
    const here = world([rule({ verbs: ["stop", "resume"] })]);
    await here.store.writePause({ paused: true, why: "fire", by: "ops", at: at() });
    const order = await says(here, "stop nb-1");
    expect(order.status).toBe("stopped");
    expect(answerIn(order.entries).title).toBe("vision-anna-nb-1: stop waits: Curfew is paused.");
    await here.pass(order.run);
    expect(answersIn(await here.entries(order.run))).toHaveLength(1);
    expect((await says(here, "extend nb-1 1h", { id: "msg-2" })).status).toBe("finished");
    await says(here, "release nb-1", { id: "msg-3" });
    await says(here, "resume", { id: "msg-4" });
    await here.finish(order.run);
    expect(doneIn(here)).toEqual(["stop prod/notebook/nb-1"]);
  });
});

describe("undo in a chat", () => {
  async function stoppedBy(user: string, rules: readonly AccessRule[] = []) {
    const here = world([rule(), ...rules]);
    const { run } = await here.take(chat("stop nb-1", { user }));
    await here.finish(run);
    return { here, run };
  }

  it("brings back what the same person stopped", async () => {
    const { here, run } = await stoppedBy("U1");
    const undo = await here.take(chat(`undo ${run}`, { id: "undo-1" }));
    const entries = await here.finish(undo.run);
    expect(doneIn(here)).toEqual(["stop prod/notebook/nb-1", "start prod/notebook/nb-1"]);
    expect(entries.find(({ phase }) => phase === "decided")?.details).toMatchObject({ undoes: run });
    const again = await says(here, `undo ${undo.run}`, { id: "undo-2" });
    expect(answerIn(again.entries).title).toMatch(/an undo is not undone/);
  });

  it("leaves what others did to those whom a rule lets", async () => {
    const { here, run } = await stoppedBy("U1");
    expect((await says(here, `undo ${run}`, { user: "U2", id: "undo-1" })).lines).toContain(
      "skipped not-permitted undo",
    );
    const { here: there, run: theirs } = await stoppedBy("U1", [rule({ verbs: ["undo"], who: ["U2"] })]);
    const undo = await there.take(chat(`undo ${theirs}`, { user: "U2", id: "undo-1" }));
    await there.finish(undo.run);
    expect(doneIn(there)).toEqual(["stop prod/notebook/nb-1", "start prod/notebook/nb-1"]);
  });

  it("does not start what somebody may never start", async () => {
    const { here, run } = await stoppedBy("U1", [rule({ effect: "never", verbs: ["start"] })]);
    const { lines } = await says(here, `undo ${run}`, { id: "undo-1" });
    expect(lines).toContain("skipped not-permitted start nb-1");
    expect(doneIn(here)).toHaveLength(1);
  });

  it("says that there is no such run", async () => {
    const here = world();
    const { entries } = await says(here, "undo nothing-1");
    expect(answerIn(entries).title).toMatch(/There is no run nothing-1/);
  });
});

it("changes nothing in a dry run", async () => {
  const here = world([rule({ verbs: ["*"] })], { machines: [stopped(notebook())] });
  await here.take(chat("pause"), { dryRun: true });
  await here.take(chat("hold nb-1 2h", { id: "msg-2" }), { dryRun: true });
  await here.take(chat("start nb-1", { id: "msg-3" }), { dryRun: true });
  expect((await here.store.readPause()).paused).toBe(false);
  expect(await here.store.listHolds(here.clock.nowMs)).toEqual([]);
  expect(doneIn(here)).toEqual([]);
});
