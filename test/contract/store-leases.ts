import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LEASE_AHEAD_MS, LEASES_MAX } from "../../lib/domain/lease.ts";
import type { Lease, LeaseRequest } from "../../lib/ports/lease-store.ts";
import type { Store } from "../../lib/ports/store.ts";
import { DAY_MS, entry, intake } from "./store-fixtures.ts";
import { eachStore, type OpenStore } from "./store-opening.ts";

const NB_1 = "prod/notebook/nb-1";
const NB_2 = "prod/notebook/nb-2";
const LIFE_MS = 60_000;

/** Who asks next, how much later, and whether what it has is given back at once. */
const SCRIPT = fc.array(
  fc.record({
    holder: fc.constantFrom("a", "b", "c"),
    aheadMs: fc.integer({ min: 0, max: 2 * LIFE_MS }),
    release: fc.boolean(),
  }),
  { minLength: 80, maxLength: 80 },
);

/** A request of a holder for these resources, so many milliseconds into the day. */
function ask(holder: string, resources: readonly string[], ms = 0, lifeMs = LIFE_MS): LeaseRequest {
  return { holder, resources, nowMs: DAY_MS + ms, untilMs: DAY_MS + ms + lifeMs };
}

/** The one lease of a request that must be given. */
async function taken(store: Store, request: LeaseRequest) {
  const [lease, ...others] = await store.takeLeases(request);
  expect(others).toEqual([]);
  expect(lease, `${request.holder} was given ${request.resources.join()}`).toBeDefined();
  return lease as Lease & { readonly tookOver: boolean };
}

/** A fence is the highest so far, and belongs to one holder for ever. */
function checkFences(given: readonly Lease[], owners: Map<number, string>): void {
  for (const { fence, holder } of given) {
    expect(fence).toBeGreaterThanOrEqual(Math.max(0, ...owners.keys()));
    expect(owners.get(fence) ?? holder).toBe(holder);
    owners.set(fence, holder);
  }
}

