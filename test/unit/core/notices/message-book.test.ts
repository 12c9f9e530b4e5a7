import { describe, expect, it } from "vitest";
import { createMessageBook, retryDelayMs } from "../../../../lib/core/notices/message-book.ts";
import { MINUTE } from "../../../fixtures/resources.ts";

describe("a message that was planned", () => {
  const good = {
    ...{ kind: "done", language: "en", title: "t", lines: [] },
    buttons: [],
    run: "r",
    facts: {},
  };
  const planned = (message: object) => ({
    ...{ at: "2026-01-01T00:00:00Z", phase: "planned" as const },
    details: { message: { id: "r-1", to: { kind: "channel", channel: "c" }, urgent: true, ...message } },
  });

  it.each([
    ["a line that is too long", { ...good, lines: ["x".repeat(1_001)] }],
    ["too many lines", { ...good, lines: Array(61).fill("x") }],
    ["no title", { ...good, title: "" }],
    ["an unknown kind", { ...good, kind: "news" }],
    ["nothing", null],
  ])("is sent with all its notices, also where one has %s", (_, bad) => {
    const [state] = createMessageBook([planned({ notices: [bad, good] })]).states();
    expect(state?.message.notices.length).toBeGreaterThan(1);
    expect(state?.message.notices.at(-1)).toEqual(good);
  });

  it("is known as lost where nobody can tell to whom it was to go", () => {
    const book = createMessageBook([planned({ notices: [good], to: { kind: "pigeon" } })]);
    expect([book.states(), book.unreadable()]).toEqual([[], ["r-1"]]);
  });
});

describe("the pause after an attempt that failed", () => {
  it("grows from 10 s to half an hour", () => {
    const pauses = [1, 2, 3, 4, 20, 1_000].map((attempts) => retryDelayMs(attempts, { spread: 0 }) / 1_000);
    expect(pauses).toEqual([10, 20, 40, 80, 1_800, 1_800]);
  });

  it("is spread by up to a quarter, and never shorter than the receiver wants", () => {
    expect(retryDelayMs(1, { spread: 1 })).toBe(7_500);
    expect(retryDelayMs(1, { spread: 0.5, retryAfterMs: MINUTE })).toBe(MINUTE);
    expect(retryDelayMs(3, { spread: 0, retryAfterMs: 1 })).toBe(40_000);
  });
});
