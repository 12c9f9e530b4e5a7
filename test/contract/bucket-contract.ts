import { describe, expect, it } from "vitest";
import type { Bucket } from "../../lib/ports/bucket.ts";

/** Keys with what URLs, queries, XML and signatures like to change. */
export const ODD_KEYS = [
  "a b",
  "a+b",
  "a%b",
  "a%2Fb",
  "a&b=c;d",
  "a?b#c",
  "a<b>c\"d'e",
  "a!(b)*~$@:,[]{}|\\^`",
  "été/日本語/😀",
  "e\u0301",
  "a//b/",
  "..a/b..",
] as const;

const text = (value: string) => new TextEncoder().encode(value);
const EVERY_BYTE = Uint8Array.from({ length: 1024 }, (_, index) => (index * 7) % 256);

/** Keys page by page, each page asked for behind the last key of the one before. */
async function pagesOf(bucket: Bucket, prefix: string, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let count = 0; count < 10; count += 1) {
    const after = pages.at(-1)?.at(-1);
    const { objects, more } = await bucket.list(prefix, { limit, ...(after === undefined ? {} : { after }) });
    pages.push(objects.map(({ key }) => key));
    if (!more) break;
  }
  return pages;
}

/** What every bucket must do, whichever kind it is. `open` yields a new, empty one. */
export function bucketContract(name: string, open: () => Promise<Bucket>): void {
  describe(`${name} as a bucket`, () => {
    it("reads what was written, byte for byte", async () => {
      const bucket = await open();
      expect(await bucket.put("bytes", EVERY_BYTE)).toEqual({ outcome: "written" });
      expect(Buffer.compare((await bucket.get("bytes")) ?? text(""), EVERY_BYTE)).toBe(0);
    });

    it("keeps an object without bytes apart from none", async () => {
      const bucket = await open();
      await bucket.put("empty", new Uint8Array());
      expect((await bucket.get("empty"))?.length).toBe(0);
      expect(await bucket.get("missing")).toBeUndefined();
    });

    it("replaces an object", async () => {
      const bucket = await open();
      await bucket.put("key", text("one"));
      await bucket.put("key", text("two"));
      expect(Buffer.from((await bucket.get("key")) ?? []).toString()).toBe("two");
    });

    it("writes, reads, lists and removes odd keys", async () => {
      const bucket = await open();
      for (const key of ODD_KEYS) await bucket.put(key, text(key));
      for (const key of ODD_KEYS) expect(Buffer.from((await bucket.get(key)) ?? []).toString()).toBe(key);
      const { objects, more } = await bucket.list("", { limit: 1000 });
      expect(objects.map(({ key }) => key).sort()).toEqual([...ODD_KEYS].sort());
      expect(objects.every(({ key, size }) => size === text(key).length)).toBe(true);
      expect(more).toBe(false);
      for (const key of ODD_KEYS) {
        const seen = await bucket.list("", { after: key, limit: 1000 });
        const behind = ODD_KEYS.filter((other) => Buffer.compare(Buffer.from(other), Buffer.from(key)) > 0);
        expect(seen.objects.map((object) => object.key).sort()).toEqual(behind.sort());
      }
      await bucket.remove(ODD_KEYS);
      expect((await bucket.list("", { limit: 10 })).objects).toEqual([]);
    });

    it("lists in order, page by page, what begins with a prefix", async () => {
      const bucket = await open();
      const keys = Array.from({ length: 25 }, (_, index) => `log/${String(index).padStart(3, "0")}`);
      for (const key of keys.toReversed()) await bucket.put(key, text("x"));
      await bucket.put("logs", text("another prefix"));
      const pages = await pagesOf(bucket, "log/", 10);
      expect(pages.flat()).toEqual(keys);
      expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
    });

    it("lists behind a key that is not there", async () => {
      const bucket = await open();
      for (const key of ["a", "c"]) await bucket.put(key, text("x"));
      const { objects } = await bucket.list("", { after: "b", limit: 10 });
      expect(objects).toEqual([{ key: "c", size: 1 }]);
    });

    it("removes objects, one or many, and does not mind those that are not there", async () => {
      const bucket = await open();
      for (const key of ["a", "b", "c", "d"]) await bucket.put(key, text("x"));
      await bucket.remove([]);
      await bucket.remove(["a"]);
      await bucket.remove(["a"]);
      await bucket.remove(["b", "c", "never"]);
      expect((await bucket.list("", { limit: 10 })).objects.map(({ key }) => key)).toEqual(["d"]);
    });

    it("lets exactly one of several writers of a new key win, or says that it cannot", async () => {
      const bucket = await open();
      const writes = ["1", "2", "3"].map((one) => bucket.put("claim", text(one), { createOnly: true }));
      if (!bucket.capabilities.createOnly) {
        for (const write of writes) await expect(write).rejects.toMatchObject({ code: "not-supported" });
        expect(await bucket.get("claim")).toBeUndefined();
        return;
      }
      const outcomes = (await Promise.all(writes)).map(({ outcome }) => outcome).sort();
      expect(outcomes).toEqual(["exists", "exists", "written"]);
    });

    it("appends at the end alone, or says that it cannot", async () => {
      const bucket = await open();
      if (!bucket.capabilities.append) {
        await expect(bucket.append("log", 0, text("x"))).rejects.toMatchObject({ code: "not-supported" });
        return;
      }
      expect(await bucket.append("log", 0, text("one"))).toEqual({ outcome: "written", next: 3 });
      expect(await bucket.append("log", 0, text("no"))).toEqual({ outcome: "position" });
      expect(await bucket.append("log", 4, text("no"))).toEqual({ outcome: "position" });
      expect(await bucket.append("log", 3, EVERY_BYTE)).toEqual({ outcome: "written", next: 1027 });
      expect(await bucket.append("other", 5, text("no"))).toEqual({ outcome: "position" });
      const whole = Buffer.concat([Buffer.from("one"), EVERY_BYTE]);
      expect(Buffer.compare((await bucket.get("log")) ?? text(""), whole)).toBe(0);
      await bucket.put("whole", text("x"));
      await expect(bucket.append("whole", 1, text("y"))).rejects.toMatchObject({
        code: "conflict",
        details: { cloudCode: "ObjectNotAppendable", ambiguous: false },
      });
    });
  });
}