/** Locks between runs, and the fence that keeps a late writer out. */
export function describeLeases(open: OpenStore): void {
  describe("leases", () => {
    const opened = eachStore(open);

    it("gives what is free, and leaves out what another one holds", async () => {
      const { store } = opened();
      expect(await store.takeLeases(ask("r-1", [NB_1]))).toEqual([
        { resource: NB_1, holder: "r-1", fence: 1, untilMs: DAY_MS + LIFE_MS, tookOver: false },
      ]);
      expect(await store.takeLeases(ask("r-2", [NB_1, NB_2], 10))).toEqual([
        { resource: NB_2, holder: "r-2", fence: 1, untilMs: DAY_MS + 10 + LIFE_MS, tookOver: false },
      ]);
      expect(await store.takeLeases(ask("r-3", [NB_2, NB_1], 20))).toEqual([]);
    });

    it("gives one resource to one of several that ask at once", async () => {
      const { store } = opened();
      const asked = Array.from({ length: 8 }, (_, index) =>
        store.takeLeases(ask(`r-${index}`, [NB_1, NB_2])),
      );
      const given = (await Promise.all(asked)).flat();
      expect(given.map(({ resource }) => resource).sort()).toEqual([NB_1, NB_2]);
    });

    it("renews for the holder: same fence, later end", async () => {
      const { store } = opened();
      await store.takeLeases(ask("r-1", [NB_1]));
      expect(await taken(store, ask("r-1", [NB_1], 50_000))).toEqual({
        resource: NB_1,
        holder: "r-1",
        fence: 1,
        untilMs: DAY_MS + 50_000 + LIFE_MS,
        tookOver: false,
      });
      expect(await store.takeLeases(ask("r-2", [NB_1], LIFE_MS + 1))).toEqual([]);
    });

    it("is not shortened by a request of the same holder that froze on its way", async () => {
      const { store } = opened();
      await taken(store, ask("r-1", [NB_1], 30_000));
      // Asked for half a minute before, and only now arrived: the newer end stands, for it and for others.
      expect(await taken(store, ask("r-1", [NB_1], 0))).toMatchObject({ untilMs: DAY_MS + 30_000 + LIFE_MS });
      expect(await store.takeLeases(ask("r-2", [NB_1], LIFE_MS + 10_000))).toEqual([]);
      // An end that no honest clock can have set gives way.
      await taken(store, ask("r-3", [NB_2], 3 * LEASE_AHEAD_MS));
      expect(await taken(store, ask("r-3", [NB_2], 0))).toMatchObject({ untilMs: DAY_MS + LIFE_MS });
    });

    it("keeps the fence for a holder that comes back late, if nobody came in between", async () => {
      const { store } = opened();
      await store.takeLeases(ask("r-1", [NB_1]));
      expect(await taken(store, ask("r-1", [NB_1], 10 * LIFE_MS))).toMatchObject({
        fence: 1,
        tookOver: false,
      });
    });

    it("lets another one take over in the millisecond in which it runs out, with a higher fence", async () => {
      const { store } = opened();
      await store.takeLeases(ask("r-1", [NB_1]));
      expect(await store.takeLeases(ask("r-2", [NB_1], LIFE_MS - 1))).toEqual([]);
      expect(await taken(store, ask("r-2", [NB_1], LIFE_MS))).toMatchObject({ fence: 2, tookOver: true });
      expect(await store.takeLeases(ask("r-1", [NB_1], LIFE_MS + 1))).toEqual([]);
    });

    it("tells what was given back from what was left to run out", async () => {
      const { store } = opened();
      const lease = await taken(store, ask("r-1", [NB_1]));
      await store.releaseLeases([lease]);
      expect(await taken(store, ask("r-2", [NB_1], 10))).toMatchObject({ fence: 2, tookOver: false });
    });

    it("gives a new fence also to the holder that gave it back", async () => {
      const { store } = opened();
      const lease = await taken(store, ask("r-1", [NB_1]));
      await store.releaseLeases([lease]);
      expect(await taken(store, ask("r-1", [NB_1], 10))).toMatchObject({ fence: 2, tookOver: false });
      await store.accept(intake("r-1"));
      expect(await store.append("r-1", 1, [entry("planned", 1)], { leases: [lease] })).toEqual({
        ok: false,
        conflict: "fence",
      });
    });

    it("takes nothing back from others: a stale lease, one of another holder, one that never was", async () => {
      const { store } = opened();
      const stale = await taken(store, ask("r-1", [NB_1]));
      const held = await taken(store, ask("r-2", [NB_1], LIFE_MS));
      await store.releaseLeases([stale, { ...held, holder: "r-3" }, { ...held, resource: NB_2 }]);
      await store.releaseLeases([]);
      expect(await store.takeLeases(ask("r-3", [NB_1], LIFE_MS + 1))).toEqual([]);
    });

    it("counts a lease that lies absurdly far ahead as run out", async () => {
      const { store } = opened();
      const ahead = 365 * 86_400_000;
      await store.takeLeases(ask("r-1", [NB_1], ahead));
      await store.takeLeases(ask("r-1", [NB_2], LEASE_AHEAD_MS - LIFE_MS));
      expect(await store.takeLeases(ask("r-2", [NB_1, NB_2]))).toMatchObject([
        { resource: NB_1, fence: 2, tookOver: true, untilMs: DAY_MS + LIFE_MS },
      ]);
    });

    it("never lets a fence fall or belong to two, whoever takes, gives back or lets run out", async () => {
      const { store } = opened();
      const [script = []] = fc.sample(SCRIPT, { numRuns: 1, seed: 5 });
      const owners = new Map<number, string>();
      const standing = new Map<string, readonly Lease[]>();
      let ms = 0;
      for (const { holder, aheadMs, release } of script) {
        ms += aheadMs;
        const given = await store.takeLeases(ask(holder, [NB_1], ms));
        checkFences(given, owners);
        standing.set(holder, [...(standing.get(holder) ?? []), ...given]);
        if (release) await store.releaseLeases(standing.get(holder) ?? []);
      }
      expect(owners.size).toBeGreaterThan(10);
    });

    it.each<[string, Partial<LeaseRequest>]>([
      ["no resource", { resources: [] }],
      ["too many", { resources: Array.from({ length: LEASES_MAX + 1 }, (_, index) => `nb-${index}`) }],
      ["one twice", { resources: [NB_1, NB_2, NB_1] }],
      ["one without a name", { resources: [""] }],
      ["a holder without a name", { holder: "" }],
      ["an end that is not after now", { untilMs: DAY_MS }],
      ["an end that is no number", { untilMs: Number.NaN }],
      ["an end that others would take for a mistake", { untilMs: DAY_MS + LEASE_AHEAD_MS + 1 }],
    ])("refuses %s, and gives nothing", async (_, changes) => {
      const { store } = opened();
      const request = { ...ask("r-1", [NB_1]), ...changes };
      await expect(store.takeLeases(request)).rejects.toMatchObject({
        code: "store-failed",
        message: expect.stringMatching(/leases?/),
      });
      expect(await taken(store, ask("r-2", [NB_1]))).toMatchObject({ fence: 1 });
    });

    it("takes as many as it may at once", async () => {
      const { store } = opened();
      const resources = Array.from({ length: LEASES_MAX }, (_, index) => `prod/notebook/nb-${index}`);
      expect(await store.takeLeases(ask("r-1", resources))).toHaveLength(LEASES_MAX);
    });
  });

  describe("append under leases", () => {
    const opened = eachStore(open);
    const FENCE = { ok: false, conflict: "fence" };
    const write = (store: Store, seq: number, leases: readonly Lease[], permits: readonly string[] = []) =>
      store.append("r-1", seq, [entry("submitting", 1)], { leases, permits });

    it("goes through while every lease stands, also when its time is over", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const leases = await store.takeLeases(ask("r-1", [NB_1, NB_2]));
      expect(await write(store, 1, leases)).toMatchObject({ ok: true });
      expect(
        await write(
          store,
          2,
          leases.map((lease) => ({ ...lease, untilMs: 1 })),
        ),
      ).toMatchObject({ ok: true });
    });

    it("keeps out a holder that slept while another one took over; nothing is written, no permit taken", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const slept = await store.takeLeases(ask("r-1", [NB_1, NB_2]));
      await store.takeLeases(ask("r-2", [NB_2], LIFE_MS));
      expect(await write(store, 1, slept, ["p-1"])).toEqual(FENCE);
      expect((await store.read("r-1"))?.entries).toHaveLength(1);
      expect(await write(store, 1, slept.slice(0, 1), ["p-1"])).toMatchObject({ ok: true });
    });

    it("keeps out who gave it back, another holder, another fence, and a lease that never was", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const lease = await taken(store, ask("r-1", [NB_1]));
      const changes = [{ holder: "r-2" }, { fence: 2 }, { fence: 0 }, { resource: NB_2 }];
      for (const change of changes) expect(await write(store, 1, [{ ...lease, ...change }])).toEqual(FENCE);
      await store.releaseLeases([lease]);
      expect(await write(store, 1, [lease])).toEqual(FENCE);
    });

    it("gives back with the same write what is not needed any more, where it still stands", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const leases = await store.takeLeases(ask("r-1", [NB_1, NB_2]));
      await store.takeLeases(ask("r-2", [NB_2], LIFE_MS));
      const late = { leases: leases.slice(0, 1), release: leases };
      expect(await store.append("r-1", 1, [entry("planned", 1)], late)).toMatchObject({ ok: true });
      expect(await store.takeLeases(ask("r-3", [NB_1, NB_2], LIFE_MS + 1))).toMatchObject([
        { resource: NB_1, fence: 2, tookOver: false },
      ]);
    });

    it("gives nothing back with a write that is refused", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const release = await store.takeLeases(ask("r-1", [NB_1]));
      await store.append("r-1", 1, [entry("submitting", 1)], { permits: ["p-1"] });
      for (const [seq, permits] of [
        [1, []],
        [2, ["p-1"]],
      ] as const) {
        const refused = await store.append("r-1", seq, [entry("planned", 2)], { permits, release });
        expect(refused.ok).toBe(false);
      }
      expect(await store.takeLeases(ask("r-2", [NB_1], 1))).toEqual([]);
    });

    it("names the conflict that goes first: finished, sequence, fence, permit", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const lease = await taken(store, ask("r-1", [NB_1]));
      const wrong = [{ ...lease, fence: 9 }];
      await write(store, 1, [lease], ["p-1"]);
      expect(await write(store, 1, wrong, ["p-1"])).toEqual({ ok: false, conflict: "sequence" });
      expect(await write(store, 2, wrong, ["p-1"])).toEqual(FENCE);
      expect(await write(store, 2, [lease], ["p-1"])).toEqual({ ok: false, conflict: "permit" });
      await store.append("r-1", 2, [entry("finished", 2)], { leases: [lease] });
      expect(await write(store, 1, wrong, ["p-1"])).toEqual({ ok: false, conflict: "finished" });
    });
  });
}
