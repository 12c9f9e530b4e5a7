import { expect, it } from "vitest";
import { WORDS } from "../../lib/core/chat/words.ts";
import { CHAT_WORDS, type ChatWord, LANGUAGES } from "../../lib/domain/chat.ts";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { SAMPLE_FLEET } from "../../lib/emulator/sample-fleet.ts";
import { answersIn, CHAT_SECRETS, chatConfig, say } from "./support/chat-sender.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { settle } from "./support/run-log.ts";

const opened = cleanUpAfterEach();

/** The second notebook gets the name of the first. */
const TWINS = {
  ...SAMPLE_FLEET,
  machines: (SAMPLE_FLEET.machines ?? []).map((machine) =>
    machine.name === "vision-bruno-trial1" ? { ...machine, name: "vision-anna-train1" } : machine,
  ),
};

const start = async (fleet = SAMPLE_FLEET) =>
  opened(await openStage({ yaml: chatConfig, env: { ...CHAT_SECRETS }, fleet }));

/** Says something, and goes on with it until it has ended. */
async function said(stage: Stage, text: string, user = "U1"): Promise<readonly StatusEntry[]> {
  const { run } = await say(stage, text, { user });
  return settle(stage.host, run, { clock: stage.clock });
}

const CHANGES = /^(Stop|Start|Delete|Create|Renew|Batch|Reinstall)/;

async function changes({ cloud }: Stage): Promise<readonly string[]> {
  return (await cloud.writes()).filter((line) => CHANGES.test(line));
}

it("sends nothing for somebody who may not, and the log says why", async () => {
  const stage = await start();
  const entries = await said(stage, "stop vision-elif-pretrain1");
  expect(entries.find(({ reason }) => reason === "not-permitted")?.text).toBe(
    "slack:T0TEST/U1 may not stop: no rule of sources.slack.rules says that they may",
  );
  expect(answersIn(entries)).toMatchObject([{ title: "You may not stop vision-elif-pretrain1 from here." }]);
  expect(await stage.cloud.calls()).toEqual({});
});

it("asks back for a name that two machines have, and does what the button says", async () => {
  const stage = await start(TWINS);
  const entries = await said(stage, "stop vision-anna-train1", "U2");
  const [answer] = answersIn(entries);
  expect(answer?.buttons.map(({ label }) => label)).toHaveLength(2);
  expect(await changes(stage)).toEqual([]);
  await said(stage, answer?.buttons[1]?.command ?? "", "U2");
  expect(await changes(stage)).toEqual(["StopNotebook 102"]);
});

it("lets an owner hold and extend her own machine, in Chinese too, and nothing of others", async () => {
  const stage = await start();
  const entries = await said(stage, "延长 vision-anna-train1 2小时");
  expect(answersIn(entries)).toMatchObject([
    { language: "zh", title: expect.stringContaining("Asia/Shanghai") },
  ]);
  const [hold] = await stage.store.listHolds(stage.clock.now());
  expect(hold).toMatchObject({ owner: "anna", resource: expect.stringContaining("000101") });
  const others = await said(stage, "hold vision-bruno-trial1 2h because demo");
  expect(others.find(({ reason }) => reason === "not-permitted")).toBeDefined();
  expect(await changes(stage)).toEqual([]);
});

it("takes no free word for an order or a yes, and answers questions", async () => {
  const stage = await start();
  const asked = await say(stage, "rebuild ops-rebuild-1 key ops", { user: "U2" });
  expect((await stage.host.advance(asked.run)).status).toBe("waiting");
  for (const text of ["yes", "ok", "please do", "是"]) {
    const entries = await said(stage, text, "U2");
    expect(entries.find(({ phase }) => phase === "skipped")?.reason).toBe("not-understood");
  }
  expect((await stage.host.advance(asked.run)).status).toBe("waiting");
  const [status] = answersIn(await said(stage, "status"));
  expect(status?.title).toMatch(/^\d+ machines, \d+ running$/);
  expect(status?.lines.join("\n")).toContain(asked.run);
  expect(await changes(stage)).toEqual([]);
});

