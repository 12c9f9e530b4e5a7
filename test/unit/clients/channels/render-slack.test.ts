import { expect, it } from "vitest";
import { renderSlack } from "../../../../lib/clients/channels/render-slack.ts";
import { noticeOf } from "../../../fixtures/outgoing.ts";

it("a notice is a section with buttons that carry commands", () => {
  expect(renderSlack([noticeOf()])).toEqual({
    text: "nb-1 stops in 30 minutes",
    blocks: [
      {
        type: "section",
        text: {
          ...{ type: "mrkdwn", verbatim: true },
          text: "*nb-1 stops in 30 minutes*\nidle since 14:00\nowner: anna",
        },
      },
      {
        type: "actions",
        elements: [
          {
            ...{ type: "button", action_id: "curfew-1-1", value: "extend nb-1 for 2h", style: "primary" },
            text: { type: "plain_text", text: "Extend", emoji: false },
          },
          {
            ...{ type: "button", action_id: "curfew-1-2", value: "stop nb-1", style: "danger" },
            text: { type: "plain_text", text: "Stop now", emoji: false },
          },
        ],
      },
    ],
  });
});

it("nobody is called by what a machine is named", () => {
  const { text, blocks } = renderSlack([noticeOf({ title: "<!channel> & <@U1>", lines: ["<!here|x>"] })]);
  expect(text).toBe("&lt;!channel&gt; &amp; &lt;@U1&gt;");
  expect(JSON.stringify(blocks)).not.toMatch(/<[!@#]/);
});

it("several notices are one message of at most 50 blocks, whose buttons have names of their own", () => {
  const { blocks } = renderSlack(Array.from({ length: 40 }, () => noticeOf()));
  expect(blocks.length).toBeLessThanOrEqual(50);
  const names = [...JSON.stringify(blocks).matchAll(/"action_id":"([^"]+)"/g)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(blocks.at(-1)).toMatchObject({ text: { text: "… and 25 more" } });
});

it("a section ends before its limit, and never within an entity", () => {
  const { blocks } = renderSlack([noticeOf({ lines: Array.from({ length: 60 }, () => "<".repeat(100)) })]);
  const text = (blocks[0] as { text: { text: string } }).text.text;
  expect(text.length).toBeLessThanOrEqual(3_000);
  expect(text).toMatch(/&lt;…$/);
  expect(text).not.toMatch(/&(?!lt;)/);
});
