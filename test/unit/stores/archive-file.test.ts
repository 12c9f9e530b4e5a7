import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ArchivedRun } from "../../../lib/ports/log-archive.ts";
import { readArchiveLines, writeArchive } from "../../../lib/stores/archive-file.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { closedRun, DAY_MS } from "../../contract/store-fixtures.ts";

async function threeRuns() {
  const store = createMemoryStore();
  for (const [index, run] of ["r-1", "r-2", "r-3"].entries()) await closedRun(store, run, index * 1_000);
  return store.archivable(DAY_MS + 9_000);
}

async function* none(): AsyncGenerator<ArchivedRun> {}

async function* chunksOf(text: string, length: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function read(text: string, chunkLength: number, lineMax?: number) {
  const bytes = chunksOf(text, chunkLength);
  const { lines, digest } = readArchiveLines(bytes, lineMax === undefined ? {} : { lineMax });
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return { lines: all, digest: digest() };
}

describe("writeArchive", () => {
  it("writes a header and a line for each run, and tells the digest of exactly these bytes", async () => {
    const lines: string[] = [];
    const written = await writeArchive(await threeRuns(), (line) => void lines.push(line));
    expect(JSON.parse(lines[0] ?? "")).toEqual({ curfew: "log-archive", v: 1, from: 1, prev: "" });
    expect(lines.slice(1).map((line) => JSON.parse(line).checkpoint.run)).toEqual(["r-1", "r-2", "r-3"]);
    expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
    const digest = createHash("sha256").update(lines.join("")).digest("hex");
    expect(written).toEqual({ from: 1, to: 3, runs: 3, entries: 15, digest, more: false });
  });

  it("writes nothing when there is nothing", async () => {
    const lines: string[] = [];
    expect(await writeArchive(none(), (line) => void lines.push(line))).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it("begins no run behind the bound, and says that there are more", async () => {
    const text: string[] = [];
    const write = (line: string) => void text.push(line);
    expect(await writeArchive(await threeRuns(), write, { entriesMax: 6 })).toMatchObject({
      to: 2,
      entries: 10,
      more: true,
    });
    expect(text).toHaveLength(3);
    expect(await writeArchive(await threeRuns(), write, { entriesMax: 15 })).toMatchObject({ more: false });
  });

  it("asks for the next run only when the one before is written", async () => {
    const order: string[] = [];
    const runs = async function* () {
      for await (const run of await threeRuns()) {
        order.push(`read ${run.checkpoint.run}`);
        yield run;
      }
    };
    await writeArchive(runs(), async (line) => {
      await Promise.resolve();
      const { checkpoint } = JSON.parse(line);
      if (checkpoint) order.push(`wrote ${checkpoint.run}`);
    });
    expect(order).toEqual(["r-1", "r-2", "r-3"].flatMap((run) => [`read ${run}`, `wrote ${run}`]));
  });
});

describe("readArchiveLines", () => {
  const text = '{"a":"é€😀"}\n\n{"b":2}\n';
  const digest = createHash("sha256").update(text).digest("hex");

  it.each([1, 2, 3, 7, 1_000])("cuts at line breaks alone, with chunks of %i bytes", async (length) => {
    expect(await read(text, length)).toEqual({ lines: ['{"a":"é€😀"}', "", '{"b":2}'], digest });
  });

  it("gives what stands behind the last line break as a line too", async () => {
    expect((await read(text.slice(0, -3), 4)).lines.at(-1)).toBe('{"b":');
  });

  it("refuses a line that no archive has, before it fills the memory", async () => {
    await expect(read("x".repeat(100), 8, 32)).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringContaining("not an archive"),
    });
  });
});
