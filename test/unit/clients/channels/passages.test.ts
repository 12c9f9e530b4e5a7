import { expect, it } from "vitest";
import { type Form, passagesOf, toneOf } from "../../../../lib/clients/channels/passages.ts";
import { noticeOf } from "../../../fixtures/outgoing.ts";

const FORM: Form = { sizeMax: 400, titleMax: 20, passagesMax: 2, buttonsMax: 1 };

it("buttons that there is no place for are written out", () => {
  const { passages } = passagesOf([noticeOf()], FORM);
  expect(passages[0]?.buttons.map(({ label }) => label)).toEqual(["Extend"]);
  expect(passages[0]?.text).toBe('idle since 14:00\nowner: anna\nStop now: write "stop nb-1"');
});

it("what can be done stands in the language of the notice", () => {
  const { passages } = passagesOf([noticeOf({ language: "zh", lines: [] })], { ...FORM, buttonsMax: 0 });
  expect(passages[0]?.text).toBe("Extend：发送“extend nb-1 for 2h”\nStop now：发送“stop nb-1”");
});

it("what can be done is not cut off by what has happened", () => {
  const long = noticeOf({ lines: Array.from({ length: 60 }, (_, line) => `machine ${line} was stopped`) });
  const [passage] = passagesOf([long], { ...FORM, buttonsMax: 0 }).passages;
  expect(passage?.text.length).toBeLessThanOrEqual(400);
  expect(passage?.text).toContain("…\n");
  expect(passage?.text).toMatch(/write "stop nb-1"$/);
});

it("what somebody is to agree to is not cut without a word", () => {
  const lines = Array.from({ length: 60 }, (_, line) => `machine ${line}: reinstall-os`);
  const asked = noticeOf({ kind: "approval", lines });
  const [passage] = passagesOf([asked], { ...FORM, buttonsMax: 2 }).passages;
  expect(passage?.text).toMatch(/…\nThis is not all of it\. All: curfew approve run-1$/);
  expect(passage?.text.length).toBeLessThanOrEqual(400);
  for (const whole of [noticeOf({ kind: "approval", lines: lines.slice(0, 3) }), noticeOf({ lines })]) {
    expect(passagesOf([whole], { ...FORM, buttonsMax: 2 }).passages[0]?.text).not.toContain("not all of it");
  }
});

it("the number of those that have no place is told", () => {
  const notices = [1, 2, 3, 4].map((number) => noticeOf({ title: `notice ${number}` }));
  expect(passagesOf(notices, FORM).passages.map(({ title }) => title)).toEqual(["notice 1", "notice 2"]);
  expect(passagesOf(notices, FORM).more).toBe("… and 2 more");
});

it("a command that stands there twice is one button", () => {
  const [button] = noticeOf().buttons;
  const twice = noticeOf({ buttons: button ? [button, button] : [] });
  expect(passagesOf([twice], { ...FORM, buttonsMax: 5 }).passages[0]?.buttons).toHaveLength(1);
});

it("failures look worse than doubts, and doubts worse than success", () => {
  expect((["failed", "unknown", "done", "answer"] as const).map(toneOf)).toEqual([
    "bad",
    "doubtful",
    "good",
    "plain",
  ]);
});
