import { describe, expect, it } from "vitest";
import {
  commentText,
  fencedText,
  jiraDocument,
  workNotes,
} from "../../../../lib/clients/channels/render-comment.ts";
import { renderMail } from "../../../../lib/clients/channels/render-mail.ts";
import { renderTopic } from "../../../../lib/clients/channels/render-topic.ts";
import { renderWebhook } from "../../../../lib/clients/channels/render-webhook.ts";
import { renderWecom } from "../../../../lib/clients/channels/render-wecom.ts";
import { renderWelink } from "../../../../lib/clients/channels/render-welink.ts";
import { noticeOf } from "../../../fixtures/outgoing.ts";

describe("WeCom", () => {
  it("shows signs wide that would call somebody or paint", () => {
    expect(renderWecom([noticeOf({ title: "<@all>", lines: ["[a](b) <font>"], buttons: [] })])).toEqual({
      msgtype: "markdown",
      markdown: { content: "**＜@all＞**\n［a］(b) ＜font＞" },
    });
  });
});

describe("WeLink", () => {
  it("takes a text of at most 500 characters that calls nobody", () => {
    const long = noticeOf({ lines: ["x".repeat(900)] });
    expect(renderWelink([long, long], { id: "msg-1", nowMs: 7 })).toMatchObject({
      ...{ messageType: "text", timeStamp: 7, uuid: "msg-1", isAt: false, isAtAll: false },
      content: { text: expect.stringMatching(/^nb-1 stops.{1,480}$/s) },
    });
  });
});

describe("SMN", () => {
  it("takes a subject of at most 512 bytes", () => {
    const { subject, message } = renderTopic([noticeOf({ title: "机".repeat(300) })]);
    expect(Buffer.byteLength(subject)).toBeLessThanOrEqual(512);
    expect(subject).toMatch(/机…$/);
    expect(message).toContain('write "stop nb-1"');
  });
});

describe("an e-mail", () => {
  it("has a subject of one line, whatever the title holds", () => {
    const { subject } = renderMail([noticeOf({ title: "a\r\nBcc: b@example.com" }), noticeOf()]);
    expect(subject).toBe("a Bcc: b@example.com (+1)");
  });

  it("shows texts as they are, in HTML too", () => {
    const { html, text } = renderMail([
      noticeOf({ title: "<script>", lines: ["\"&'<img src=x>"], buttons: [] }),
    ]);
    expect(html).toContain("<h3>&lt;script&gt;</h3><p>&quot;&amp;&#39;&lt;img src=x&gt;</p>");
    expect(text).toBe("<script>\n\"&'<img src=x>\n");
  });
});

describe("a webhook", () => {
  it("tells programs everything, with the time of the attempt", () => {
    const notices = [noticeOf()];
    expect(renderWebhook({ id: "msg-1", notices }, 0)).toEqual({
      ...{ type: "curfew.notices", timestamp: "1970-01-01T00:00:00.000Z" },
      data: { id: "msg-1", notices },
    });
  });
});

describe("a comment", () => {
  it("ends in the message's id", () => {
    expect(commentText({ id: "msg-1", notices: [noticeOf({ buttons: [] })] })).toBe(
      "nb-1 stops in 30 minutes\nidle since 14:00\nowner: anna\n\nCurfew message msg-1",
    );
  });

  it("is a document of paragraphs in Jira, none with an empty text", () => {
    expect(jiraDocument("a\n\nb")).toEqual({
      ...{ type: "doc", version: 1 },
      content: [
        { type: "paragraph", content: [{ type: "text", text: "a" }] },
        { type: "paragraph", content: [] },
        { type: "paragraph", content: [{ type: "text", text: "b" }] },
      ],
    });
  });

  it("is code where Markdown is read, inside of which nothing can end it", () => {
    expect(fencedText("/close\n@anna\n````")).toBe("`````text\n/close\n@anna\n````\n`````");
    expect(fencedText("a")).toBe("```text\na\n```");
  });

  it("opens no HTML in ServiceNow", () => {
    expect(workNotes("[code]<b>[/CODE]")).toBe("[ code]<b>[ /CODE]");
  });
});
