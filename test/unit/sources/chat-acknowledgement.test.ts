import { describe, expect, it } from "vitest";
import type { ChatMessage, ChatPlatform } from "../../../lib/domain/chat.ts";
import type { Notice } from "../../../lib/domain/notice.ts";
import { NOT_PAUSED } from "../../../lib/domain/pause.ts";
import { chatAcknowledgement, type Taken } from "../../../lib/sources/chat-acknowledgement.ts";

const PAUSED = { paused: true, why: "<!channel> audit", by: "ops", at: "2026-03-14T11:00:00.000Z" };

const message = (platform: ChatPlatform, more: Partial<ChatMessage> = {}): ChatMessage => ({
  ...{ platform, team: "T1", user: "U1", channel: "C1", text: "stop nb-1", action: null, reply: "v1.sealed" },
  ...more,
});
const taken = (more: Partial<Taken> = {}): Taken => ({
  outcome: "new",
  run: "r1",
  pause: NOT_PAUSED,
  ...more,
});
const button = { id: "b1", value: "approve r1 9f8e7d6c" };

function answered(said: ChatMessage, what: Taken = taken()) {
  const { status, headers, body } = chatAcknowledgement(said, what) ?? expect.fail("nothing");
  return { status, type: headers["content-type"], body: body === "" ? "" : JSON.parse(body) };
}
const JSON_200 = { status: 200, type: "application/json" };

describe("what a platform is answered at once", () => {
  it("a Slack command: a text for who typed it", () => {
    const body = { response_type: "ephemeral", text: "Heard. The answer follows." };
    expect(answered(message("slack"))).toEqual({ ...JSON_200, body });
  });

  it("a Slack button: nothing but that it came", () => {
    const empty = { status: 200, type: undefined, body: "" };
    expect(answered(message("slack", { action: button }))).toEqual(empty);
  });

  it("Discord: that an answer is being made, for the asker alone", () => {
    expect(answered(message("discord")).body).toEqual({ type: 5, data: { flags: 64 } });
    expect(answered(message("discord", { action: button })).body).toEqual({ type: 6 });
  });

  it("Discord where no answer can follow, or none will: the text itself, that calls nobody", () => {
    const { reply: _, ...mute } = message("discord");
    expect(answered(mute).body).toEqual({
      type: 4,
      data: { content: expect.stringContaining("run r1"), flags: 64, allowed_mentions: { parse: [] } },
    });
    for (const action of [null, button]) {
      const again = answered(message("discord", { action }), taken({ outcome: "finished" }));
      expect(again.body).toMatchObject({
        type: 4,
        data: { content: expect.stringContaining("nothing is done twice") },
      });
    }
  });

  it("Feishu: nothing for a message, a line over the card for a button", () => {
    expect(answered(message("feishu-lark")).body).toEqual({});
    const toast = { type: "info", content: "Heard. The answer follows." };
    expect(answered(message("feishu-lark", { action: button })).body).toEqual({ toast });
  });

  it("DingTalk and Teams: a message", () => {
    const content = "Heard. The answer follows.";
    expect(answered(message("dingtalk")).body).toEqual({ msgtype: "text", text: { content } });
    const { reply: _, ...mute } = message("microsoft-teams");
    expect(answered(mute).body).toEqual({
      ...{ type: "message", textFormat: "plain" },
      text: "Heard, as run r1. No answer can follow here: ask again with status or why.",
    });
  });

  it("WeCom: nothing, which ends its attempts; programs: what the endpoint says", () => {
    expect(answered(message("wecom"))).toEqual({ status: 200, type: undefined, body: "" });
    expect(chatAcknowledgement(message("webhook"), taken())).toBeNull();
  });
});

describe("what somebody else wrote, in Discord", () => {
  const content = (why: string): string => {
    const pause = { ...PAUSED, why, by: "@everyone" };
    const { data } = answered(message("discord"), taken({ pause })).body;
    expect(data.allowed_mentions).toEqual({ parse: [] });
    return data.content;
  };

  it("is shown as it stands: it neither calls, links nor looks like anything else", () => {
    expect(content("**audit** [now](https://a.example) <@1> `x`")).toBe(
      "Heard. The answer follows. Curfew is paused by \\@everyone \\(\\*\\*audit\\*\\* \\[now\\]\\(https\\://a.example\\) \\<\\@1\\> \\`x\\`\\)\\: nothing is sent to the cloud until it is resumed.",
    );
  });

  it("is cut where Discord would refuse the whole answer, and no escape in two", () => {
    const text = content("*".repeat(1_024));
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(text.endsWith("\\*…")).toBe(true);
  });
});

describe("what it says", () => {
  const text = (said: ChatMessage, what: Taken): string => answered(said, what).body.text;

  it("is in the speaker's language, also of a button", () => {
    expect(text(message("slack", { text: "停止 nb-1" }), taken())).toBe("收到，结果随后发送。");
    const pressed = message("feishu-lark", { text: "", action: { id: "b", value: "批准 r1 9f8e7d6c" } });
    expect(answered(pressed).body.toast.content).toBe("收到，结果随后发送。");
  });

  it("tells of a pause, without calling anybody", () => {
    expect(text(message("slack"), taken({ pause: PAUSED }))).toBe(
      "Heard. The answer follows. Curfew is paused by ops (&lt;!channel&gt; audit): nothing is sent to the cloud until it is resumed.",
    );
    expect(
      answered(message("feishu-lark", { action: button }), taken({ pause: PAUSED })).body.toast.type,
    ).toBe("warning");
  });

  it.each(["unfinished", "finished"] as const)("tells that the same delivery came before: %s", (outcome) => {
    expect(text(message("slack"), taken({ outcome }))).toBe("This was heard before; nothing is done twice.");
  });

  it("is the answer itself where the run was quick enough and nothing can follow", () => {
    const answer: Notice = {
      ...{ kind: "answer", language: "en", title: "2 machines, 1 running", lines: ["nb-1: running"] },
      ...{ buttons: [{ label: "Stop", command: "stop nb-1", style: "plain" }], run: "r1", facts: {} },
    };
    const { body } = answered(message("microsoft-teams"), taken({ answer }));
    expect(body.text).toBe("2 machines, 1 running\nnb-1: running\nStop: stop nb-1");
  });
});
