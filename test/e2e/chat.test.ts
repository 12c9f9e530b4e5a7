import { expect, it } from "vitest";
import { answersIn, CHAT_SECRETS, chatConfig, say } from "./support/chat-sender.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage } from "./support/open-stage.ts";
import { entriesOf, settle } from "./support/run-log.ts";

const opened = cleanUpAfterEach();

it("stops a machine once for who may, although Slack delivers it three times, and not at all for who may not", async () => {
  const stage = opened(await openStage({ yaml: chatConfig, env: { ...CHAT_SECRETS } }));
  const refused = await say(stage, "stop vision-elif-pretrain1", { user: "U1" });
  await stage.host.advance(refused.run);
  const told = await entriesOf(stage.host, refused.run);
  expect(told.find(({ reason }) => reason === "not-permitted")?.text).toMatch(/U1 may not stop: no rule of/);
  expect(answersIn(told)).toHaveLength(1);
  expect(await stage.cloud.calls()).toEqual({});

  const stop = { user: "U2", id: "trigger-1" };
  const first = await say(stage, "stop vision-anna-train1", stop);
  for (let times = 0; times < 2; times += 1) await say(stage, "stop vision-anna-train1", stop);
  const entries = await settle(stage.host, first.run, { clock: stage.clock });
  expect(new Set(stage.server.kicked)).toEqual(new Set([refused.run, first.run]));
  expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
  expect(await stage.cloud.writes()).toEqual(["StopNotebook 101"]);
});
