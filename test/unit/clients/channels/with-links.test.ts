import { describe, expect, it } from "vitest";
import type { LinkedNotice } from "../../../../lib/clients/channels/linked-notice.ts";
import { renderDingtalk } from "../../../../lib/clients/channels/render-dingtalk.ts";
import { renderDiscord } from "../../../../lib/clients/channels/render-discord.ts";
import { renderFeishu } from "../../../../lib/clients/channels/render-feishu.ts";
import { renderMail } from "../../../../lib/clients/channels/render-mail.ts";
import { renderTeams } from "../../../../lib/clients/channels/render-teams.ts";
import { renderTopic } from "../../../../lib/clients/channels/render-topic.ts";
import { renderWecom } from "../../../../lib/clients/channels/render-wecom.ts";
import { renderWelink } from "../../../../lib/clients/channels/render-welink.ts";
import { withLinks } from "../../../../lib/clients/channels/with-links.ts";
import { readLink } from "../../../../lib/signing/action-link.ts";
import { noticeOf } from "../../../fixtures/outgoing.ts";

const KEY = "visibly-fake-link-key-0123456789-abcdef";
const MAKER = { publicUrl: "https://curfew.example", key: KEY };
const STOP_AT = "2026-09-01T09:00:00.000Z";

const linked = (facts: Record<string, unknown> = { stopAt: STOP_AT }) =>
  withLinks(
    [noticeOf({ facts, buttons: [{ label: "Extend", command: "extend nb-1 2h", style: "primary" }] })],
    MAKER,
  );

describe("a warning for a channel without buttons", () => {
  it("has a link for each way to put the stop off, which ends with the stop", () => {
    const [notice] = linked();
    expect(notice).toMatchObject({ buttons: [], links: [{ label: "Extend" }] });
    const token = notice?.links?.[0]?.url.split("/webhooks/link/")[1] ?? "";
    expect(readLink(token, KEY)).toEqual({ resource: "nb-1", for: "2h", expiresMs: Date.parse(STOP_AT) });
  });

  it("has none where nobody knows when the stop will be, or for anything else than putting it off", () => {
    expect(linked({})[0]).not.toHaveProperty("links");
    const [stop] = withLinks(
      [noticeOf({ facts: { stopAt: STOP_AT }, buttons: noticeOf().buttons.slice(1) })],
      MAKER,
    );
    expect(stop).not.toHaveProperty("links");
    expect(stop?.buttons).toHaveLength(1);
  });
});

const URL_OF = "https://curfew.example/webhooks/link/a-b_c.d-e_f";
const notice: LinkedNotice = { ...noticeOf({ buttons: [] }), links: [{ label: "Extend <2h>", url: URL_OF }] };

describe("a link", () => {
  it("can be followed on every platform", () => {
    expect(renderDingtalk([notice])).toMatchObject({
      markdown: { text: expect.stringContaining(`[Extend ＜2h＞](${URL_OF})`) },
    });
    expect(renderWecom([notice])).toMatchObject({
      markdown: { content: expect.stringContaining(`[Extend ＜2h＞](${URL_OF})`) },
    });
    expect(renderDiscord([notice])).toMatchObject({
      embeds: [{ description: expect.stringContaining(`[Extend \\<2h\\>](${URL_OF})`) }],
    });
    expect(JSON.stringify(renderTeams([notice]))).toContain(`{"type":"Action.OpenUrl","url":"${URL_OF}"}`);
    expect(JSON.stringify(renderFeishu([notice]))).toContain(`"type":"default","url":"${URL_OF}"`);
    expect(renderMail([notice]).html).toContain(`<a href="${URL_OF}">Extend &lt;2h&gt;</a>`);
    expect(renderMail([notice]).text).toContain(`Extend <2h>: ${URL_OF}`);
    expect(renderTopic([notice]).message).toContain(`Extend <2h>: ${URL_OF}`);
  });

  it("is whole or not there at all", () => {
    const long: LinkedNotice = { ...notice, lines: Array(60).fill("x".repeat(900)) };
    expect(JSON.stringify(renderWelink([long, long], { id: "1", nowMs: 0 }))).toContain(URL_OF);
    const endless: LinkedNotice = {
      ...notice,
      links: [{ label: "Extend", url: `https://${"a".repeat(400)}` }],
    };
    expect(JSON.stringify(renderWelink([endless], { id: "1", nowMs: 0 }))).not.toContain("https://");
  });
});
