/**
 * An ordered list that is never changed, only replaced, cut into chunks of at most 512 items: appending
 * and removing copy one chunk and the spine, and a page at any offset walks the spine alone.
 */
export interface ChunkedList<T> {
  readonly chunks: readonly (readonly T[])[];
  readonly size: number;
}

const CHUNK_ITEMS_MAX = 512;

/** A list without items. */
export function emptyList<T>(): ChunkedList<T> {
  return { chunks: [], size: 0 };
}

/** Builds a list of many items at once. */
export function listOf<T>(items: readonly T[]): ChunkedList<T> {
  const chunks: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += CHUNK_ITEMS_MAX) {
    chunks.push(items.slice(start, start + CHUNK_ITEMS_MAX));
  }
  return { chunks, size: items.length };
}

/** The list with one item more at its end. */
export function append<T>(list: ChunkedList<T>, item: T): ChunkedList<T> {
  const last = list.chunks.at(-1);
  const chunks =
    last && last.length < CHUNK_ITEMS_MAX ? list.chunks.with(-1, [...last, item]) : [...list.chunks, [item]];
  return { chunks, size: list.size + 1 };
}

/** The list without the first item that equals this one; the same list when it is not there. */
export function without<T>(list: ChunkedList<T>, item: T): ChunkedList<T> {
  const index = list.chunks.findIndex((chunk) => chunk.includes(item));
  const chunk = list.chunks[index];
  if (!chunk) return list;
  const rest = chunk.toSpliced(chunk.indexOf(item), 1);
  const chunks = rest.length > 0 ? list.chunks.with(index, rest) : list.chunks.toSpliced(index, 1);
  return { chunks, size: list.size - 1 };
}

/** The list without its oldest chunk. */
export function withoutFirstChunk<T>(list: ChunkedList<T>): ChunkedList<T> {
  return { chunks: list.chunks.slice(1), size: list.size - (list.chunks[0]?.length ?? 0) };
}

/** Items from `offset` on, at most `limit` of them. */
export function slice<T>(list: ChunkedList<T>, offset: number, limit: number): T[] {
  const items: T[] = [];
  let skip = offset;
  for (const chunk of list.chunks) {
    if (items.length >= limit) break;
    if (skip >= chunk.length) {
      skip -= chunk.length;
      continue;
    }
    items.push(...chunk.slice(skip, skip + limit - items.length));
    skip = 0;
  }
  return items;
}

/** Items counted from the end backwards: `offset` 0 is the last one. */
export function sliceBackwards<T>(list: ChunkedList<T>, offset: number, limit: number): T[] {
  const end = list.size - offset;
  if (end <= 0) return [];
  const start = Math.max(0, end - limit);
  return slice(list, start, end - start).reverse();
}

/** Every item in order. */
export function* items<T>(list: ChunkedList<T>): Generator<T> {
  for (const chunk of list.chunks) yield* chunk;
}
