import { describe, expect, it } from "vitest";
import { type ListingWish, listObjects } from "../../../../lib/clients/objects/list-objects.ts";
import type { ObjectCall, ObjectDialect } from "../../../../lib/clients/objects/object-call.ts";
import { xml } from "../../../fixtures/object-storage.ts";

const dialect: ObjectDialect = {
  name: "S3",
  sign: () => ({}),
  listingQuery: ({ after, token }) => [["start", token ?? after ?? "-"]],
};
const wish: ListingWish = { prefix: "p/", after: undefined, limit: 3 };

function page(keys: readonly string[], more: string | boolean = false) {
  const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join("");
  const token = typeof more === "string" ? `<NextContinuationToken>${more}</NextContinuationToken>` : "";
  return `<ListBucketResult><IsTruncated>${Boolean(more)}</IsTruncated>${token}${contents}</ListBucketResult>`;
}

function lister(...pages: readonly string[]) {
  const calls: ObjectCall[] = [];
  const send = async (call: ObjectCall) => {
    calls.push(call);
    return xml(200, pages[Math.min(calls.length, pages.length) - 1] ?? "");
  };
  const list = (over: Partial<ListingWish> = {}) =>
    listObjects({ ...wish, ...over }, { dialect, send, answerBytesMax: 1, pagesMax: 5 });
  return { list, queries: () => calls.map(({ query }) => query) };
}

describe("a listing", () => {
  it("asks for what is wanted, encoded", async () => {
    const { list, queries } = lister(page([]));
    await list({ prefix: "a b/&", after: "a b/&é" });
    expect(queries()).toEqual(["start=a%20b%2F%26%C3%A9&prefix=a%20b%2F%26&max-keys=3&encoding-type=url"]);
  });

  it("goes on by the service's token, else behind the last key, for what is still missing", async () => {
    const { list, queries } = lister(page(["p/a"], "t1"), page(["p/b"], true), page(["p/c"], true));
    expect(await list()).toEqual({
      objects: ["p/a", "p/b", "p/c"].map((key) => ({ key, size: 1 })),
      more: true,
    });
    expect(queries().map((query) => query?.replace(/&prefix=p%2F|&encoding-type=url/g, ""))).toEqual([
      "start=-&max-keys=3",
      "start=t1&max-keys=2",
      "start=p%2Fb&max-keys=1",
    ]);
  });

  it("passes over an empty page that is not the last", async () => {
    const { list } = lister(page([], "t1"), page(["p/a"]));
    expect(await list()).toMatchObject({ objects: [{ key: "p/a" }], more: false });
  });

  it("yields no more than was asked for, and says that there is more", async () => {
    const { list } = lister(page(["p/a", "p/b", "p/c", "p/d"]));
    const { objects, more } = await list();
    expect([objects.length, more]).toEqual([3, true]);
  });

  it("ends with what it has when the service stands still", async () => {
    const { list, queries } = lister(page(["p/a"], "t1"), page([], "t1"));
    expect(await list()).toMatchObject({ objects: [{ key: "p/a" }], more: true });
    expect(queries()).toHaveLength(2);
  });

  it("fails rather than say that there is nothing when pages stay empty", async () => {
    const endless = lister(...["t1", "t2", "t3", "t4", "t5", "t6"].map((token) => page([], token)));
    await expect(endless.list()).rejects.toMatchObject({ code: "invalid-response" });
    expect(endless.queries()).toHaveLength(5);
    await expect(lister(page([], true)).list()).rejects.toMatchObject({ code: "invalid-response" });
  });

  it.each([
    ["no listing", "<html></html>", undefined],
    ["keys of another prefix", page(["q/a"]), undefined],
    ["a key that was to be left behind", page(["p/a"]), "p/a"],
    ["a key before that", page(["p/a"]), "p/b"],
  ])("is refused with %s in it", async (_, answer, after) => {
    await expect(lister(answer).list({ after })).rejects.toMatchObject({
      code: "invalid-response",
      details: { ambiguous: false },
    });
  });

  it("compares keys as the services do, by their bytes", async () => {
    const { list } = lister(page(["p/😀"]));
    expect((await list({ after: "p/\uff5e" })).objects).toHaveLength(1);
  });
});
