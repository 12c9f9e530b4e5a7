import { describe, expect, it } from "vitest";
import {
  isHeldDue,
  NOTICES_PER_MESSAGE,
  planMessages,
  RATE,
} from "../../../../lib/core/notices/plan-messages.ts";
import type { TellingState } from "../../../../lib/core/notices/telling-state.ts";
import type { Told } from "../../../../lib/core/notices/told.ts";
import type { Notice, NoticeAddress } from "../../../../lib/domain/notice.ts";
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
    expect(plan.messages.map(({ notices }) => notices.length)).toEqual([20, 6]);
    expect(titlesOf(plan)[1]).toBe("n20 n21 n22 n23 n24 other");
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
