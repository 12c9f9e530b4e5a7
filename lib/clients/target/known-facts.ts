import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { NotebookFlavor } from "../../domain/modelarts/notebook-flavor.ts";
import type { Flavor } from "../../domain/resource.ts";
import type { BuiltModelArtsClient } from "../modelarts/build-client.ts";
import { collectPages } from "../modelarts/paging.ts";
import type { CallOptions } from "../signed-client.ts";

/** Flavors hardly ever change; they are asked for again after so long. */
export const FLAVORS_LIFE_MS = 3_600_000;

/** Most tagged servers in one answer of the tag filter. */
const TAGGED_MAX = 1_000;

/** Pages of tagged servers read at most. */
const TAG_PAGES_MAX = 50;

function countOf(part: unknown, key: string): number {
  const count =
    typeof part === "object" && part !== null ? (part as Record<string, unknown>)[key] : undefined;
  return typeof count === "number" ? count : 1;
}

/** A flavor's accelerators by its category; a missing count means at least one. */
function flavorOf(flavor: NotebookFlavor): Flavor {
  const category = flavor.category?.toUpperCase();
  return {
    name: flavor.id ?? "",
    gpu: category === "GPU" ? countOf(flavor.gpu, "gpu") : category ? 0 : null,
    npu: category === "ASCEND" ? countOf(flavor.ascend, "npu") : category ? 0 : null,
    vcpus: flavor.vcpus ?? null,
  };
}

/** What the list of notebook flavors tells. */
export interface OfferedFlavors {
  /** By id. */
  readonly flavors: ReadonlyMap<string, Flavor>;
  /** Ids of those that cannot be had now. */
  readonly soldOut: ReadonlySet<string>;
}

/** Notebook flavors. When the list cannot be read, names have to tell what they can, and nothing counts as sold out. */
export async function notebookFlavors(
  client: BuiltModelArtsClient,
  options: CallOptions = {},
): Promise<OfferedFlavors> {
  try {
    const { items } = await collectPages(client.listings.notebookFlavors({}, options));
    const gone = items.filter((flavor) => flavor.sold_out === true);
    return {
      flavors: new Map(items.map((flavor) => [flavor.id ?? "", flavorOf(flavor)])),
      soldOut: new Set(gone.map(({ id }) => id ?? "")),
    };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return { flavors: new Map(), soldOut: new Set() };
  }
}

type Tags = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Servers that carry one tag key, or all of them, with all their tags. */
async function serversTagged(
  client: BuiltModelArtsClient,
  key: string | null,
  options: CallOptions,
): Promise<Tags> {
  const found = new Map<string, Readonly<Record<string, string>>>();
  for (let page = 0; page < TAG_PAGES_MAX; page += 1) {
    const place = { limit: String(TAGGED_MAX), offset: String(page * TAGGED_MAX) };
    const carrying = key === null ? {} : { tags: [{ key, values: [] }] };
    const filter = { action: "filter", ...carrying, ...place } as const;
    const { resources } = await client.filterServersByTag(filter, options);
    for (const { resource_id: id, tags } of resources) {
      found.set(id, Object.fromEntries((tags ?? []).map((tag) => [tag.key, tag.value ?? ""])));
    }
    if (resources.length < TAGGED_MAX) return found;
  }
  // A server whose tags were left out would be taken for one that carries none.
  throw new AutomationError(
    "not-supported",
    `more than ${TAG_PAGES_MAX * TAGGED_MAX} servers have to be asked for their tags`,
  );
}

/**
 * Tags of servers by the id of the ECS behind them: of those that carry one of the keys, one call per key, or of all
 * servers in one.
 */
export async function serverTags(
  client: BuiltModelArtsClient,
  keys: readonly string[] | "all",
  options: CallOptions = {},
): Promise<Tags> {
  const wanted = keys === "all" ? [null] : keys;
  const all = await Promise.all(wanted.map((key) => serversTagged(client, key, options)));
  const merged = new Map<string, Readonly<Record<string, string>>>();
  for (const [id, tags] of all.flatMap((found) => [...found])) merged.set(id, { ...merged.get(id), ...tags });
  return merged;
}
