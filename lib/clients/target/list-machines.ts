import { type AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { Inventory } from "../../domain/facts.ts";
import type { DevServer } from "../../domain/modelarts/dev-server-response.ts";
import type { LegacyNotebook } from "../../domain/modelarts/legacy-notebook-response.ts";
import type { Notebook } from "../../domain/modelarts/notebook-response.ts";
import type { Resource, ResourceKind } from "../../domain/resource.ts";
import type { ReadBounds } from "../../ports/cloud.ts";
import type { BuiltModelArtsClient } from "../modelarts/build-client.ts";
import type { Pages } from "../modelarts/listings.ts";
import { collectPages, type Listing, listingOfOnePage } from "../modelarts/paging.ts";
import { isHeldBack } from "../pressure/create-pressure.ts";
import { type CallOptions, CLIENT_LIMITS } from "../signed-client.ts";
import type { Known } from "./to-resource.ts";
import {
  resourceOfLegacyNotebook,
  resourceOfNotebook,
  resourceOfServer,
  resourceOfSupernode,
} from "./to-resource.ts";

type PagesEnd = Omit<Listing<unknown>, "items">;

/** A listing that is short, or that changed under the paging, is read so often before it counts as doubtful. */
export const LISTINGS_MAX = 3;

const DOUBTS = {
  "short-page": "a page came back shorter than announced",
  "total-changed": "the number of machines changed while they were listed",
  "repeated-item": "the same machine came twice",
  "too-many-pages": "there are more pages than are ever read",
} as const;

/** What is wrong with the credentials themselves also comes as a 403 (error code tables of both clouds). */
const BAD_KEY = /^ModelArts\.(0112|0203|0206)$/;

/** Whether the caller may not see the whole tenant; then its own machines are what there is. */
function isForbidden(error: unknown): boolean {
  if (!isAutomationError(error) || error.code !== "forbidden") return false;
  return !BAD_KEY.test(error.details.cloudCode ?? "");
}

/** `/all` knows no paging: when it announces more than it brings, the paged list has to tell. */
async function listServers(client: BuiltModelArtsClient, options: CallOptions): Promise<Listing<DevServer>> {
  try {
    const page = await client.listAllDevServers(options);
    const whole = listingOfOnePage({ items: page.data, total: page.total });
    if (whole.complete) return whole;
  } catch (error) {
    if (!isForbidden(error)) throw error;
  }
  return collectPages(client.listings.devServers({}, options));
}

async function* goOn<T>(first: IteratorResult<readonly T[], PagesEnd>, rest: Pages<T>): Pages<T> {
  if (first.done) return first.value;
  yield first.value;
  return yield* rest;
}

/** Only a refusal of the first page means "your own"; later it is a listing that broke off, and half of it is no list. */
async function listNotebooks(client: BuiltModelArtsClient, options: CallOptions): Promise<Pages<Notebook>> {
  const all = client.listings.allNotebooks({}, options);
  const first = await all.next().catch((error: unknown) => {
    if (!isForbidden(error)) throw error;
  });
  return first ? goOn(first, all) : client.listings.notebooks({}, options);
}

/** A limit of 0 brings everything at once; the answer tells by its total whether it did. */
async function listLegacyNotebooks(
  client: BuiltModelArtsClient,
  options: CallOptions,
): Promise<Listing<LegacyNotebook>> {
  const list = await client.listLegacyNotebooks({ de_type: "Notebook", show_self: "false" }, options);
  return listingOfOnePage({ items: list.instances, total: list.total_count });
}

/** Page by page: what the cloud tells of a machine is several times as large as what is kept of it. */
async function* mappedPages<T>(
  pages: Pages<T>,
  toResource: (item: T) => Resource | undefined,
): Pages<Resource> {
  for (;;) {
    const step = await pages.next();
    if (step.done) return step.value;
    yield step.value.map(toResource).filter((resource) => resource !== undefined);
  }
}

async function mapped<T>(
  listing: Promise<Listing<T>>,
  toResource: (item: T) => Resource | undefined,
): Promise<Listing<Resource>> {
  const { items, ...rest } = await listing;
  return { ...rest, items: items.map(toResource).filter((resource) => resource !== undefined) };
}

async function listOnce(
  client: BuiltModelArtsClient,
  kind: ResourceKind,
  { known, ...options }: CallOptions & { readonly known: Known },
): Promise<Listing<Resource>> {
  const { listings } = client;
  switch (kind) {
    case "dev-server":
      return mapped(listServers(client, options), (server) => resourceOfServer(server, known));
    case "supernode":
      return mapped(collectPages(listings.supernodes({}, options)), (node) =>
        resourceOfSupernode(node, known),
      );
    case "notebook":
      return collectPages(
        mappedPages(await listNotebooks(client, options), (notebook) => resourceOfNotebook(notebook, known)),
      );
    case "legacy-notebook":
      return mapped(listLegacyNotebooks(client, options), (notebook) =>
        resourceOfLegacyNotebook(notebook, known),
      );
    default:
      return kind satisfies never;
  }
}

/** One listing: what it brought, or what broke it off. Half a list is never kept. */
type Tried = Listing<Resource> | AutomationError;

async function tryListing(listing: Promise<Listing<Resource>>): Promise<Tried> {
  try {
    return await listing;
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return error;
  }
}

/**
 * Whether listing again may bring more. Nothing is waited for between two listings: each call of them passes the pace
 * and the breaker, which hold it back where that is better.
 */
function mayHelp(tried: Tried, before: Tried | undefined): boolean {
  if (!isAutomationError(tried)) return !tried.complete;
  // The credentials may have been renewed since; when new ones are refused as well, they are wrong.
  if (tried.code === "unauthorized") return !(isAutomationError(before) && before.code === "unauthorized");
  if (tried.code !== "throttled" && tried.code !== "unavailable") return false;
  // A cloud that asks for more patience than a read has is not asked again in the same pass.
  return !isHeldBack(tried) && (tried.details.retryAfterMs ?? 0) <= CLIENT_LIMITS.pauseMaxMs;
}

/** How a listing is bounded. */
export interface ListOptions {
  readonly known: Known;
  readonly bounds?: ReadBounds | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

function hasTimeAndTry({ bounds = {}, now }: ListOptions): boolean {
  return now() < (bounds.deadlineMs ?? Number.POSITIVE_INFINITY) && (bounds.retries?.take() ?? true);
}

/**
 * Lists until there is no doubt, at most {@link LISTINGS_MAX} times, each repetition paid for from the budget and none
 * after the deadline. A listing that was throttled, refused or broken off is begun again like a doubtful one. What the
 * cloud does is a fact, never an exception.
 */
export async function listMachines(
  client: BuiltModelArtsClient,
  kind: ResourceKind,
  options: ListOptions,
): Promise<Inventory> {
  const { known, bounds } = options;
  let before: Tried | undefined;
  let tried = await tryListing(listOnce(client, kind, { known, bounds }));
  for (let tries = 1; tries < LISTINGS_MAX; tries += 1) {
    if (!mayHelp(tried, before) || !hasTimeAndTry(options)) break;
    const next = await tryListing(listOnce(client, kind, { known, bounds }));
    // One that was not let out says less than the one before it.
    if (isAutomationError(next) && isHeldBack(next)) break;
    before = tried;
    tried = next;
  }
  const empty = { target: known.target, kind, resources: [], doubt: null };
  if (isAutomationError(tried)) return { ...empty, failed: tried.message };
  const doubt = tried.complete ? null : DOUBTS[tried.why ?? "short-page"];
  return { ...empty, resources: tried.items, doubt, failed: null };
}
