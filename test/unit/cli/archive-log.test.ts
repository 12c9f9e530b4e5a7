import { access, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type ArchiveContext, archiveLog } from "../../../lib/cli/archive-log.ts";
import { verifyArchives } from "../../../lib/cli/verify-archives.ts";
import { randomIds } from "../../../lib/compose/ids.ts";
import { AutomationError } from "../../../lib/domain/errors.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { emptyMemoryState } from "../../../lib/stores/memory/memory-state.ts";
import { closedRun, intake } from "../../contract/store-fixtures.ts";
import { temporaryFolder } from "../stores/sqlite/temporary-folder.ts";
import { type FakeTerminal, fakeTerminal } from "./fake-terminal.ts";

const KEY = "visibly-fake-log-key";
/** The runs of these tests ended some ten weeks before the terminal's day. */
const KEEP_MS = 30 * 86_400_000;
const file = temporaryFolder();

async function filled(state = emptyMemoryState()): Promise<Store> {
  const store = createMemoryStore({ logKey: KEY, state });
  for (const [index, run] of ["r-1", "r-2", "r-3"].entries()) await closedRun(store, run, index * 1_000);
  await store.accept(intake("r-open", 5_000));
  return store;
}

interface Wishes extends Partial<ArchiveContext> {
  readonly name?: string;
  readonly keepMs?: number;
  readonly json?: boolean;
}

async function archive(
  store: Store,
  { name = "a.jsonl", keepMs = KEEP_MS, json = false, ...context }: Wishes = {},
) {
  const terminal = (context.terminal ?? fakeTerminal()) as FakeTerminal;
  const asked = { path: file(name), keepMs, by: "u-101", json };
  const code = await archiveLog(asked, store, { ids: randomIds, key: KEY, ...context, terminal });
  return { code, terminal };
}

const filesThere = async () => (await readdir(file(""))).sort();

