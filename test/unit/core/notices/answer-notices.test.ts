import { describe, expect, it } from "vitest";
import { answerNotices, answersOf } from "../../../../lib/core/notices/answer-notices.ts";
import type { Notice } from "../../../../lib/domain/notice.ts";
import { ticket, webhook } from "../../../fixtures/policies.ts";
import { NOW } from "../../../fixtures/resources.ts";
import { CONTEXT, ended, entry, news, planned, said, source, step, telling } from "./news.ts";

const FINISHED = entry(9, { phase: "finished", reason: "done", details: { counts: { succeeded: 1 } } });
const STOPPED = [planned(1, step()), ended(2, step()), FINISHED];

const ANSWER: Notice = {
  ...{
    kind: "answer",
    language: "en",
    title: "2 machines, 1 running",
    lines: [],
    buttons: [],
    run: "run-1",
    facts: {},
  },
};

describe("what goes back to whoever asked", () => {
  it("is what the run itself has put into words, to where the platform wants it", () => {
    const answered = entry(1, { phase: "succeeded", reason: "answered", details: { answer: ANSWER } });
    const finished = entry(2, { phase: "finished", reason: "nothing-to-do" });
    expect(answerNotices(news([answered, finished], said("status")), CONTEXT)).toEqual([
      {
        notice: ANSWER,
        to: [{ kind: "reply", source: "chat", platform: "slack", sealed: "v1.sealed" }],
        urgent: true,
      },
    ]);
  });

  it("is how an order came out, once it has ended, in the language of the order", () => {
    const english = answersOf(news(STOPPED, said("stop nb-1")), CONTEXT.config);
    expect(english).toMatchObject([
      { kind: "done", language: "en", title: "Done: stop nb-1", lines: ["nb-1: stopped."] },
    ]);
    const [chinese] = answersOf(news(STOPPED, said("停止 nb-1")), CONTEXT.config);
    expect(chinese).toMatchObject({ language: "zh", title: "已完成：停止 nb-1" });
    expect(answersOf(news(STOPPED.slice(0, 2), said("stop nb-1")), CONTEXT.config)).toEqual([]);
  });

  it("is first that it is under way, once, as long as it has not ended", () => {
    const accepted = (seq: number) => ({
      ...ended(seq, step()),
      phase: "accepted" as const,
      reason: "accepted" as const,
    });
    const begun = news([planned(1, step()), accepted(2), accepted(3)], said("stop nb-1"));
    const [notice, ...more] = answersOf(begun, CONTEXT.config);
    expect(notice).toMatchObject({ kind: "answer", title: "Under way: stop nb-1" });
    expect(notice?.lines[0]).toBe("nb-1");
    expect(more).toEqual([]);
    const later = { ...begun, news: begun.entries.slice(2) };
    expect(answersOf(later, CONTEXT.config)).toEqual([]);
    const over = news([planned(1, step()), accepted(2), ended(3, step()), FINISHED], said("stop nb-1"));
    expect(answersOf(over, CONTEXT.config).map(({ kind }) => kind)).toEqual(["done"]);
  });

  it("says why nothing was done", () => {
    const about = { policy: "(direct)", resource: "prod/notebook/nb-1", action: "stop" };
    const held = entry(1, {
      ...about,
      phase: "skipped",
      reason: "held",
      text: "anna holds it",
      details: { name: "nb-1" },
    });
    const finished = entry(2, { phase: "finished", reason: "nothing-to-do" });
    const [notice] = answersOf(news([held, finished], said("stop nb-1")), CONTEXT.config);
    expect(notice).toMatchObject({ kind: "skipped", title: "Nothing was done: stop nb-1" });
    expect(notice?.lines).toEqual([expect.stringContaining("anna holds it")]);
  });

  it("is written on the ticket, and sent to the address that it names", () => {
    const comment = { url: "https://example.atlassian.net", user: null, token: "env:JIRA_TOKEN" };
    const config = telling({ sources: [source("jira", "jira-cloud", { comment })] });
    const event = ticket({ callback_url: "https://example.com/done" });
    const [told] = answerNotices(news(STOPPED, event), { config, nowMs: NOW });
    expect(told?.to).toEqual([
      { kind: "comment", source: "jira", ticket: "OPS-1" },
      { kind: "callback", source: "jira", url: "https://example.com/done" },
    ]);
  });

  it("goes to nobody where nobody is waiting", () => {
    expect(answerNotices(news(STOPPED, webhook()), CONTEXT)).toEqual([]);
    expect(answerNotices(news(STOPPED, ticket()), CONTEXT)).toEqual([]);
    const { reply: _sealed, ...data } = said("stop nb-1").data;
    expect(answerNotices(news(STOPPED, { ...said("stop nb-1"), data }), CONTEXT)).toEqual([]);
  });
});
