import type { QueryOf } from "../../domain/modelarts/check-request.ts";
import type { DevServer } from "../../domain/modelarts/dev-server-response.ts";
import type { LegacyNotebook } from "../../domain/modelarts/legacy-notebook-response.ts";
import type { NotebookFlavor } from "../../domain/modelarts/notebook-flavor.ts";
import type { Notebook } from "../../domain/modelarts/notebook-response.ts";
import type { Supernode } from "../../domain/modelarts/supernode.ts";
import type { CallOptions } from "../signed-client.ts";
import type { ModelArtsCalls } from "./calls.ts";
import { type Listing, pagesOf } from "./paging.ts";

/** Pages of items, and at the end what is to be thought of the whole; see `collectPages`. */
export type Pages<T> = AsyncGenerator<readonly T[], Omit<Listing<T>, "items">, undefined>;

/** Filters of a list; the place in it is none of the caller's business. */
type Filter<Q> = Omit<Exclude<Q, undefined>, "offset" | "limit">;

/** Every list that is paged by offset, read to its end. */
export interface ModelArtsListings {
  devServers(filter?: Filter<QueryOf<"ListDevServers">>, options?: CallOptions): Pages<DevServer>;
  supernodes(filter?: Filter<QueryOf<"ListHyperinstances">>, options?: CallOptions): Pages<Supernode>;
  legacyNotebooks(
    filter?: Filter<QueryOf<"ListLegacyNotebooks">>,
    options?: CallOptions,
  ): Pages<LegacyNotebook>;
  /** The caller's own notebooks. */
  notebooks(filter?: Filter<QueryOf<"ListNotebooks">>, options?: CallOptions): Pages<Notebook>;
  /** Everybody's notebooks. */
  allNotebooks(filter?: Filter<QueryOf<"ListAllNotebooks">>, options?: CallOptions): Pages<Notebook>;
  notebookFlavors(
    filter?: Filter<QueryOf<"ListNotebookFlavors">>,
    options?: CallOptions,
  ): Pages<NotebookFlavor>;
}

/**
 * Most of what the documents allow at a time: 1,024 servers (the vendor's Terraform provider asks for 100), 50 notebooks
 * on Huawei Cloud. Each page is a moment in which the list can change under the paging.
 */
const LIMIT = { servers: 1_000, notebooks: 50 } as const;

const keyOf = (item: { readonly id?: string | null | undefined }) => item.id;

/** Puts the listings on the calls of a client. */
export function createModelArtsListings(calls: ModelArtsCalls): ModelArtsListings {
  const servers = { limit: LIMIT.servers, keyOf };
  const notebooks = { limit: LIMIT.notebooks, keyOf };
  return {
    devServers: (filter, options) =>
      pagesOf<DevServer>({
        ...servers,
        fetchPage: async (place) => itemsOf(await calls.listDevServers({ ...filter, ...place }, options)),
      }),
    supernodes: (filter, options) =>
      pagesOf<Supernode>({
        ...servers,
        fetchPage: async (place) => itemsOf(await calls.listHyperinstances({ ...filter, ...place }, options)),
      }),
    legacyNotebooks: (filter, options) =>
      pagesOf<LegacyNotebook>({
        ...servers,
        fetchPage: async (place) => {
          const list = await calls.listLegacyNotebooks({ ...filter, ...place }, options);
          return { items: list.instances, total: list.total_count };
        },
      }),
    notebooks: (filter, options) =>
      pagesOf<Notebook>({
        ...notebooks,
        fetchPage: async (place) => itemsOf(await calls.listNotebooks({ ...filter, ...place }, options)),
      }),
    allNotebooks: (filter, options) =>
      pagesOf<Notebook>({
        ...notebooks,
        fetchPage: async (place) => itemsOf(await calls.listAllNotebooks({ ...filter, ...place }, options)),
      }),
    notebookFlavors: (filter, options) =>
      pagesOf<NotebookFlavor>({
        ...notebooks,
        fetchPage: async (place) =>
          itemsOf(await calls.listNotebookFlavors({ ...filter, ...place }, options)),
      }),
  };
}

/** The page envelope without the fields that mean nothing. */
function itemsOf<T>(page: { readonly data: readonly T[]; readonly total?: number | null | undefined }) {
  return { items: page.data, total: page.total };
}
