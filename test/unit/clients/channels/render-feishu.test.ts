import { expect, it } from "vitest";
import { renderFeishu } from "../../../../lib/clients/channels/render-feishu.ts";
import { noticeOf } from "../../../fixtures/outgoing.ts";

const plain = (content: string) => ({ tag: "plain_text", content });

it("an app's card has buttons that carry commands", () => {
  expect(renderFeishu([noticeOf()], { buttons: true })).toEqual({
    config: { wide_screen_mode: true },
    header: { title: plain("nb-1 stops in 30 minutes"), template: "orange" },
    elements: [
      { tag: "div", text: plain("idle since 14:00\nowner: anna") },
      {
        tag: "action",
        actions: [
          {
            ...{ tag: "button", text: plain("Extend"), type: "primary" },
            value: { command: "extend nb-1 for 2h" },
          },
          { tag: "button", text: plain("Stop now"), type: "danger", value: { command: "stop nb-1" } },
        ],
      },
    ],
  });
});

it("a robot's card writes commands out", () => {
  const card = JSON.stringify(renderFeishu([noticeOf()]));
  expect(card).not.toContain('"button"');
  expect(card).toContain('write \\"stop nb-1\\"');
});

it("everything is plain text, so that <at> calls nobody", () => {
  const card = renderFeishu([noticeOf({ title: '<at id="all"></at>', lines: ["<at user_id=all>"] })], {
    buttons: true,
  });
  const tags = [...JSON.stringify(card).matchAll(/"tag":"(\w+)"/g)].map(([, tag]) => tag);
  expect(tags).not.toContain("lark_md");
  expect(tags).not.toContain("markdown");
});
