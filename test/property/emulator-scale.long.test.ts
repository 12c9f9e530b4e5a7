import { beforeAll, describe, expect, it } from "vitest";
import { initialState } from "../../lib/emulator/create-emulator.ts";
import { generateFleet } from "../../lib/emulator/generate-fleet.ts";
import { handle } from "../../lib/emulator/handle.ts";
import { seededRandom } from "../../lib/emulator/noise.ts";
import type { EmulatorState } from "../../lib/emulator/state.ts";
import { KEY, START, signedRequest } from "../unit/emulator/driver.ts";

const SIZE = 100_000;
const LIMIT = 1000;

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly total: number;
}

describe("one hundred thousand notebooks", () => {
  let state: EmulatorState;
  const random = seededRandom(1);

  beforeAll(() => {
    // Huawei Cloud gives at most 50 notebooks at a time, Open Telekom Cloud has no such limit: fewer calls here.
    const fleet = { ...generateFleet({ size: SIZE, kinds: { notebook: 1 } }), cloud: "otc" as const };
    state = initialState({ credentials: [KEY], fleet }, START);
  });

  function call(method: string, path: string, query: Record<string, string | number> = {}): Page {
    const handled = handle(state, signedRequest(method, `/v1/{p}/${path}`, { query }, START), START, random);
    expect(handled.response.status).toBe(200);
    state = handled.state;
    return JSON.parse(new TextDecoder().decode(handled.response.body)) as Page;
  }

  it("can be listed whole in as many calls as there are pages", () => {
    const ids = new Set<string>();
    let calls = 0;
    for (let offset = 0; offset < SIZE; offset += LIMIT) {
      const page = call("GET", "notebooks", { limit: LIMIT, offset });
      calls += 1;
      expect(page.total).toBe(SIZE);
      for (const { id } of page.data) ids.add(id);
    }
    expect([calls, ids.size]).toEqual([SIZE / LIMIT, SIZE]);
  });

  it("share everything but one entry between a state and the next", () => {
    const before = state;
    const id = call("GET", "notebooks", { limit: 10 }).data[0]?.id ?? "";
    call("POST", `notebooks/${id}/stop`);
    const same = state.machines.shards.filter((shard, index) => shard === before.machines.shards[index]);
    expect(same).toHaveLength(state.machines.shards.length - 1);
    expect(state.rosters).toBe(before.rosters);
  });
});
