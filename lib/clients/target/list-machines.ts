import { isAutomationError } from "../../domain/errors.ts";
import type { Inventory } from "../../domain/facts.ts";
import type { DevServer } from "../../domain/modelarts/dev-server-response.ts";
import type { LegacyNotebook } from "../../domain/modelarts/legacy-notebook-response.ts";
import type { Notebook } from "../../domain/modelarts/notebook-response.ts";
import type { Resource, ResourceKind } from "../../domain/resource.ts";
import type { ModelArtsClient } from "../modelarts/client.ts";
import { collectPages, type Listing, listingOfOnePage } from "../modelarts/paging.ts";
import type { Known } from "./to-resource.ts";
import {
  resourceOfLegacyNotebook,
  resourceOfNotebook,
  resourceOfServer,
  resourceOfSupernode,
} from "./to-resource.ts";

/** A listing that is short, or that changed under the paging, is read so often before it counts as doubtful. */
export const LISTINGS_MAX = 3;

const DOUBTS = {
  "short-page": "a page came back shorter than announced",
  "total-changed": "the number of machines changed while they were listed",
  "repeated-item": "the same machine came twice",
  "too-many-pages": "there are more pages than are ever read",
} as const;

/** Whether the caller may not see the whole tenant; then its own machines are what there is. */
function isForbidden(error: unknown): boolean {
  return isAutomationError(error) && error.code === "forbidden";
}

/** `/all` knows no paging: when it announces more than it brings, the paged list has to tell. */
async function listServers(client: ModelArtsClient): Promise<Listing<DevServer>> {
  try {
    const page = await client.listAllDevServers();
    const whole = listingOfOnePage({ items: page.data, total: page.total });
    if (whole.complete) return whole;
  } catch (error) {
    if (!isForbidden(error)) throw error;
  }
  return collectPages(client.listings.devServers());
}

async function listNotebooks(client: ModelArtsClient): Promise<Listing<Notebook>> {
  try {
    return await collectPages(client.listings.allNotebooks());
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return collectPages(client.listings.notebooks());
  }
}

/** A limit of 0 brings everything at once; the answer tells by its total whether it did. */
async function listLegacyNotebooks(client: ModelArtsClient): Promise<Listing<LegacyNotebook>> {
  const list = await client.listLegacyNotebooks({ de_type: "Notebook", show_self: "false" });
  return listingOfOnePage({ items: list.instances, total: list.total_count });
}

async function mapped<T>(
  listing: Promise<Listing<T>>,
  toResource: (item: T) => Resource | undefined,
): Promise<Listing<Resource>> {
  const { items, ...rest } = await listing;
  return { ...rest, items: items.map(toResource).filter((resource) => resource !== undefined) };
}

async function listOnce(
  client: ModelArtsClient,
  kind: ResourceKind,
  known: Known,
): Promise<Listing<Resource>> {
  switch (kind) {
    case "dev-server":
      return mapped(listServers(client), (server) => resourceOfServer(server, known));
    case "supernode":
      return mapped(collectPages(client.listings.supernodes()), (node) => resourceOfSupernode(node, known));
    case "notebook":
      return mapped(listNotebooks(client), (notebook) => resourceOfNotebook(notebook, known));
    case "legacy-notebook":
      return mapped(listLegacyNotebooks(client), (notebook) => resourceOfLegacyNotebook(notebook, known));
    default:
      return kind satisfies never;
  }
}

/** Lists until there is no doubt, at most {@link LISTINGS_MAX} times. What the cloud does is a fact, never an exception. */
export async function listMachines(
  client: ModelArtsClient,
  kind: ResourceKind,
  known: Known,
): Promise<Inventory> {
  const empty = { target: known.target, kind, resources: [], doubt: null };
  try {
    let listing = await listOnce(client, kind, known);
    for (let tries = 1; !listing.complete && tries < LISTINGS_MAX; tries += 1) {
      listing = await listOnce(client, kind, known);
    }
    const doubt = listing.complete ? null : DOUBTS[listing.why ?? "short-page"];
    return { ...empty, resources: listing.items, doubt, failed: null };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return { ...empty, failed: error.message };
  }
}
