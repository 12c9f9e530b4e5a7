import { describe, expect, it } from "vitest";
import { fitNotice, isStandIn } from "../../../../lib/core/notices/fit-notice.ts";
import { Notice } from "../../../../lib/domain/notice.ts";

const notice = (overrides: Partial<Notice> = {}): Notice => ({
  ...{ kind: "approval", language: "en", title: "To be approved", lines: ["a"], run: "run-1" },
  buttons: [{ label: "Approve", command: "approve run-1 9f8e7d6c", style: "primary" }],
  facts: { code: "9f8e7d6c" },
  ...overrides,
});

const fits = (overrides: Partial<Notice>) => {
  const fitted = fitNotice(notice(overrides));
  for (const one of fitted) expect(Notice.safeParse(one).error).toBeUndefined();
  return fitted;
};

describe("a notice", () => {
  it("stays as it is where it fits", () => {
    expect(fitNotice(notice())).toEqual([notice()]);
  });

  it("has long lines split at blanks, with nothing of them lost", () => {
    const line = Array.from({ length: 45 }, (_, index) => `first.lastname${index}@example.com`).join(", ");
    const [one, ...more] = fits({ lines: [line, "b"] });
    expect(more).toEqual([]);
    expect(one?.lines.slice(0, -1).join("")).toBe(line);
    expect(one?.lines[0]?.endsWith(", ")).toBe(true);
  });

  it("is never cut in the middle of a character", () => {
    const [one] = fits({ lines: [`a${"\u{1f600}".repeat(1_000)}`], title: `a${"\u{1f600}".repeat(200)}` });
    expect([...(one?.lines ?? []), one?.title ?? ""].some((text) => /\p{Cs}/u.test(text))).toBe(false);
    expect(one?.lines.join("")).toContain(`a${"\u{1f600}".repeat(1_000)}`);
  });

  it("becomes several where it has many lines, the last with the buttons and what programs read", () => {
    const lines = Array.from({ length: 130 }, (_, index) => `m${index}`);
    const parts = fits({ lines, title: "x".repeat(300) });
    expect(parts.flatMap((one) => one.lines)).toEqual(lines);
    expect(parts.map(({ buttons }) => buttons.length)).toEqual([0, 0, 1]);
    expect(parts.map(({ facts }) => facts)).toEqual([{ part: 1 }, { part: 2 }, { code: "9f8e7d6c" }]);
    expect(parts[1]?.title.endsWith("x… (2/3)")).toBe(true);
  });

  it("ends somewhere, and then tells how much more there is", () => {
    const parts = fits({ lines: Array(700).fill("m") });
    expect(parts).toHaveLength(10);
    expect(parts.at(-1)?.lines.at(-1)).toBe("and 101 more");
  });

  it("keeps a long title whole in its lines, and has one even where there is none", () => {
    const [long] = fits({ title: "t".repeat(400) });
    expect(long?.lines[0]).toBe("t".repeat(400));
    expect(fits({ title: "" })[0]?.title).toBe("…");
  });

  it("has commands that no button can carry as lines, and never half of one", () => {
    const button = (label: string, command: string) => ({ label, command, style: "plain" as const });
    const long = `hold nb-1 2d because ${"x".repeat(1_000)}`;
    const [one] = fits({
      buttons: [button("", "why nb-1"), button("l".repeat(80), "status"), button("Hold", long)],
    });
    expect(one?.buttons.map(({ command }) => command)).toEqual(["why nb-1", "status"]);
    expect(one?.buttons[0]?.label).toBe("why nb-1");
    expect(one?.lines.slice(1).join("")).toBe(`Hold: ${long}`);
  });

  it.each([null, "text", { kind: "none" }, { ...notice(), lines: "a" }])(
    "that is none is not silent: %j",
    (raw) => {
      const [one, ...more] = fitNotice(raw, "run-1");
      expect(more).toEqual([]);
      expect(one && isStandIn(one)).toBe(true);
      expect(one?.lines.join()).toContain("curfew log --run run-1");
      expect(Notice.safeParse(one).success).toBe(true);
    },
  );
});
