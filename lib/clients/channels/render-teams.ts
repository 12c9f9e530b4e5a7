import type { LinkedNotice } from "./linked-notice.ts";
import { type Form, passagesOf, toneOf } from "./passages.ts";

/** A workflow takes 28 kB, structure included. */
const FORM: Form = { unit: "bytes", sizeMax: 14_000, titleMax: 300, passagesMax: 10 };
const COLOURS = { bad: "attention", doubtful: "warning", good: "good", plain: "default" } as const;

/** A run of text is shown as it is; a plain text block would read Markdown in it, links included. */
const run = (text: string, more: object = {}) => ({
  type: "RichTextBlock",
  inlines: [{ type: "TextRun", text, ...more }],
});

/**
 * Notices as an Adaptive Card in the envelope that a Teams workflow expects. A workflow hears of no button, so
 * there are none; commands are written out for the outgoing webhook, and links open.
 */
export function renderTeams(notices: readonly LinkedNotice[]): object {
  const { passages, more } = passagesOf(notices, FORM);
  const body = passages.flatMap(({ kind, title, text, links }) => [
    run(title, { weight: "bolder", color: COLOURS[toneOf(kind)] }),
    ...text.split("\n").flatMap((line) => (line === "" ? [] : [run(line)])),
    ...links.map(({ label, url }) => run(label, { selectAction: { type: "Action.OpenUrl", url } })),
  ]);
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    ...{ type: "AdaptiveCard", version: "1.4" },
    body: [...body, ...(more === null ? [] : [run(more)])],
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, contentUrl: null, content }] };
}