/** What each word is followed by. */
const REST: Readonly<Record<ChatWord, string>> = {
  ...{ status: "", why: "vision-anna-train1", help: "", pause: "", resume: "" },
  ...{ stop: "vision-elif-pretrain1", start: "genome-kira-old1", rebuild: "ops-rebuild-1 key ops" },
  ...{ extend: "vision-anna-train1 2h", hold: "vision-anna-train1 2h", release: "vision-anna-train1" },
  ...{ create: "notebook name=nb-9", undo: "nothing-1" },
  ...{ approve: "nothing-1 0123abcd", deny: "nothing-1", confirm: "nothing-1 0123abcd" },
};

const EVERYBODY: readonly ChatWord[] = ["status", "why", "help"];
const OWNER: readonly ChatWord[] = [...EVERYBODY, "extend", "hold", "release"];
const OPS: readonly ChatWord[] = [...EVERYBODY, "stop", "start", "rebuild", "pause", "resume"];

/** Why nothing came of a word that may be said: there is no such run. */
const NO_RUN: readonly ChatWord[] = ["undo", "approve", "deny", "confirm"];

it.each(LANGUAGES)("lets everybody do what they may and nothing else, in %s", async (language) => {
  const people = [
    { user: "U9", may: EVERYBODY },
    { user: "U1", may: OWNER },
    { user: "U2", may: OPS },
  ];
  for (const { user, may } of people) {
    const stage = await start();
    for (const word of CHAT_WORDS.filter((one) => !NO_RUN.includes(one))) {
      const { run } = await say(stage, `${WORDS[language][word]} ${REST[word]}`.trim(), { user });
      await stage.host.advance(run);
      const entries = (await stage.store.read(run))?.entries ?? [];
      const refused = entries.some(({ reason }) => reason === "not-permitted");
      expect({ user, word, refused }).toEqual({ user, word, refused: !may.includes(word) });
      const [answer] = answersIn(entries);
      if (answer) expect(answer.language).toBe(language);
    }
    if (user !== "U2") expect(await changes(stage)).toEqual([]);
  }
});

it.each(NO_RUN)("says that there is no such run: %s", async (word) => {
  const stage = await start();
  const entries = await said(stage, `${word} ${REST[word]}`, "U2");
  expect(answersIn(entries)).toHaveLength(1);
  expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "nothing-to-do" });
  expect(await changes(stage)).toEqual([]);
});

it("rebuilds once when the one who asked confirms exactly that plan, however often", async () => {
  const stage = await start();
  const asked = await say(stage, "rebuild ops-rebuild-1 key ops", { user: "U2" });
  await stage.host.advance(asked.run);
  const waits = (await stage.store.read(asked.run))?.entries.find(
    ({ reason }) => reason === "awaiting-approval",
  );
  const plan = (await stage.store.read(asked.run))?.entries.flatMap(
    ({ details }) => details["code"] ?? [],
  )[0];
  expect(waits).toBeDefined();
  const wrong = await said(stage, `confirm ${asked.run} ${plan}`, "U1");
  expect(answersIn(wrong)[0]?.title).toMatch(/^You may not confirm/);
  for (let times = 0; times < 3; times += 1) await said(stage, `confirm ${asked.run} ${plan}`, "U2");
  await settle(stage.host, asked.run, { clock: stage.clock });
  expect(await changes(stage)).toEqual(
    ["StopDevServer 220", "ReinstallDevServerOS 220", "StopDevServer 220"].slice(0, 2),
  );
});

it("does by a sender that does not sign what it says only what can be done again", async () => {
  const stage = await start();
  const by = { user: "U2", platform: "dingtalk" } as const;
  const rebuild = await say(stage, "rebuild ops-rebuild-1 key ops", by);
  const refused = await settle(stage.host, rebuild.run, { clock: stage.clock });
  expect(refused.find(({ reason }) => reason === "not-permitted")?.text).toContain(
    "sources.dingtalk does not sign what it says",
  );
  const stop = await say(stage, "停止 vision-anna-train1", by);
  await settle(stage.host, stop.run, { clock: stage.clock });
  expect(await changes(stage)).toEqual(["StopNotebook 101"]);
});
