import { type ChunkedList, items, listOf, slice, sliceBackwards } from "./chunked-list.ts";
import type { Machine, MachineKind } from "./machine.ts";
import { machineById, projectKey, rosterOf } from "./roster.ts";
import { shardGet } from "./shard-map.ts";
import type { EmulatorState } from "./state.ts";

/** Which machines count. Each field that is left out lets every machine pass. */
interface MachineFilter {
  readonly userId?: string | undefined;
  /** Part of the name. */
  readonly name?: string | undefined;
  readonly status?: string | undefined;
  readonly id?: string | undefined;
  readonly flavor?: string | undefined;
  readonly imageId?: string | undefined;
  readonly feature?: string | undefined;
  readonly workspaceId?: string | undefined;
  readonly poolId?: string | undefined;
}

/** Which machines of a kind, in which order, and which part of them. */
export interface PageQuery {
  readonly kind: MachineKind;
  readonly project: string;
  readonly sortKey: "created" | "updated" | "name";
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
  readonly filter?: MachineFilter;
}

/** One part of a list, and how many there are in all. */
export interface MachinePage {
  readonly machines: readonly Machine[];
  readonly total: number;
}

/** Reads one page. In order of creation and without a filter it costs no more than its own items. */
export function pageOfMachines(state: EmulatorState, query: PageQuery, now: number): MachinePage {
  const list = listedIds(state, query, now);
  const cut = query.descending ? sliceBackwards : slice;
  const machines = cut(list, query.offset, query.limit).flatMap((id) => machineById(state, id, now) ?? []);
  return { machines, total: list.size };
}

/**
 * Envelope of the newer APIs. `current` counts from 0 against its documented range, and `size` is the number of items
 * for DevServers but the limit for notebooks, as in the samples.
 */
export function pageEnvelope(
  data: readonly unknown[],
  page: { readonly total: number; readonly offset: number; readonly limit: number; readonly size: number },
) {
  const { total, offset, limit, size } = page;
  const pages = limit > 0 ? Math.ceil(total / limit) : 0;
  return { current: limit > 0 ? Math.floor(offset / limit) : 0, data, pages, size, total };
}

/**
 * Lists that had to be sorted or filtered, by the machines they were made of. It only saves time when somebody pages
 * through them: the collection of machines is replaced, never changed, by every write.
 */
const LISTS = new WeakMap<EmulatorState["machines"], Map<string, ChunkedList<string>>>();
const LISTS_MAX = 16;

/** The roster is in order of creation already; anything else is worked out once and kept until the next write. */
function listedIds(state: EmulatorState, query: PageQuery, now: number): ChunkedList<string> {
  const roster = rosterOf(state, query.kind, query.project);
  const { sortKey, filter = {} } = query;
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (sortKey === "created" && !isFiltered) return roster;
  // Only a filter by status depends on the clock.
  const clock = filter.status === undefined ? "" : now;
  const key = JSON.stringify([query.kind, projectKey(state, query.project), sortKey, filter, clock]);
  const lists = LISTS.get(state.machines) ?? new Map<string, ChunkedList<string>>();
  const known = lists.get(key);
  if (known) return known;
  const kept = isFiltered ? filtered(state, roster, filter, now) : [...items(roster)];
  const list = listOf(sortKey === "created" ? kept : sorted(state, kept, sortKey));
  if (lists.size >= LISTS_MAX) lists.clear();
  LISTS.set(state.machines, lists.set(key, list));
  return list;
}

function filtered(
  state: EmulatorState,
  roster: ChunkedList<string>,
  filter: MachineFilter,
  now: number,
): string[] {
  const ids: string[] = [];
  for (const id of items(roster)) {
    const machine = machineById(state, id, now);
    if (machine && passes(machine, filter)) ids.push(id);
  }
  return ids;
}

function passes(machine: Machine, filter: MachineFilter): boolean {
  const { userId, name, ...rest } = filter;
  if (userId !== undefined && machine.user.id !== userId) return false;
  if (name !== undefined && !machine.name.includes(name)) return false;
  const fields: Readonly<Record<string, unknown>> = { ...machine };
  return Object.entries(rest).every(([field, value]) => value === undefined || fields[field] === value);
}

const SORT_VALUES = {
  name: (machine: Machine | undefined) => machine?.name ?? "",
  // A transition under way counts by its end, so that the order does not depend on when somebody looks.
  updated: (machine: Machine | undefined) => machine?.transition?.at ?? machine?.updatedAt ?? 0,
} as const;

function sorted(state: EmulatorState, ids: readonly string[], sortKey: keyof typeof SORT_VALUES): string[] {
  const value = SORT_VALUES[sortKey];
  return ids
    .map((id) => [id, value(shardGet(state.machines, id))] as const)
    .sort((a, b) => compare(a[1], b[1]))
    .map(([id]) => id);
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
