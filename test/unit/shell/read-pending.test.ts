import { describe, expect, it } from "vitest";
import { entryAt } from "../../../lib/shell/entry.ts";
import { readPending, readVerdicts } from "../../../lib/shell/read-pending.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { hold } from "../../fixtures/resources.ts";
import { NOON_MS } from "../cli/fake-terminal.ts";
import { add, receive } from "../cli/log-fixtures.ts";

describe("readPending", () => {
  it("tells machine, policy, due time and owner of each stop that was announced and no hold has put off", async () => {
    const store = createMemoryStore();
    await receive(store, "r1");
    const warned = (resource: string, owner: string | null, minutes: number) => {
      const pending = { warnedAtMs: NOON_MS, stopAtMs: NOON_MS + minutes * 60_000, levelMs: 60_000 };
      const details = { owner, memory: { pending } };
      return entryAt(NOON_MS, { phase: "skipped", reason: "warned", policy: "nights", resource, details });
    };
    await add(store, "r1", [warned("prod/notebook/a", "anna", 30), warned("prod/notebook/b", null, 5)]);
    const verdicts = await readVerdicts(store, ["nights", "other"]);
    const common = { policy: "nights", trial: false };
    expect(await readPending(store, verdicts, [])).toEqual([
      { ...common, resource: "prod/notebook/b", due: "2026-03-14T12:05:00.000Z", owner: null },
      { ...common, resource: "prod/notebook/a", due: "2026-03-14T12:30:00.000Z", owner: "anna" },
    ]);
    const held = hold("prod/notebook/a", { until: "2026-03-14T12:30:00.000Z" });
    const brief = hold("prod/notebook/b", { until: "2026-03-14T12:04:00.000Z" });
    const left = await readPending(store, verdicts, [held, brief]);
    expect(left.map(({ resource }) => resource)).toEqual(["prod/notebook/b"]);
  });
});
