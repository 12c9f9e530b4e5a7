import { expect, it } from "vitest";
import { renderDingtalk } from "../../../../lib/clients/channels/render-dingtalk.ts";
import { noticeOf } from "../../../fixtures/outgoing.ts";

const at = { atMobiles: [], atUserIds: [], isAtAll: false };

it("a group's robot writes commands out", () => {
  expect(renderDingtalk([noticeOf()])).toEqual({
    msgtype: "markdown",
    markdown: {
      title: "nb-1 stops in 30 minutes",
      text: '**nb-1 stops in 30 minutes**\n\nidle since 14:00\n\nowner: anna\n\nExtend: write "extend nb-1 for 2h"\n\nStop now: write "stop nb-1"',
    },
    at,
  });
});

it("in a conversation a link says the command, whatever stands in it", () => {
  const buttons = [{ label: "Stop [all]", command: "stop (nb)&x=1", style: "plain" as const }];
  expect(renderDingtalk([noticeOf({ lines: [], buttons })], { links: true })).toMatchObject({
    markdown: {
      text: "**nb-1 stops in 30 minutes**\n\n[Stop ［all］](dtmd://dingtalkclient/sendMessage?content=stop%20%28nb%29%26x%3D1)",
    },
  });
});

it("nobody is called, and no link or heading comes of a name", () => {
  const message = renderDingtalk([
    noticeOf({ title: "@all [a](https://b)", lines: ["# big", "![x](y)"], buttons: [] }),
  ]);
  expect(message).toMatchObject({
    markdown: { text: "**@all ［a］(https://b)**\n\n\\# big\n\n！［x］(y)" },
    at,
  });
});
