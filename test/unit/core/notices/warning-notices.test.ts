import { expect, it } from "vitest";
import { warningNotices } from "../../../../lib/core/notices/warning-notices.ts";
import { at, HOUR, MINUTE, NOW } from "../../../fixtures/resources.ts";
import { CONTEXT, entry, news } from "./news.ts";

it("a warning of several machines says of each when its own stop is due", () => {
  const warned = [HOUR, 30 * MINUTE].map((inMs, index) => {
    const pending = { warnedAtMs: NOW, stopAtMs: NOW + inMs, levelMs: HOUR };
    const parts = { phase: "skipped", reason: "warned", policy: "nights" } as const;
    const resource = `prod/notebook/nb-${index + 1}`;
    const details = { owner: "anna", team: "vision", name: `nb-${index + 1}`, memory: { pending } };
    return entry(index + 1, { ...parts, resource, action: "stop", details });
  });
  const [told, ...others] = warningNotices(news(warned), CONTEXT);
  expect(others).toEqual([]);
  expect(told?.notice.facts).toMatchObject({
    stopAt: at(30 * MINUTE),
    machines: [
      { name: "nb-1", stopAt: at(HOUR) },
      { name: "nb-2", stopAt: at(30 * MINUTE) },
    ],
  });
});
