/** A heap of places in a list: none comes before the one at half its own place. */
type Heap = number[];

type IsBefore = (one: number, other: number) => boolean;

/** The place of the child that comes first; none of two that are not there. */
function firstChild(heap: Heap, parent: number, isBefore: IsBefore): number | undefined {
  const [left, right] = [heap[2 * parent + 1], heap[2 * parent + 2]];
  if (left === undefined) return undefined;
  return right !== undefined && isBefore(right, left) ? 2 * parent + 2 : 2 * parent + 1;
}

function sink(heap: Heap, from: number, isBefore: IsBefore): void {
  const own = heap[from];
  if (own === undefined) return;
  let at = from;
  for (;;) {
    const child = firstChild(heap, at, isBefore);
    const other = child === undefined ? undefined : heap[child];
    if (child === undefined || other === undefined || !isBefore(other, own)) break;
    heap[at] = other;
    at = child;
  }
  heap[at] = own;
}

/**
 * Goes through items in order, and sorts no further than somebody goes: where only the first few of thousands are taken,
 * the others are never compared with each other. Equal ones keep their order.
 */
export function* lazilySorted<T>(
  items: readonly T[],
  compare: (one: T, other: T) => number,
): Generator<T, void, undefined> {
  const heap: Heap = Array.from(items, (_, index) => index);
  const isBefore: IsBefore = (one, other) => {
    const order = compare(items[one] as T, items[other] as T);
    return order === 0 ? one < other : order < 0;
  };
  for (let at = heap.length >> 1; at >= 0; at -= 1) sink(heap, at, isBefore);
  while (heap.length > 0) {
    yield items[heap[0] ?? 0] as T;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    sink(heap, 0, isBefore);
  }
}
