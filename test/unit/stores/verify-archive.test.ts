import { describe, expect, it } from "vitest";
import type { Checkpoint } from "../../../lib/domain/checkpoint.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { checkpointHash } from "../../../lib/stores/seal-run.ts";
import { verifyArchive } from "../../../lib/stores/verify-archive.ts";
import { archiveUntil, linesOf } from "../../contract/store-archive-fixtures.ts";
import { closedRun } from "../../contract/store-fixtures.ts";

const KEY = "example-log-key";

interface Line {
  checkpoint: Checkpoint;
  event: string;
  entries: string[];
}

async function fill(store: Store): Promise<Store> {
  for (const [index, run] of ["r-1", "r-2", "r-3", "r-4"].entries())
    await closedRun(store, run, index * 1_000);
  return store;
}

/** An archive of three runs behind an earlier one of one run, as header and lines. */
async function madeArchive(logKey?: string) {
  const store = await fill(createMemoryStore(logKey === undefined ? {} : { logKey }));
  await archiveUntil(store, "r-first", 100, 5_000);
  const { text, record } = await archiveUntil(store, "r-second", 3_100, 6_000);
  const [header, ...lines] = text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return { text, record, header, lines: lines as Line[] };
}

function check(header: unknown, lines: readonly unknown[], proofs: { key?: string; head?: string } = {}) {
  return verifyArchive(
    linesOf([header, ...lines, ""].map((line) => line && JSON.stringify(line)).join("\n")),
    proofs,
  );
}

/** Every change to an archive that must be found, by the lines that remain. */
const CHANGES: readonly (readonly [name: string, change: (lines: Line[]) => unknown[], says: RegExp])[] = [
  [
    "an edited entry",
    ([first, ...rest]) => [{ ...first, entries: swapIn(first, 1, /an entry of/, "no entry of") }, ...rest],
    /^run r-2: is not as checkpoint 2 sealed it, with 5 entries/,
  ],
  [
    "an entry that is none",
    ([first, ...rest]) => [{ ...first, entries: swapIn(first, 1, /.*/, "gone") }, ...rest],
    /^run r-2, entry 2: its bytes are not a status entry/,
  ],
  [
    "a removed entry",
    ([first, ...rest]) => [{ ...first, entries: first?.entries.toSpliced(2, 1) }, ...rest],
    /^run r-2, entry 3: seq beside the entry differs from its bytes/,
  ],
  [
    "a run without its end",
    ([first, ...rest]) => [{ ...first, entries: first?.entries.slice(0, -1) }, ...rest],
    /^run r-2: finished differs from its entries/,
  ],
  [
    "entries of another run",
    ([first, second, ...rest]) => [{ ...first, entries: second?.entries }, second, ...rest],
    /^run r-2, entry 1: run beside the entry differs from its bytes/,
  ],
  [
    "an edited event",
    ([first, ...rest]) => [{ ...first, event: first?.event.replace("Approved", "Refused") }, ...rest],
    /^run r-2: its event is not the one that its first entry received/,
  ],
  [
    "an event that is none",
    ([first, ...rest]) => [{ ...first, event: "" }, ...rest],
    /^run r-2: its event is not/,
  ],
  [
    "an edited checkpoint",
    ([first, ...rest]) => [{ ...first, checkpoint: { ...first?.checkpoint, lastSeq: 4 } }, ...rest],
    /^checkpoint 2 was changed: its hash does not fit its fields/,
  ],
  [
    "an edited checkpoint with a hash that fits it",
    ([first, ...rest]) => [{ ...first, checkpoint: rehashed(first, { lastSeq: 4 }) }, ...rest],
    /^checkpoint 3 does not follow the one before it/,
  ],
  ["a removed run", ([first, _, ...rest]) => [first, ...rest], /^checkpoint 3 is missing/],
  ["a removed first run", ([_, ...rest]) => rest, /^checkpoint 2 is missing/],
  [
    "runs in another order",
    ([first, second, ...rest]) => [second, first, ...rest],
    /^checkpoint 2 is missing/,
  ],
  [
    "a line that is no run",
    ([first, ...rest]) => [first, { checkpoint: 1 }, ...rest],
    /^line 3 is not a run/,
  ],
  ["no run at all", () => [], /^it holds no run/],
];

