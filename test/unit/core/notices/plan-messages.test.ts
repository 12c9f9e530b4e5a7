import { describe, expect, it } from "vitest";
import {
  isHeldDue,
  NOTICES_PER_MESSAGE,
  planMessages,
  RATE,
} from "../../../../lib/core/notices/plan-messages.ts";
import type { TellingState } from "../../../../lib/core/notices/telling-state.ts";
import type { Told } from "../../../../lib/core/notices/told.ts";
import { Notice, type NoticeAddress } from "../../../../lib/domain/notice.ts";
import { MINUTE, NOW } from "../../../fixtures/resources.ts";

const channel = (name: string): NoticeAddress => ({ kind: "channel", channel: name });

function told(title: string, to = channel("slack:#vision"), urgent = false): Told {
  const notice: Notice = {
    ...{ kind: "stopped", language: "en", title, lines: [], buttons: [], run: null, facts: {} },
  };
  return { notice, to: [to], urgent };
}

const many = (count: number, urgent = false) =>
  Array.from({ length: count }, (_, index) => told(`n${index}`, channel("slack:#vision"), urgent));

const NOTHING = { recent: {}, held: [] } as const;
const state = (plan: ReturnType<typeof planMessages>): TellingState => ({
  upTo: "1",
  week: null,
  ...plan.state,
});
const titlesOf = (plan: ReturnType<typeof planMessages>) =>
  plan.messages.map(({ notices }) => notices.map(({ title }) => title).join(" "));

describe("messages", () => {
  it("are one for each address", () => {
    const all = [told("a"), told("b", channel("email:a@example.com")), told("c")];
    expect(titlesOf(planMessages(all, NOTHING, NOW))).toEqual(["a c", "b"]);
  });

  it("tell the number of what does not fit", () => {
    const [message, ...others] = planMessages(many(NOTICES_PER_MESSAGE + 14), NOTHING, NOW).messages;
    expect(others).toEqual([]);
    expect(message?.notices).toHaveLength(NOTICES_PER_MESSAGE);
    expect(message?.notices.at(-1)?.title).toBe("and 15 more");
    expect(planMessages(many(NOTICES_PER_MESSAGE), NOTHING, NOW).messages[0]?.notices.at(-1)?.title).toBe(
      "n19",
    );
  });

  it("tell everything that somebody waits for, in several if need be", () => {
    const plan = planMessages([...many(25, true), told("other")], NOTHING, NOW);
    expect(plan.messages.map(({ notices }) => notices.length)).toEqual([8, 8, 8, 2]);
    expect(titlesOf(plan)[3]).toBe("n24 other");
  });

  it("tell each urgent notice by itself where a text is short", () => {
    const urgent = ["a", "b"].map((title) => told(title, channel("welink:env:ROBOT"), true));
    expect(titlesOf(planMessages(urgent, NOTHING, NOW))).toEqual(["a", "b"]);
  });

  it("begin with what nobody can tell of and what failed, however much else there is and whatever is held back", () => {
    const bad = (["failed", "unknown"] as const).map((kind): Told => {
      const one = told(kind, undefined, true);
      return { ...one, notice: { ...one.notice, kind } };
    });
    const full = { recent: { "slack:#vision": Array(RATE.messages).fill(NOW - 1_000) }, held: [] };
    for (const before of [NOTHING, full]) {
      const [message, ...others] = planMessages([...many(24), ...bad], before, NOW).messages;
      expect(others).toEqual([]);
      expect(message?.urgent).toBe(true);
      expect(message?.notices.slice(0, 3).map(({ title }) => title)).toEqual(["unknown", "failed", "n0"]);
      expect(message?.notices.at(-1)?.title).toBe("and 7 more");
    }
  });

  it("drop what is done before what runs on, where there is no room for all", () => {
    const one = told("runs on");
    const running: Told = { ...one, notice: { ...one.notice, kind: "still-running" } };
    const [message] = planMessages([...many(30), running], NOTHING, NOW).messages;
    expect(message?.notices[0]?.title).toBe("runs on");
  });

  it("split a notice that no message could hold, and leave no other out for it", () => {
    const long: Told = {
      ...told("long"),
      notice: { ...told("long").notice, lines: ["x ".repeat(700), ...Array(70).fill("y")] },
    };
    const [message] = planMessages([told("a"), long, told("b")], NOTHING, NOW).messages;
    expect(message?.notices.map(({ title }) => title)).toEqual(["a", "long (1/2)", "long (2/2)", "b"]);
    expect(message?.notices.every((notice) => Notice.safeParse(notice).success)).toBe(true);
  });

  it("are held back when a channel had so many, and summed up with the next one", () => {
    let plan = planMessages([], NOTHING, NOW);
    for (let at = 0; at < RATE.messages; at += 1) plan = planMessages([told(`m${at}`)], plan.state, NOW + at);
    const later = NOW + MINUTE;
    plan = planMessages([told("held")], plan.state, later);
    expect(plan.messages).toEqual([]);
    expect(isHeldDue(state(plan), later)).toBe(false);
    expect(isHeldDue(state(plan), NOW + RATE.windowMs)).toBe(true);
    expect(titlesOf(planMessages([told("news")], plan.state, NOW + RATE.windowMs))).toEqual(["held news"]);
    expect(titlesOf(planMessages([told("now", channel("slack:#vision"), true)], plan.state, later))).toEqual([
      "now held",
    ]);
  });

  it("are never held back where somebody waits for an answer", () => {
    const reply: NoticeAddress = { kind: "reply", source: "chat", platform: "slack", sealed: "v1.x" };
    let plan = planMessages([], NOTHING, NOW);
    for (let at = 0; at < 3 * RATE.messages; at += 1) {
      plan = planMessages([told("a", reply, true)], plan.state, NOW);
      expect(plan.messages).toHaveLength(1);
    }
    expect(plan.state).toEqual(NOTHING);
  });

  it("forget what is over, and take no harm from a clock that was set back", () => {
    const { state: left } = planMessages(
      [],
      { recent: { "slack:#vision": [NOW - RATE.windowMs] }, held: [] },
      NOW,
    );
    expect(left.recent).toEqual({});
    const ahead = { recent: { "slack:#vision": Array(RATE.messages).fill(NOW + 60 * MINUTE) }, held: [] };
    const plan = planMessages([told("a")], ahead, NOW);
    expect(isHeldDue(state(plan), NOW + RATE.windowMs)).toBe(true);
  });
});
