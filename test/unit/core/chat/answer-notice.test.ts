import { expect, it } from "vitest";
import { answerNotice } from "../../../../lib/core/chat/answer-notice.ts";
import { Notice } from "../../../../lib/domain/notice.ts";

const long = "machine ".repeat(500);

it("is a notice that every platform can show, however much there is to say", () => {
  const notice = answerNotice({
    ...{ language: "en", run: "run-1", title: long, lines: Array<string>(100).fill(long) },
    buttons: Array.from({ length: 20 }, (_, index) => ({ label: long, command: `stop nb-${index}` })),
  });
  expect(Notice.safeParse(notice).error).toBeUndefined();
  expect(notice.title.endsWith("…")).toBe(true);
  expect(notice.buttons).toHaveLength(10);
});

it("has one line as its title, and leaves out a button that could not say all of its command", () => {
  const buttons = [
    { label: "stop", command: `stop "${long}"` },
    { label: "why", command: "why nb-1" },
  ];
  const notice = answerNotice({ language: "zh", run: "run-1", title: "two\nlines", buttons });
  expect(notice).toMatchObject({ kind: "answer", title: "two lines", lines: [], facts: {} });
  expect(notice.buttons.map(({ command }) => command)).toEqual(["why nb-1"]);
});

it("cuts no character in two", () => {
  const { title } = answerNotice({ language: "en", run: "run-1", title: "😀".repeat(400) });
  expect(title).toMatch(/^(?:😀)+…$/u);
});
