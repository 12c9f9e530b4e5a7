import { expect, it } from "vitest";
import { renderTeams } from "../../../../lib/clients/channels/render-teams.ts";
import { noticeOf } from "../../../fixtures/outgoing.ts";

it("notices are an adaptive card of plain runs of text, without actions", () => {
  const run = (text: string, more = {}) => ({
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text, ...more }],
  });
  expect(renderTeams([noticeOf({ kind: "failed", lines: ["[a](https://b)"] })])).toEqual({
    type: "message",
    attachments: [
      {
        ...{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null },
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          ...{ type: "AdaptiveCard", version: "1.4" },
          body: [
            run("nb-1 stops in 30 minutes", { weight: "bolder", color: "attention" }),
            run("[a](https://b)"),
            run('Extend: write "extend nb-1 for 2h"'),
            run('Stop now: write "stop nb-1"'),
          ],
        },
      },
    ],
  });
});
