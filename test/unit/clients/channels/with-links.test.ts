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
import { type LinkOptions, withLinks } from "../../../../lib/clients/channels/with-links.ts";
import { readLink } from "../../../../lib/signing/action-link.ts";
import { noticeOf } from "../../../fixtures/outgoing.ts";

const KEY = "visibly-fake-link-key-0123456789-abcdef";
const MAKER = { publicUrl: "https://curfew.example", key: KEY };
const STOP_AT = "2026-09-01T09:00:00.000Z";

const linked = (facts: Record<string, unknown> = { stopAt: STOP_AT }, options: LinkOptions = {}) =>
  withLinks(
    [noticeOf({ facts, buttons: [{ label: "Extend", command: "extend nb-1 2h", style: "primary" }] })],
    MAKER,
    options,
  );

describe("a warning for a channel without buttons", () => {
  it("has a link for each way to put the stop off, which ends with the stop", () => {
    const [notice] = linked();
    expect(notice).toMatchObject({ buttons: [], links: [{ label: "Extend" }] });
    const token = notice?.links?.[0]?.url.split("/webhooks/link/")[1] ?? "";
    expect(readLink(token, KEY)).toEqual({ resource: "nb-1", for: "2h", expiresMs: Date.parse(STOP_AT) });
  });

  it.each([
    ["vision-anna-1", "vision-anna-1"],
    ["x".repeat(60), `${"x".repeat(39)}…`],
    ["a\u202eb", "a b"],
    ["", undefined],
  ])("carries the machine's name for the page behind it: %j", (name, carried) => {
    const machines = [{ resource: "nb-1", name }];
    const [notice] = linked({ stopAt: STOP_AT, machines });
    const read = (one?: LinkedNotice) =>
      readLink(one?.links?.[0]?.url.split("/webhooks/link/")[1] ?? "", KEY) ?? expect.fail("no link");
    expect(read(notice).name).toBe(carried);
    const [short] = linked({ stopAt: STOP_AT, machines }, { names: false });
    expect(read(short)).not.toHaveProperty("name");
  });

  it("has links that each end with the stop of their own machine", () => {
    const later = "2026-09-01T09:45:00.000Z";
    const machines = [
      { resource: "nb-1", name: "a", stopAt: STOP_AT },
      { resource: "nb-2", name: "b", stopAt: later },
      { resource: "nb-3", name: "c" },
    ];
    const buttons = machines.map(({ resource }) => {
      return { label: resource, command: `extend ${resource} 2h`, style: "primary" as const };
    });
    const [notice] = withLinks([noticeOf({ facts: { stopAt: STOP_AT, machines }, buttons })], MAKER);
    const ends = notice?.links?.map(
      ({ url }) => readLink(url.split("/webhooks/link/")[1] ?? "", KEY)?.expiresMs,
    );
    expect(ends).toEqual([STOP_AT, later, STOP_AT].map((at) => Date.parse(at)));
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
