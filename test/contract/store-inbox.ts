import { describe, expect, it } from "vitest";
import { entry, intake, ticket } from "./store-fixtures.ts";
import { eachStore, type OpenStore } from "./store-opening.ts";

/** Taking in while there is room. */
export function describeInbox(open: OpenStore): void {
  describe("accept with a bound", () => {
    const opened = eachStore(open);

    it("turns a new event away while so many runs are open, and writes nothing", async () => {
      const { store } = opened();
      const bound = { openMax: 2 };
      expect(await store.accept(intake("r-1"), bound)).toMatchObject({ outcome: "new" });
      expect(await store.accept(intake("r-2"), bound)).toMatchObject({ outcome: "new" });
      expect(await store.accept(intake("r-3"), bound)).toEqual({ outcome: "full" });
      expect(await store.read("r-3")).toBeUndefined();
      expect(await store.verify({})).toMatchObject({ runs: 2, entries: 2, problems: [] });
    });

    it("answers a known event as ever, also when it is full", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      await store.accept(intake("r-2"));
      await store.append("r-2", 1, [entry("finished", 1)]);
      const again = (run: string) => store.accept({ ...intake(run), run: "r-9" }, { openMax: 1 });
      expect(await again("r-1")).toEqual({ outcome: "unfinished", run: "r-1" });
      expect(await again("r-2")).toEqual({ outcome: "finished", run: "r-2" });
    });

    it("has room again once a run has ended", async () => {
      const { store } = opened();
      await store.accept(intake("r-1"));
      expect(await store.accept(intake("r-2"), { openMax: 1 })).toEqual({ outcome: "full" });
      await store.append("r-1", 1, [entry("finished", 1)]);
      expect(await store.accept(intake("r-2"), { openMax: 1 })).toEqual({ outcome: "new", run: "r-2" });
    });

    it("does not count runs that tell people", async () => {
      const { store } = opened();
      const telling = { ...ticket("n-1"), type: "notices.due", data: { after: null, upTo: "1" } } as const;
      await store.accept(intake("r-1", 0, telling));
      expect(await store.accept(intake("r-2"), { openMax: 1 })).toMatchObject({ outcome: "new" });
      expect(await store.accept(intake("r-3"), { openMax: 1 })).toEqual({ outcome: "full" });
    });

    it.each([0, -1, 1.5, Number.NaN])("refuses %d as a bound", async (openMax) => {
      await expect(opened().store.accept(intake("r-1"), { openMax })).rejects.toMatchObject({
        code: "store-failed",
        message: expect.stringContaining("openMax"),
      });
    });
  });
}
