import { expect, it } from "vitest";
import { renderDiscord } from "../../../../lib/clients/channels/render-discord.ts";
import { noticeOf } from "../../../fixtures/outgoing.ts";

it("an answer has embeds and buttons", () => {
  expect(renderDiscord([noticeOf({ lines: ["idle"] })], { buttons: true })).toEqual({
    allowed_mentions: { parse: [] },
    embeds: [{ title: "nb\\-1 stops in 30 minutes", description: "idle", color: 0xe0a030 }],
    components: [
      {
        type: 1,
        components: [
          { type: 2, style: 1, label: "Extend", custom_id: "extend nb-1 for 2h" },
          { type: 2, style: 4, label: "Stop now", custom_id: "stop nb-1" },
        ],
      },
    ],
  });
});

it("a command of more than 100 characters is written out", () => {
  const command = `stop ${"n".repeat(96)}`;
  const message = renderDiscord([noticeOf({ buttons: [{ label: "Stop", command, style: "plain" }] })], {
    buttons: true,
  });
  expect(message).not.toHaveProperty("components");
  expect(JSON.stringify(message)).toContain("n".repeat(96));
});

it("a message has at most 25 buttons, and none of them twice", () => {
  const notices = Array.from({ length: 9 }, (_, place) =>
    noticeOf({
      buttons: Array.from({ length: 5 }, (_, index) => ({
        ...{ label: "Go", command: `stop nb-${place % 7}-${index}`, style: "plain" as const },
      })),
    }),
  );
  const message = renderDiscord(notices, { buttons: true }) as { components: { components: object[] }[] };
  expect(message.components).toHaveLength(5);
  const ids = [...JSON.stringify(message.components).matchAll(/"custom_id":"([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(25);
});

it("a channel's webhook has no buttons, calls nobody and shows names as they are", () => {
  const message = renderDiscord([noticeOf({ title: "@everyone *_x_* [a](https://b)" })]);
  expect(message).not.toHaveProperty("components");
  expect(message).toMatchObject({
    allowed_mentions: { parse: [] },
    embeds: [{ title: "\\@everyone \\*\\_x\\_\\* \\[a\\]\\(https\\://b\\)" }],
  });
});

it("a long list is cut where an embed ends", () => {
  const long = noticeOf({ lines: Array.from({ length: 60 }, () => "*".repeat(900)), buttons: [] });
  const message = renderDiscord([long]) as { embeds: { description: string }[] };
  expect(message.embeds[0]?.description.length).toBeLessThanOrEqual(4_096);
  expect(message.embeds[0]?.description).toMatch(/\\\*…$/);
});
