import fc from "fast-check";
import { expect, it } from "vitest";
import { commentText, fencedText } from "../../lib/clients/channels/render-comment.ts";
import { renderDingtalk } from "../../lib/clients/channels/render-dingtalk.ts";
import { renderDiscord } from "../../lib/clients/channels/render-discord.ts";
import { renderFeishu } from "../../lib/clients/channels/render-feishu.ts";
import { renderMail } from "../../lib/clients/channels/render-mail.ts";
import { renderSlack } from "../../lib/clients/channels/render-slack.ts";
import { renderTeams } from "../../lib/clients/channels/render-teams.ts";
import { renderTopic } from "../../lib/clients/channels/render-topic.ts";
import { renderWecom } from "../../lib/clients/channels/render-wecom.ts";
import { renderWelink } from "../../lib/clients/channels/render-welink.ts";
import { NOTICE_KINDS, type Notice } from "../../lib/domain/notice.ts";

/** What people and machines are named, at its worst. */
const piece = fc.constantFrom(
  ...[
    "nb-1",
    "<!channel>",
    "<@U1>",
    "@all",
    "@everyone",
    '<at id="all">',
    "[a](https://b)",
    "</p><script>",
    "🙂",
  ],
  ...["机器", "\r\nBcc: x", "```", "*_~`|>#", "\u202e", "\ud800", "&", "-", " ", "x".repeat(200)],
);
const text = (max: number) =>
  fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("").slice(0, max));
const notice: fc.Arbitrary<Notice> = fc.record({
  kind: fc.constantFrom(...NOTICE_KINDS),
  language: fc.constantFrom("en", "zh"),
  title: text(300),
  lines: fc.oneof(fc.array(text(1_000), { maxLength: 4 }), fc.constant(Array(60).fill("<机>".repeat(100)))),
  buttons: fc.array(
    fc.record({
      label: text(75),
      command: text(1_000),
      style: fc.constantFrom("plain", "primary", "danger"),
    }),
    { maxLength: 6 },
  ),
  run: fc.constant(null),
  facts: fc.constant({}),
});
const notices = fc.array(notice, { minLength: 1, maxLength: 16 });

const bytes = (message: object) => Buffer.byteLength(JSON.stringify(message));
const textsOf = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

/** What each platform refuses, and what it would take for more than text. */
const CHECKS: Readonly<Record<string, (given: readonly Notice[]) => void>> = {
  slack: (given) => {
    const { text: fallback, blocks } = renderSlack(given);
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(fallback.length).toBeLessThanOrEqual(4_000);
    const sections = (blocks as { type: string; text?: { text: string } }[]).filter(
      ({ type }) => type === "section",
    );
    for (const { text: section } of sections) {
      expect(section?.text.length).toBeLessThanOrEqual(3_000);
      expect(section?.text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    }
  },
  feishu: (given) => {
    expect(bytes(renderFeishu(given))).toBeLessThanOrEqual(20_000);
    expect(bytes(renderFeishu(given, { buttons: true }))).toBeLessThanOrEqual(30_000);
  },
  dingtalk: (given) => {
    const message = renderDingtalk(given);
    expect(bytes(message)).toBeLessThanOrEqual(20_000);
    for (const one of textsOf(message)) expect(one).not.toMatch(/[[\]<>]/);
  },
  wecom: (given) => {
    const [, content = ""] = textsOf(renderWecom(given));
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(4_096);
    expect(content).not.toMatch(/[<>]/);
  },
  welink: (given) => {
    const { content } = renderWelink(given, { id: "1", nowMs: 0 }) as { content: { text: string } };
    expect(content.text.length).toBeGreaterThan(0);
    expect(content.text.length).toBeLessThanOrEqual(500);
  },
  teams: (given) => {
    expect(bytes(renderTeams(given))).toBeLessThanOrEqual(28_000);
  },
  discord: (given) => {
    const message = renderDiscord(given, { buttons: true }) as {
      readonly embeds: readonly { readonly title: string; readonly description: string }[];
    };
    const { embeds } = message;
    expect(embeds.length).toBeLessThanOrEqual(10);
    const sizes = embeds.map(({ title, description }) => {
      expect(title.length).toBeLessThanOrEqual(256);
      expect(description.length).toBeLessThanOrEqual(4_096);
      return title.length + description.length;
    });
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(6_000);
    expect(message).toMatchObject({ allowed_mentions: { parse: [] } });
  },
  smn: (given) => {
    const { subject, message } = renderTopic(given);
    expect(Buffer.byteLength(subject)).toBeLessThanOrEqual(512);
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(262_144);
    expect(message).not.toBe("");
  },
  mail: (given) => {
    const { subject, html } = renderMail(given);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toMatch(/<(?!\/?(?:html|head|meta|body|h3|p|br)\b|!doctype)/);
  },
  tickets: (given) => {
    const written = commentText({ id: "msg-1", notices: given });
    expect(written.length).toBeLessThanOrEqual(32_767);
    const lines = fencedText(written).split("\n");
    const [fence = ""] = /^`+/.exec(lines[0] ?? "") ?? [];
    expect(lines.slice(1, -1).some((line) => line.startsWith(fence))).toBe(false);
  },
};

it.each(Object.entries(CHECKS))("%s takes whatever is told", (_, check) => {
  fc.assert(fc.property(notices, check), { numRuns: 100 });
});
