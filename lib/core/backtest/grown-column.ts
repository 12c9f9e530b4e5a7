/** Room is made for so many machines at first, and for twice as many whenever it does not suffice. */
const MACHINES_AT_FIRST = 64;

/** Room for so many machines, where so many had room before. */
export function roomFor(machines: number, before: number): number {
  return Math.max(machines, before * 2, MACHINES_AT_FIRST);
}

/** A column of whole numbers with more room: what it held, and then what stands where nothing was said. */
export function grownInts(column: Int32Array, room: number, empty: number): Int32Array {
  const grown = new Int32Array(room).fill(empty, column.length);
  grown.set(column);
  return grown;
}

/** A column of numbers with more room; nothing is 0. */
export function grownNumbers(column: Float64Array, room: number): Float64Array {
  const grown = new Float64Array(room);
  grown.set(column);
  return grown;
}
