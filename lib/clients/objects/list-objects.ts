import { AutomationError } from "../../domain/errors.ts";
import type { Bucket, ListedObject } from "../../ports/bucket.ts";
import { percentEncode } from "../../signing/percent-encoding.ts";
import type { ListingStart, ObjectCall, ObjectDialect } from "./object-call.ts";
import { answerNotUnderstood } from "./object-failure.ts";
import { type ListingPage, readListing } from "./read-listing.ts";
import type { SendCall } from "./send-call.ts";

/** What is looked for; whole keys. */
export interface ListingWish {
  readonly prefix: string;
  readonly after: string | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
}

/** With what it is looked for. */
export interface ListingMeans {
  readonly dialect: ObjectDialect;
  readonly send: SendCall;
  readonly answerBytesMax: number;
  readonly pagesMax: number;
}

type Listing = Awaited<ReturnType<Bucket["list"]>>;

function callOf(
  wish: ListingWish,
  start: ListingStart,
  { dialect, answerBytesMax }: ListingMeans,
): ObjectCall {
  const pairs = [
    ...dialect.listingQuery(start),
    ["prefix", wish.prefix],
    ["max-keys", String(wish.limit)],
    ["encoding-type", "url"],
  ] as const;
  const query = pairs.map(([name, value]) => `${name}=${percentEncode(value)}`).join("&");
  return { operation: "ListObjects", effect: "read", method: "GET", query, answerBytesMax };
}

/** The order of both services: by the bytes of UTF-8, which for rare characters is not that of JavaScript strings. */
function isBehind(key: string, after: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0;
}

/** A service that does not know a parameter leaves it out silently, and then a listing would never end. */
function problemOf(page: ListingPage, wish: ListingWish): string | undefined {
  if (page.objects.some(({ key }) => !key.startsWith(wish.prefix)))
    return "a key without the prefix asked for";
  const [first] = page.objects;
  const isBefore = first !== undefined && wish.after !== undefined && !isBehind(first.key, wish.after);
  return isBefore ? "a key that is not behind the one asked for" : undefined;
}

async function readPage(wish: ListingWish, start: ListingStart, means: ListingMeans): Promise<ListingPage> {
  const call = callOf(wish, start, means);
  const { status, body } = await means.send(call);
  const page = readListing(body);
  const problem = page === undefined ? "the answer is no listing" : problemOf(page, wish);
  if (page !== undefined && problem === undefined) return page;
  throw answerNotUnderstood({ call, dialect: means.dialect, nowMs: 0 }, status, problem ?? "");
}

function nextOf({ nextToken, nextMarker }: ListingPage): ListingStart {
  return nextToken === undefined ? { after: nextMarker } : { token: nextToken };
}

function isStuck(next: ListingStart, before: ListingStart): boolean {
  if (next.token === undefined && next.after === undefined) return true;
  return next.token === before.token && next.after === before.after;
}

/** As many pages as it takes to fill the wish: a page may be short, or empty, and still not be the last. */
export async function listObjects(wish: ListingWish, means: ListingMeans): Promise<Listing> {
  const objects: ListedObject[] = [];
  let start: ListingStart = { after: wish.after };
  for (let pages = 0; pages < means.pagesMax; pages += 1) {
    const left = wish.limit - objects.length;
    const page = await readPage(
      { ...wish, limit: left, after: objects.at(-1)?.key ?? wish.after },
      start,
      means,
    );
    objects.push(...page.objects.slice(0, left));
    if (page.objects.length > left) return { objects, more: true };
    if (!page.isTruncated) return { objects, more: false };
    if (objects.length === wish.limit) return { objects, more: true };
    const next = nextOf(page);
    if (isStuck(next, start)) break;
    start = next;
  }
  if (objects.length > 0) return { objects, more: true };
  throw new AutomationError(
    "invalid-response",
    `${means.dialect.name} ListObjects: only empty pages, and no end`,
    {
      details: { operation: "ListObjects", retryable: false, ambiguous: false },
    },
  );
}
