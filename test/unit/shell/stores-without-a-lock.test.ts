import { describe, expect, it } from "vitest";
import { rebuildPolicy, tick, ticket } from "../../fixtures/policies.ts";
import { notebook, server } from "../../fixtures/resources.ts";
import { createWorld } from "./world.ts";

const unlocked = (options: Parameters<typeof createWorld>[0] = {}) =>
  createWorld({
    ...options,
    wrap: (store) => ({ ...store, capabilities: { ...store.capabilities, exclusiveAppend: false } }),
  });

describe("a store that cannot promise a lock", () => {
  it("carries no chain that leads to something which may happen only once, not even its first link", async () => {
    const world = unlocked({ machines: [server()], config: { policies: [rebuildPolicy()] } });
    await world.take(ticket());
    await world.finish("run-1");
    expect(world.cloud.sent).toEqual([]);
    expect((await world.lines("run-1")).slice(-3)).toEqual([
      "failed not-supported stop ds-1",
      "failed not-supported reinstall-os ds-1",
      "finished some-failed",
    ]);
  });

  it("carries what may be repeated", async () => {
    const world = unlocked({ machines: [notebook()] });
    await world.take(tick());
    await world.finish("run-1");
    expect(world.cloud.effects).toHaveLength(1);
  });
});