function swapIn(line: Line | undefined, at: number, what: RegExp, by: string): readonly string[] {
  return (line?.entries ?? []).map((entry, index) => (index === at ? entry.replace(what, by) : entry));
}

function rehashed(line: Line | undefined, changes: Partial<Checkpoint>) {
  const changed = { ...(line?.checkpoint as Checkpoint), ...changes };
  return { ...changed, hash: checkpointHash(changed) };
}

describe("verifyArchive", () => {
  it("finds nothing in an untouched archive and tells where it stands in the chain", async () => {
    const { header, lines, text } = await madeArchive(KEY);
    const found = await verifyArchive(linesOf(text), { key: KEY });
    expect(found).toEqual({
      from: 2,
      to: 4,
      prev: lines[0]?.checkpoint.prev,
      head: lines[2]?.checkpoint.hash,
      runs: 3,
      entries: 15,
      problems: [],
      unknowns: [],
    });
    expect(header.prev).toBe(found.prev);
  });

  it.each(CHANGES)("finds %s without a key", async (_, change, says) => {
    const { header, lines } = await madeArchive();
    const { problems } = await check(header, change(lines));
    expect(
      problems.some((problem) => says.test(problem)),
      problems.join("\n"),
    ).toBe(true);
  });

  it("finds that the end was cut off, if it knows the head", async () => {
    const { header, lines } = await madeArchive();
    const head = lines.at(-1)?.checkpoint.hash ?? "";
    expect((await check(header, lines, { head })).problems).toEqual([]);
    const cut = lines.slice(0, -1);
    expect((await check(header, cut)).problems).toEqual([]);
    expect((await check(header, cut, { head })).problems).toEqual([
      expect.stringMatching(/^its last checkpoint is not the one that it must end with/),
    ]);
  });

  it("finds a file that ends in the middle of a line", async () => {
    const { text } = await madeArchive();
    const lines = text.slice(0, -20).split("\n");
    const { problems } = await verifyArchive(linesOf([...lines, ""].join("\n")));
    expect(problems).toEqual(["line 4 is not a run of an archive: it was changed, or cut off"]);
  });

  it.each([
    [{ from: 3 }, /^checkpoint 3 is missing/],
    [{ prev: "" }, /^checkpoint 2 does not follow the one before it/],
    [{ v: 2 }, /^its first line is of another shape than version 1; use the newer Curfew/],
    [{ curfew: "other" }, /^its first line is not that of an archive of a log/],
  ])("finds a header with %j", async (changes, says) => {
    const { header, lines } = await madeArchive();
    const { problems } = await check({ ...header, ...changes }, lines);
    expect(problems[0]).toMatch(says);
  });

  it("finds a run that was rewritten without the key, and seals that were taken off", async () => {
    const { header, lines } = await madeArchive(KEY);
    const last = lines.at(-1);
    const rewritten = [
      ...lines.slice(0, -1),
      { ...last, checkpoint: rehashed(last, { at: "2026-01-05T09:00:00.000Z" }) },
    ];
    expect((await check(header, rewritten, { key: KEY })).problems[0]).toMatch(
      /^checkpoint 4: its seal does not fit the key/,
    );
    const bare = [...lines.slice(0, -1), { ...last, checkpoint: { ...last?.checkpoint, mac: null } }];
    expect((await check(header, bare, { key: KEY })).problems).toEqual([
      expect.stringMatching(/^checkpoint 4 carries no seal although earlier ones do/),
    ]);
  });

  it("says what it cannot know without a key, and from a time before there was one", async () => {
    const { text } = await madeArchive();
    expect((await verifyArchive(linesOf(text))).unknowns).toEqual([
      expect.stringMatching(/^without the log key/),
    ]);
    expect(await verifyArchive(linesOf(text), { key: KEY })).toMatchObject({
      problems: [],
      unknowns: [expect.stringMatching(/^none of its checkpoints carries a seal/)],
    });
  });

  it("finds that a text is no archive at all", async () => {
    const { problems } = await verifyArchive(linesOf("hello\nworld\n"));
    expect(problems).toEqual([
      "its first line is not that of an archive of a log",
      "line 2 is not a run of an archive: it was changed, or cut off",
      "it holds no run",
    ]);
    expect((await verifyArchive(linesOf(""))).problems).toEqual(["it holds no run"]);
  });
});
