import { describe, expect, it } from "vitest";
import {
  collectPages,
  type ListedPage,
  listingOfOnePage,
  type PagingOptions,
  pagesOf,
} from "../../../../lib/clients/modelarts/paging.ts";

type Item = { readonly id?: string };
const items = (from: number, to: number): Item[] =>
  Array.from({ length: to - from }, (_, index) => ({ id: `i-${from + index}` }));

/** Answers the pages in turn and remembers what it was asked for. */
function listOf(pages: readonly ListedPage<Item>[], over: Partial<PagingOptions<Item>> = {}) {
  const offsets: number[] = [];
  const listing = collectPages(
    pagesOf<Item>({
      limit: 2,
      keyOf: ({ id }) => id,
      fetchPage: async ({ offset }) => {
        offsets.push(offset);
        return pages[offsets.length - 1] ?? { items: [], total: undefined };
      },
      ...over,
    }),
  );
  return listing.then((result) => ({ ...result, offsets }));
}

describe("pagesOf", () => {
  it("stops when the total is reached, without asking once more", async () => {
    const pages = [
      { items: items(0, 2), total: 4 },
      { items: items(2, 4), total: 4 },
    ];
    expect(await listOf(pages)).toMatchObject({ total: 4, complete: true, offsets: [0, 2] });
  });

  it("takes an empty list with a total of 0", async () => {
    expect(await listOf([{ items: [], total: 0 }])).toEqual({
      items: [],
      total: 0,
      complete: true,
      offsets: [0],
    });
  });

  it("stops at an empty or short page when there is no total", async () => {
    expect(await listOf([{ items: items(0, 2) }, { items: items(2, 3) }])).toMatchObject({
      items: items(0, 3),
      total: undefined,
      complete: true,
      offsets: [0, 2],
    });
    const full = await listOf([{ items: items(0, 2) }, { items: [] }]);
    expect(full).toMatchObject({ items: items(0, 2), complete: true, offsets: [0, 2] });
    expect(full).not.toHaveProperty("why");
  });

  it("doubts a page that is shorter than the total allows", async () => {
    const pages = [
      { items: items(0, 2), total: 5 },
      { items: items(2, 3), total: 5 },
    ];
    expect(await listOf(pages)).toMatchObject({ complete: false, why: "short-page", offsets: [0, 2] });
    expect(await listOf([{ items: [], total: 1 }])).toMatchObject({ complete: false, why: "short-page" });
  });

  it("doubts a total that changes, or goes away, between pages", async () => {
    const changed = [
      { items: items(0, 2), total: 4 },
      { items: items(2, 4), total: 3 },
    ];
    expect(await listOf(changed)).toMatchObject({ complete: false, why: "total-changed", total: 3 });
    const lost = [{ items: items(0, 2), total: 4 }, { items: items(2, 4) }];
    expect(await listOf(lost)).toMatchObject({ complete: false, why: "total-changed", total: 4 });
  });

  it("doubts an item that comes twice, as when the set moves under the paging", async () => {
    const pages = [
      { items: items(0, 2), total: 4 },
      { items: items(1, 3), total: 4 },
    ];
    expect(await listOf(pages)).toMatchObject({ complete: false, why: "repeated-item" });
  });

  it("does not take items without an id for the same one", async () => {
    expect(await listOf([{ items: [{}, {}], total: 2 }])).toMatchObject({ complete: true });
  });

  it("reads a bounded number of pages", async () => {
    const endless = {
      pagesMax: 3,
      fetchPage: async ({ offset }: { offset: number }) => ({ items: items(offset, offset + 2) }),
    };
    const listing = await listOf([], endless);
    expect(listing).toMatchObject({ complete: false, why: "too-many-pages" });
    expect(listing.items).toHaveLength(6);
  });

  it("keeps the reason that came first", async () => {
    const pages = [
      { items: items(0, 2), total: 9 },
      { items: items(0, 1), total: 8 },
    ];
    expect((await listOf(pages)).why).toBe("total-changed");
  });

  it("lets a failure through", async () => {
    const failing = { fetchPage: () => Promise.reject(new Error("throttled")) };
    await expect(listOf([], failing)).rejects.toThrow("throttled");
  });
});

describe("listingOfOnePage", () => {
  it("doubts an answer that holds less, or more, than its total", () => {
    expect(listingOfOnePage({ items: [1, 2], total: 2 })).toEqual({
      items: [1, 2],
      total: 2,
      complete: true,
    });
    expect(listingOfOnePage({ items: [1, 2], total: 3 })).toMatchObject({
      complete: false,
      why: "short-page",
    });
    expect(listingOfOnePage({ items: [1, 2], total: 1 })).toMatchObject({
      complete: false,
      why: "total-changed",
    });
    expect(listingOfOnePage({ items: [1], total: null })).toMatchObject({ complete: true });
  });
});
