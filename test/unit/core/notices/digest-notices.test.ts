import { describe, expect, it } from "vitest";
import { digestNotices, digestWeek } from "../../../../lib/core/notices/digest-notices.ts";
import { at, HOUR, NOW } from "../../../fixtures/resources.ts";
import { entry, team, telling } from "./news.ts";

const ending = (owner: string | null, name: string) => ({
  ...{
    kind: "hold",
    owner,
    subject: `prod/notebook/${name}`,
    name,
    endsAt: at(26 * HOUR),
    text: "its hold ends",
  },
});

const digest = (endings: readonly unknown[]) =>
  entry(1, {
    phase: "seen",
    reason: "digest",
    policy: "(digest)",
    details: { week: "2026-W03", endings, more: 0 },
  });

describe("the weekly digest", () => {
  const config = telling({
    teams: {
      vision: team(["slack:#vision"], { members: ["anna"], zone: "Asia/Shanghai" }),
      "*": team(["slack:#all"]),
    },
  });

  it("tells each team what is its own, in its zone", () => {
    const told = digestNotices(digest([ending("anna", "nb-1"), ending("stranger", "nb-2")]), {
      config,
      nowMs: NOW,
    });
    expect(told.map(({ to }) => to)).toEqual([
      [{ kind: "channel", channel: "slack:#vision" }],
      [{ kind: "channel", channel: "slack:#all" }],
    ]);
    expect(told[0]?.notice).toMatchObject({
      kind: "digest",
      title: "1 exception ends within 7 days (2026-W03)",
      lines: ["Fri 22:00 Asia/Shanghai (14:00 UTC): hold nb-1 (anna): its hold ends"],
    });
  });

  it("is silent in a week in which nothing ends", () => {
    expect(digestNotices(digest([]), { config, nowMs: NOW })).toEqual([]);
    expect(digestWeek(digest([]))).toBe("2026-W03");
    expect(digestWeek(undefined)).toBeNull();
  });
});
