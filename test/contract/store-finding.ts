import { describe, expect, it } from "vitest";
import type { LogFilter } from "../../lib/ports/log-reader.ts";
import type { Store } from "../../lib/ports/store.ts";
import { closedRun, DAY_MS, entry, intake } from "./store-fixtures.ts";
import { eachStore, type OpenStore } from "./store-opening.ts";

const NB_1 = "prod/notebook/nb-1";
const NB_10 = "prod/notebook/nb-10";
const SERVER = "lab/dev-server/s-1";

/** Three runs of two policies, the second one late and open: each entry is told by run and number. */
async function threeRuns(store: Store): Promise<void> {
  await closedRun(store, "r-1", 1_000, NB_1);
  await store.accept(intake("r-2", 500));
  await store.append("r-2", 1, [
    entry("skipped", 510, { policy: "idle", resource: NB_10, reason: "busy" }),
    entry("planned", 2_000, { policy: "idle", resource: SERVER, reason: "planned" }),
  ]);
  await closedRun(store, "r-3", 3_000, SERVER);
}

/** Questions about the log. */
export function describeFinding(open: OpenStore): void {
  describe("find", () => {
    const opened = eachStore(open);
    const find = async (filter: LogFilter, options: { newest?: boolean; limit?: number } = {}) => {
      const { store } = opened();
      await threeRuns(store);
      const { entries } = await store.find(filter, { limit: 100, ...options });
      return entries.map(({ run, seq }) => `${run}.${seq}`).join(" ");
    };

    it("gives everything in the order of the log", async () => {
      expect(await find({})).toBe(
        "r-1.1 r-1.2 r-1.3 r-1.4 r-1.5 r-2.1 r-2.2 r-2.3 r-3.1 r-3.2 r-3.3 r-3.4 r-3.5",
      );
    });

    it.each<[string, LogFilter, string]>([
      ["a run", { run: "r-2" }, "r-2.1 r-2.2 r-2.3"],
      ["a run that is not there", { run: "r-9" }, ""],
      ["a whole resource, not those that begin with it", { resource: NB_1 }, "r-1.2 r-1.3 r-1.4"],
      ["part of an id", { resource: "nb-1" }, "r-1.2 r-1.3 r-1.4 r-2.2"],
      ["a target", { resource: "lab" }, "r-2.3 r-3.2 r-3.3 r-3.4"],
      ["a part that no resource has", { resource: "xyz" }, ""],
      ["a policy", { policy: "idle" }, "r-2.2 r-2.3"],
      ["phases, each once", { phases: ["planned", "finished", "planned"] }, "r-1.2 r-1.5 r-2.3 r-3.2 r-3.5"],
      ["no phase at all", { phases: [] }, ""],
      ["no phase at all of a run", { run: "r-1", phases: [] }, ""],
      ["a policy and phases", { policy: "nights", phases: ["planned", "skipped"] }, "r-1.2 r-3.2"],
      ["a resource and phases", { resource: SERVER, phases: ["planned"] }, "r-2.3 r-3.2"],
      ["a resource and a policy", { resource: SERVER, policy: "idle" }, "r-2.3"],
      [
        "part of a resource, a policy and phases",
        { resource: "lab", policy: "nights", phases: ["planned"] },
        "r-3.2",
      ],
      ["since, that millisecond included", { sinceMs: DAY_MS + 3_020 }, "r-3.3 r-3.4 r-3.5"],
      ["until, that millisecond excluded", { untilMs: DAY_MS + 510 }, "r-2.1"],
      ["a time that only a late entry has", { sinceMs: DAY_MS + 505, untilMs: DAY_MS + 520 }, "r-2.2"],
      ["a time before the log", { untilMs: DAY_MS }, ""],
      ["a time after the log", { sinceMs: DAY_MS + 9_999 }, ""],
      [
        "a policy within a time",
        { policy: "nights", sinceMs: DAY_MS + 1_030, untilMs: DAY_MS + 3_020 },
        "r-1.4 r-3.2",
      ],
      ["open runs", { open: true }, "r-2.1 r-2.2 r-2.3"],
      ["open runs and a phase", { open: true, phases: ["skipped"] }, "r-2.2"],
      ["an open run that has ended", { run: "r-1", open: true }, ""],
      ["open or not", { run: "r-2", open: false }, "r-2.1 r-2.2 r-2.3"],
    ])("finds by %s", async (_, filter, expected) => {
      expect(await find(filter)).toBe(expected);
    });

    it("takes the newest, still oldest first", async () => {
      expect(await find({ phases: ["planned", "finished"] }, { newest: true, limit: 3 })).toBe(
        "r-2.3 r-3.2 r-3.5",
      );
    });

    it("pages with a cursor without a gap or a repetition", async () => {
      const { store } = opened();
      await threeRuns(store);
      const all = await store.find({ resource: "nb-1" }, { limit: 100 });
      const paged: unknown[] = [];
      let after: string | undefined;
      for (let page = 0; page < 4; page += 1) {
        const { entries, cursor } = await store.find(
          { resource: "nb-1" },
          { limit: 1, ...(after === undefined ? {} : { after }) },
        );
        paged.push(...entries);
        after = cursor ?? undefined;
      }
      expect(paged).toEqual(all.entries);
      const end = await store.find({ resource: "nb-1" }, { limit: 1, after: after ?? "" });
      expect(end).toEqual({ entries: [], cursor: after });
    });

    it("follows: what is appended later, and however early it happened, comes behind the cursor", async () => {
      const { store } = opened();
      expect(await store.find({}, { limit: 10 })).toEqual({ entries: [], cursor: null });
      await threeRuns(store);
      const { cursor } = await store.find({}, { limit: 2, newest: true });
      const after = cursor ?? "";
      expect(await store.find({}, { limit: 10, after })).toEqual({ entries: [], cursor });
      await store.append("r-2", 3, [entry("decided", 1)]);
      const { entries } = await store.find({}, { limit: 10, after, newest: true });
      expect(entries.map(({ run, seq }) => `${run}.${seq}`)).toEqual(["r-2.4"]);
    });

    it("finds many resources by a part of them", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      const skips = Array.from({ length: 120 }, (_, index) =>
        entry("skipped", index, {
          policy: index % 2 === 0 ? "even" : "odd",
          resource: `prod/notebook/n-${index}`,
        }),
      );
      await store.append("r-1", 1, skips);
      expect((await store.find({ resource: "notebook" }, { limit: 1_000 })).entries).toHaveLength(120);
      expect(
        (await store.find({ resource: "notebook", policy: "odd" }, { limit: 1_000 })).entries,
      ).toHaveLength(60);
      expect((await store.find({ resource: "n-11" }, { limit: 1_000 })).entries).toHaveLength(11);
    });

    it.each([0, 1.5, 10_001])("refuses a limit of %s", async (limit) => {
      const usage = { code: "usage" };
      await expect(opened().store.find({}, { limit })).rejects.toMatchObject(usage);
      await expect(opened().store.openRuns({ limit })).rejects.toMatchObject(usage);
    });

    it("refuses a cursor that no log gave", async () => {
      await expect(opened().store.find({}, { limit: 1, after: "yesterday" })).rejects.toMatchObject({
        code: "usage",
      });
    });
  });

  describe("projections", () => {
    const opened = eachStore(open);

    it("lists open runs, the one received first before the others", async () => {
      const { store } = opened();
      await threeRuns(store);
      await store.accept(intake("r-4", 100));
      expect(await store.openRuns({ limit: 10 })).toEqual([
        {
          run: "r-4",
          event: "t-r-4",
          source: "jira",
          type: "ticket.updated",
          receivedAtMs: DAY_MS + 100,
          lastAtMs: DAY_MS + 100,
        },
        {
          run: "r-2",
          event: "t-r-2",
          source: "jira",
          type: "ticket.updated",
          receivedAtMs: DAY_MS + 500,
          lastAtMs: DAY_MS + 2_000,
        },
      ]);
      expect(await store.openRuns({ limit: 1 })).toMatchObject([{ run: "r-4" }]);
    });

    it("tells what was submitted since a time, newest first, with its owner", async () => {
      const { store } = opened();
      await threeRuns(store);
      await store.append("r-2", 3, [
        entry("submitting", 1_500, { resource: NB_10, action: "start", details: { owner: 7 } }),
        entry("submitting", 900, { resource: NB_10, action: "start" }),
      ]);
      const actions = await store.recentActions(DAY_MS + 1_000);
      expect(actions).toEqual([
        { resource: SERVER, action: "stop", owner: "u-101", atMs: DAY_MS + 3_020, policy: "nights" },
        { resource: NB_10, action: "start", owner: null, atMs: DAY_MS + 1_500 },
        { resource: NB_1, action: "stop", owner: "u-101", atMs: DAY_MS + 1_020, policy: "nights" },
      ]);
    });

    it("keeps the last verdict on each resource, by policy", async () => {
      const { store } = opened();
      await threeRuns(store);
      const reasons = [...(await store.lastVerdicts("idle"))].map(([ref, { reason }]) => [ref, reason]);
      expect(new Map(reasons as [string, string][])).toEqual(
        new Map([
          [NB_10, "busy"],
          [SERVER, "planned"],
        ]),
      );
      await store.append("r-2", 3, [
        entry("skipped", 1, { policy: "idle", resource: SERVER, reason: "held" }),
        entry("succeeded", 2, { policy: "idle", resource: SERVER, reason: "confirmed" }),
        entry("skipped", 3, { policy: "idle", reason: "not-due" }),
      ]);
      expect((await store.lastVerdicts("idle")).get(SERVER)).toEqual({
        ...{ reason: "held", atMs: DAY_MS + 1, memory: {} },
      });
      expect((await store.lastVerdicts("nights")).get(SERVER)?.reason).toBe("planned");
      expect(await store.lastVerdicts("other")).toEqual(new Map());
    });

    it("keeps what a policy has in mind of a machine, until a verdict says something else", async () => {
      const { store } = opened();
      await threeRuns(store);
      const memory = { restartsMs: [DAY_MS], pending: { warnedAtMs: 1, stopAtMs: 2, levelMs: 3 } };
      let seq = 3;
      const known = async (parts: Parameters<typeof entry>[2], phase: "skipped" | "planned" = "skipped") => {
        await store.append("r-2", seq, [entry(phase, seq, { policy: "idle", resource: SERVER, ...parts })]);
        seq += 1;
        return (await store.lastVerdicts("idle")).get(SERVER);
      };
      expect(await known({ reason: "warned", details: { memory } })).toEqual({
        ...{ reason: "warned", atMs: DAY_MS + 3, memory },
      });
      // A step that came to nothing is a verdict of its own, and says nothing of memory.
      expect((await known({ reason: "superseded", step: "s-9" }))?.memory).toEqual(memory);
      expect(
        (await known({ reason: "idle", step: "s-9", details: { memory: {} } }, "planned"))?.memory,
      ).toEqual({});
      expect((await known({ reason: "warned", details: { memory } }))?.memory).toEqual(memory);
      expect((await known({ reason: "busy" }))?.memory).toEqual({});
      expect((await known({ reason: "busy", details: { memory: { restartsMs: "none" } } }))?.memory).toEqual(
        {},
      );
    });
  });
}
