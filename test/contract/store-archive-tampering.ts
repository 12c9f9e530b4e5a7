import { describe, expect, it } from "vitest";
import { archiveEvent, archiveUntil, type MadeArchive } from "./store-archive-fixtures.ts";
import { closedRun, entry, intake } from "./store-fixtures.ts";
import { eachStore, type OpenedStore, type OpenStore, type Tamper } from "./store-opening.ts";

const KEY = "example-log-key";

/** Two archived runs, two that stayed, an open one; the archive is recorded by `r-arch`, as checkpoint 4. */
async function archivedLog({ store }: OpenedStore): Promise<MadeArchive> {
  await closedRun(store, "r-1", 0);
  await closedRun(store, "r-2", 1_000);
  await closedRun(store, "r-3", 2_000);
  const made = await archiveUntil(store, "r-arch", 1_100);
  await closedRun(store, "r-4", 10_000);
  await store.accept(intake("r-open", 11_000));
  await store.append("r-open", 1, [entry("planned", 11_010)]);
  return made;
}

/** Every change behind the store's back that `verify` must find, and what it must say. */
const TAMPERINGS: readonly (readonly [
  name: string,
  change: (tamper: Tamper, made: MadeArchive) => Promise<void>,
  says: RegExp,
])[] = [
  [
    "a run that is marked as archived without a record",
    async (tamper) => {
      for (const seq of [1, 2, 3, 4, 5]) await tamper.removeEntry("r-3", seq);
      await tamper.editRun("r-3", { archived: true, eventText: "" });
    },
    /^run r-3: was sealed by checkpoint 3 and is gone; it is marked as archived, but no record says so$/,
  ],
  [
    "an archived run that was removed",
    (tamper) => tamper.removeRunRow("r-1"),
    /^run r-1: .*checkpoint 1 and is gone$/,
  ],
  [
    "a run that was removed beside an archive",
    (tamper) => tamper.removeRun("r-3"),
    /^run r-3: .*3 and is gone$/,
  ],
  [
    "a mark that was taken off",
    (tamper) => tamper.editRun("r-2", { archived: false }),
    /^run r-2: .*its mark is gone/,
  ],
  [
    "a record that was removed",
    async (tamper) => tamper.removeRun("r-arch"),
    /^run r-1: was sealed by checkpoint 1 and is gone; it is marked/,
  ],
  [
    "a record that lost its seal",
    async (tamper) => tamper.removeCheckpoint(4),
    /^run r-2: was sealed by checkpoint 2 and is gone; it is marked/,
  ],
  [
    "a record of fewer runs",
    (tamper, { record }) => tamper.editRun("r-arch", { eventText: textOf({ ...record, to: 1 }) }),
    /^run r-2: was sealed by checkpoint 2 and is gone; it is marked/,
  ],
  [
    "a record of more runs",
    (tamper, { record }) => tamper.editRun("r-arch", { eventText: textOf({ ...record, to: 3 }) }),
    /^run r-arch: its event is not the one that its first entry received/,
  ],
  [
    "a record that begins too late",
    (tamper, { record }) => tamper.editRun("r-arch", { eventText: textOf({ ...record, from: 2 }) }),
    /^run r-arch: records an archive of checkpoints 2 to 2, which does not follow what was archived before it, up to 0/,
  ],
  [
    "a record that covers itself",
    (tamper, { record }) => tamper.editRun("r-arch", { eventText: textOf({ ...record, to: 4 }) }),
    /^run r-arch: records an archive of checkpoints 1 to 4, which does not follow/,
  ],
  [
    "a record of another file",
    (tamper, { record }) =>
      tamper.editRun("r-arch", { eventText: textOf({ ...record, digest: "0".repeat(64) }) }),
    /^run r-arch: its event is not the one that its first entry received/,
  ],
  [
    "a record that is no longer one",
    (tamper) => tamper.editRun("r-arch", { eventText: "{}" }),
    /^run r-arch: its event is not the one/,
  ],
  [
    "a record whose entry was edited",
    (tamper) => tamper.editEntry("r-arch", 2, { bytes: "{}" }),
    /^run r-arch, entry 2: its hash does not fit/,
  ],
  [
    "a record that is marked as moved away itself",
    (tamper) => tamper.editRun("r-arch", { archived: true }),
    /^run r-arch: was sealed by checkpoint 4 and is gone; it is marked/,
  ],
  [
    "an archived run that got an event again",
    (tamper) => tamper.editRun("r-1", { eventText: "{}" }),
    /^run r-1: was archived, but its event or some of its entries are here/,
  ],
  [
    "an archived run that got an entry again",
    (tamper) => tamper.editEntry("r-open", 2, { run: "r-1", seq: 1 }),
    /^run r-1: was archived, but its event or some of its entries are here/,
  ],
  [
    "an edited head",
    (tamper) => tamper.editRun("r-1", { head: "0" }),
    /^run r-1: head differs from checkpoint 1/,
  ],
  [
    "an edited length",
    (tamper) => tamper.editRun("r-1", { lastSeq: 4 }),
    /^run r-1: lastSeq differs from checkpoint 1/,
  ],
  [
    "an edited end",
    (tamper) => tamper.editRun("r-1", { lastAtMs: 1 }),
    /^run r-1: lastAtMs differs from checkpoint 1/,
  ],
  [
    "an archived run made to look open",
    (tamper) => tamper.editRun("r-1", { finished: false }),
    /^run r-1: finished differs from checkpoint 1/,
  ],
  [
    "a removed checkpoint of an archived run",
    (tamper) => tamper.removeCheckpoint(2),
    /^checkpoint 2 is missing/,
  ],
  [
    "an edited checkpoint of an archived run",
    (tamper) => tamper.editCheckpoint(2, { lastSeq: 4 }),
    /^checkpoint 2 was changed: its hash does not fit its fields/,
  ],
];

function textOf(record: MadeArchive["record"]): string {
  return JSON.stringify(archiveEvent(record));
}

/** What `verify` finds in a log of which a part was archived. */
export function describeArchiveTampering(open: OpenStore): void {
  describe("verify after an archive", () => {
    const opened = eachStore(open, { logKey: KEY });

    it("finds nothing in an untouched log, and names what only the files can tell", async () => {
      const { record } = await archivedLog(opened());
      const { store } = opened();
      const { head } = await store.verify({});
      const found = await store.verify({ key: KEY, anchor: head ?? "" });
      expect(found).toMatchObject({ runs: 6, entries: 14, checkpoints: 5, problems: [] });
      expect(found.archives).toMatchObject([{ ...record, run: "r-arch" }]);
      expect(found.unknowns).toEqual([
        expect.stringMatching(/^runs still open and not sealed: 1;/),
        "checkpoints 1 to 2 are in archives: check them with their files",
      ]);
    });

    it.each(TAMPERINGS)("finds %s without key or anchor", async (_, change, says) => {
      const made = await archivedLog(opened());
      await change(opened().tamper, made);
      const { problems } = await opened().store.verify({});
      expect(
        problems.some((problem) => says.test(problem)),
        problems.join("\n"),
      ).toBe(true);
    });
  });
}
