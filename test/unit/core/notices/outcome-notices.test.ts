import { describe, expect, it } from "vitest";
import { outcomeNotices } from "../../../../lib/core/notices/outcome-notices.ts";
import type { Step } from "../../../../lib/domain/step.ts";
import { policy } from "../../../fixtures/policies.ts";
import { NOW } from "../../../fixtures/resources.ts";
import { CONTEXT, ended, entry, news, planned, step, telling } from "./news.ts";

const titles = (told: ReturnType<typeof outcomeNotices>) =>
  told.map(
    ({ notice, to }) =>
      `${to.map((one) => (one.kind === "channel" ? one.channel : one.kind))}: ${notice.title}`,
  );

function machines(count: number): readonly Step[] {
  return Array.from({ length: count }, (_, index) => step({ name: `nb-${index + 1}` }));
}

describe("what is told of machines", () => {
  it("names those together that came out the same way, with a line for each", () => {
    const steps = machines(25);
    const entries = [
      ...steps.map((one, at) => planned(at, one)),
      ...steps.map((one, at) => ended(at + 50, one)),
    ];
    const [told, ...others] = outcomeNotices(news(entries), CONTEXT);
    expect(others).toEqual([]);
    expect(told?.notice.title).toBe("Stopped: nb-1, nb-2, nb-3 and 22 more");
    expect(told?.notice.lines).toHaveLength(22);
    expect(told?.notice.lines.slice(-2)).toEqual(["and 5 more", "Policy: nights"]);
    expect(told?.notice.facts["count"]).toBe(25);
  });

  it("names every machine of which nobody can tell or that failed, at once, and holds none of it back", () => {
    const steps = machines(25);
    for (const phase of ["unknown", "failed"] as const) {
      const bad = steps.map((one, at) =>
        ended(at + 50, one, { phase, reason: "undecided", text: "no answer" }),
      );
      const told = outcomeNotices(news([...steps.map((one, at) => planned(at, one)), ...bad]), CONTEXT);
      expect(told.map(({ urgent, notice }) => [urgent, notice.kind])).toEqual([
        [true, phase],
        [true, phase],
      ]);
      const lines = told.flatMap(({ notice }) => notice.lines).filter((line) => line.startsWith("nb-"));
      expect(lines).toHaveLength(25);
    }
  });

  it("names no policy where a person ordered it", () => {
    const ordered = step({ policy: "(chat)" });
    const [told] = outcomeNotices(news([planned(1, ordered), ended(2, ordered)]), CONTEXT);
    expect(told?.notice.lines.join()).not.toContain("(chat)");
  });

  it("goes to each team apart, and to the catch-all where nobody has the machine", () => {
    const [mine, other] = [step(), step({ name: "nb-2", owner: null })];
    const entries = [planned(1, mine), planned(2, other, "unheard-of"), ended(3, mine), ended(4, other)];
    expect(titles(outcomeNotices(news(entries), CONTEXT))).toEqual([
      "slack:#vision: Stopped: nb-1",
      "slack:#all: Stopped: nb-2",
    ]);
  });

  it("goes to the channels of the policy as well, each once", () => {
    const config = telling({ policies: [policy({ tell: ["slack:#vision", "email:ops@example.com"] })] });
    const entries = [planned(1, step()), ended(2, step())];
    const [told] = outcomeNotices(news(entries), { config, nowMs: NOW });
    expect(told?.to).toEqual([
      { kind: "channel", channel: "slack:#vision" },
      { kind: "channel", channel: "email:ops@example.com" },
    ]);
  });

  it("tells a chain when it is through, by what it is about", () => {
    const stop = step({ name: "ds-1" });
    const build = step({ name: "ds-1", verb: "reinstall-os", repeat: "once-only", after: [stop.id] });
    const rest = step({ name: "ds-1", id: "stop-again", after: [build.id] });
    const entries = [planned(1, stop), planned(2, build), planned(3, rest), ended(4, stop), ended(5, build)];
    expect(outcomeNotices(news(entries), CONTEXT)).toEqual([]);
    expect(titles(outcomeNotices(news([...entries, ended(6, rest)]), CONTEXT))).toEqual([
      "slack:#vision: Rebuilt: ds-1",
    ]);
  });

  it("tells at once what breaks a chain, and not what was so before", () => {
    const stop = step({ name: "ds-1" });
    const build = step({ name: "ds-1", verb: "reinstall-os", repeat: "once-only", after: [stop.id] });
    const entries = [
      ...[planned(1, stop), planned(2, build)],
      ended(3, stop, { reason: "already-so" }),
      ended(4, build, { phase: "rejected", reason: "rejected", text: "no such image" }),
    ];
    const [told, ...others] = outcomeNotices(news(entries), CONTEXT);
    expect(others).toEqual([]);
    expect(told?.notice).toMatchObject({ kind: "failed", title: "Failed, rebuild: ds-1" });
    expect(told?.notice.lines[0]).toBe("ds-1: no such image");
  });

  it("says whom a step waits for that nobody can tell of", () => {
    const entries = [
      planned(1, step()),
      ended(2, step(), { phase: "unknown", reason: "undecided", text: "no trace" }),
    ];
    const [told] = outcomeNotices(news(entries), CONTEXT);
    expect(told?.notice.kind).toBe("unknown");
    expect(told?.notice.lines.at(-1)).toContain("curfew resolve run-1");
  });

  it.each([
    [{ phase: "failed", reason: "still-running" }, "step"],
    [{ phase: "skipped", reason: "scarce" }, null],
    [{ phase: "skipped", reason: "flapping" }, null],
  ] as const)("tells of what runs on although it was to be stopped: %o", (parts, own) => {
    const about = {
      policy: "nights",
      resource: "prod/notebook/nb-1",
      action: "stop",
      details: { team: "vision" },
    };
    const told = outcomeNotices(
      news([entry(1, { ...about, ...parts, step: own, text: "sold out" })]),
      CONTEXT,
    );
    expect(titles(told)).toEqual(["slack:#vision: Should be stopped but runs: nb-1"]);
    expect(told[0]?.notice.lines[0]).toBe("nb-1: sold out");
  });

  it("tells what a policy means that does nothing else", () => {
    const about = { policy: "nights", resource: "prod/dev-server/ds-1", action: "none" };
    const seen = entry(1, {
      ...about,
      phase: "planned",
      reason: "observe",
      text: "bought",
      details: { team: "vision" },
    });
    const would = entry(2, { ...about, action: "stop", phase: "planned", reason: "observe" });
    const told = outcomeNotices(news([seen, would]), CONTEXT);
    expect(titles(told)).toEqual(["slack:#vision: nights: ds-1"]);
  });

  it("tells nothing of what a policy only observes", () => {
    const config = telling({ policies: [policy({ mode: "observe" })] });
    const skip = entry(1, {
      phase: "skipped",
      reason: "scarce",
      policy: "nights",
      resource: "prod/notebook/nb-1",
      action: "stop",
    });
    expect(outcomeNotices(news([skip]), { config, nowMs: NOW })).toEqual([]);
  });
});