describe("archiveLog", () => {
  it("moves closed runs into a file for its owner alone, and says what to keep", async () => {
    const store = await filled();
    const { code, terminal } = await archive(store);
    expect(code).toBe(0);
    expect(await filesThere()).toEqual(["a.jsonl"]);
    expect((await stat(file("a.jsonl"))).mode & 0o777).toBe(0o600);
    const { archives, head, problems } = await store.verify({ key: KEY });
    expect(problems).toEqual([]);
    expect(archives).toMatchObject([{ from: 1, to: 3, file: "a.jsonl" }]);
    expect(terminal.outLines).toEqual([
      "archived runs: 3, entries: 15, checkpoints 1 to 3",
      `file: ${file("a.jsonl")}`,
      `digest: ${archives[0]?.digest}`,
      "entries that left the log: 15",
      `head: ${head}`,
      "keep the file and the head; check both with: curfew log --verify --with FILE",
    ]);
    expect((await store.find({}, { limit: 100 })).entries.map(({ phase }) => phase)).toEqual([
      "received",
      "received",
      "finished",
    ]);
  });

  it("prints one object for a program, and leaves a record that says who did it", async () => {
    const store = await filled();
    const { terminal } = await archive(store, { json: true });
    const { archives, head } = await store.verify({});
    const [record] = archives;
    expect(terminal.json()).toEqual({
      archived: true,
      file: file("a.jsonl"),
      from: 1,
      to: 3,
      runs: 3,
      entries: 15,
      digest: record?.digest,
      more: false,
      removed: 15,
      head,
    });
    const kept = await store.read(record?.run ?? "");
    expect(kept?.event).toMatchObject({
      id: `archive-1-3-${record?.digest.slice(0, 12)}`,
      source: "cli",
      type: "log.archived",
      data: { file: "a.jsonl", from: 1, to: 3, entries: 15, by: "u-101" },
    });
    expect(kept?.entries.map(({ phase, reason }) => [phase, reason])).toEqual([
      ["received", "received"],
      ["finished", "archived"],
    ]);
  });

  it("writes nothing when nothing is old enough", async () => {
    const store = await filled();
    const { code, terminal } = await archive(store, { keepMs: 90 * 86_400_000 });
    expect(code).toBe(0);
    expect(terminal.text()).toMatch(/^nothing to archive: no closed run of the log ended before /);
    expect(await filesThere()).toEqual([]);
    const asked = await archive(store, { keepMs: 90 * 86_400_000, json: true });
    expect(asked.terminal.json()).toEqual({ archived: false, until: "2025-12-14T12:00:00.000Z" });
    expect((await store.verify({})).archives).toEqual([]);
  });

  it("takes so much at once as the log can forget in one write, and says that there is more", async () => {
    const store = await filled();
    const { terminal } = await archive(store, { entriesMax: 6 });
    expect(terminal.errLines).toEqual(["curfew: more runs are old enough: archive again, into another file"]);
    await archive(store, { entriesMax: 6, name: "b.jsonl" });
    expect((await store.verify({ key: KEY })).archives.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [3, 3],
    ]);
  });

  it.each([
    ["a.jsonl", /is there already; name another file/],
    ["a.jsonl.part", /another archive is being written, or one broke off/],
  ])("leaves %s alone where it is, and moves nothing", async (name, message) => {
    const store = await filled();
    await writeFile(file(name), "mine");
    await expect(archive(store)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(message),
    });
    expect(await readFile(file(name), "utf8")).toBe("mine");
    expect((await store.verify({})).archives).toEqual([]);
  });

  it("says what is wrong with a place that cannot be written", async () => {
    const store = await filled();
    await expect(archive(store, { name: "none/a.jsonl" })).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(/cannot be written \(ENOENT\); nothing was archived/),
    });
  });

  it("moves nothing out of a log that is not sound", async () => {
    const state = emptyMemoryState();
    const store = await filled(state);
    const [first] = state.entries.get("r-2") ?? [];
    if (first) Object.assign(first.kept, { bytes: first.kept.bytes.replace("received", "deceived") });
    await expect(archive(store)).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringMatching(/nothing was archived, because the log has problems: run r-2/),
    });
    expect(await filesThere()).toEqual([]);
    expect((await store.verify({})).archives).toEqual([]);
  });

  it("loses nothing when it dies between the file and the log, and can be repeated", async () => {
    const store = await filled();
    const before = await store.verify({ key: KEY });
    const dies: Store = {
      ...store,
      archive: async () => {
        throw new AutomationError("store-failed", "the disk went away");
      },
    };
    const terminal = fakeTerminal();
    await expect(archive(dies, { terminal })).rejects.toThrow("the disk went away");
    expect(terminal.errLines.join()).toMatch(/a\.jsonl is whole and stays/);
    const after = await store.verify({ key: KEY });
    expect(after).toEqual(before);
    const lost = await verifyArchives(after, [file("a.jsonl")], KEY);
    expect(lost.problems).toEqual([expect.stringMatching(/a\.jsonl: the log has no record of it/)]);

    await expect(archive(store)).rejects.toThrow(/is there already/);
    await archive(store, { name: "b.jsonl" });
    const whole = await verifyArchives(await store.verify({ key: KEY }), [file("b.jsonl")], KEY);
    expect(whole.problems).toEqual([]);
    // The file that was left over is the same archive, byte for byte.
    expect(await readFile(file("a.jsonl"))).toEqual(await readFile(file("b.jsonl")));
  });

  it("takes its file back when somebody else has archived meanwhile", async () => {
    const store = await filled();
    const late: Store = {
      ...store,
      archive: async (...call) => {
        await archive(store, { name: "first.jsonl" });
        return store.archive(...call);
      },
    };
    await expect(archive(late)).rejects.toMatchObject({ code: "store-conflict" });
    await expect(access(file("a.jsonl"))).rejects.toThrow();
    const whole = await verifyArchives(await store.verify({ key: KEY }), [file("first.jsonl")], KEY);
    expect(whole.problems).toEqual([]);
  });
});
