/** Why a listing may not be the whole truth. */
export type ListingDoubt = "short-page" | "total-changed" | "repeated-item" | "too-many-pages";

/** A whole listing. Where it is not complete, nothing that rests on the set may be decided by it. */
export interface Listing<T> {
  readonly items: readonly T[];
  /** As the cloud last said; `undefined` when it never said. */
  readonly total: number | undefined;
  readonly complete: boolean;
  readonly why?: ListingDoubt;
}

/** One page as it came. */
export interface ListedPage<T> {
  readonly items: readonly T[];
  readonly total?: number | null | undefined;
}

/** How a listing is walked through. */
export interface PagingOptions<T> {
  /** Items asked for at a time. */
  readonly limit: number;
  /** Pages read at most, default 5,000. */
  readonly pagesMax?: number;
  /** What makes an item the same one, to notice a set that moves under the paging. */
  readonly keyOf: (item: T) => string | null | undefined;
  readonly fetchPage: (place: { readonly limit: number; readonly offset: number }) => Promise<ListedPage<T>>;
}

/** 250,000 notebooks, at 50 a page. */
const PAGES_MAX = 5_000;

/** What has been seen so far. */
interface Progress {
  readonly keys: Set<string>;
  count: number;
  total: number | undefined;
  doubt: ListingDoubt | undefined;
}

function notice<T>(progress: Progress, page: ListedPage<T>, keyOf: PagingOptions<T>["keyOf"]): void {
  const total = page.total ?? undefined;
  if (progress.total !== undefined && total !== progress.total) progress.doubt ??= "total-changed";
  progress.total = total ?? progress.total;
  for (const item of page.items) {
    const key = keyOf(item);
    if (typeof key !== "string") continue;
    if (progress.keys.has(key)) progress.doubt ??= "repeated-item";
    progress.keys.add(key);
  }
  progress.count += page.items.length;
}

/**
 * Reads a listing page by page. `offset` counts records and grows by what came; `current`, `pages` and `size` of the
 * envelope are ignored, because the vendor's samples contradict each other about them. It ends with an empty page, one
 * shorter than the limit, or when the total is reached. Yields the items of each page and returns what is to be
 * thought of the whole; {@link collectPages} takes both.
 */
export async function* pagesOf<T>(
  options: PagingOptions<T>,
): AsyncGenerator<readonly T[], Omit<Listing<T>, "items">, undefined> {
  const { limit, pagesMax = PAGES_MAX, keyOf, fetchPage } = options;
  const progress: Progress = { keys: new Set(), count: 0, total: undefined, doubt: undefined };
  for (let page = 0; page < pagesMax; page += 1) {
    const listed = await fetchPage({ limit, offset: progress.count });
    notice(progress, listed, keyOf);
    if (listed.items.length > 0) yield listed.items;
    if (isEnd(progress, listed.items.length < limit)) return verdictOn(progress);
  }
  progress.doubt ??= "too-many-pages";
  return verdictOn(progress);
}

function isEnd(progress: Progress, isShort: boolean): boolean {
  const { count, total } = progress;
  if (isShort && total !== undefined && count < total) progress.doubt ??= "short-page";
  // More than there should be: it is at least not the set that was counted, and there may be more behind it.
  if (total !== undefined && count > total) progress.doubt ??= "total-changed";
  return isShort || (total !== undefined && count >= total);
}

function verdictOn({ total, doubt }: Progress): Omit<Listing<never>, "items"> {
  return doubt === undefined ? { total, complete: true } : { total, complete: false, why: doubt };
}

/** Reads all pages into one listing. */
export async function collectPages<T>(
  pages: AsyncGenerator<readonly T[], Omit<Listing<T>, "items">, undefined>,
): Promise<Listing<T>> {
  const items: T[] = [];
  for (;;) {
    const step = await pages.next();
    if (step.done) return { items, ...step.value };
    items.push(...step.value);
  }
}

/**
 * What is to be thought of a call that knows no paging and answers a page envelope all the same, such as
 * `GET /dev-servers/all`: when the total exceeds what came, list page by page instead.
 */
export function listingOfOnePage<T>(page: ListedPage<T>): Listing<T> {
  const total = page.total ?? undefined;
  const { items } = page;
  return total !== undefined && total !== items.length
    ? { items, total, complete: false, why: total > items.length ? "short-page" : "total-changed" }
    : { items, total, complete: true };
}
