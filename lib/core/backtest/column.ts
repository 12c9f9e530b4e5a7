/** Numbers by the index of a machine, which grow with the fleet. What was never set is -1. */
export interface Column {
  get(index: number): number;
  set(index: number, value: number): void;
}

const FIRST = 1_024;

/** An empty column of whole numbers below 2^31. */
export function createColumn(): Column {
  let values = new Int32Array(FIRST).fill(-1);
  const grow = (index: number): void => {
    const larger = new Int32Array(2 * Math.max(index + 1, values.length)).fill(-1);
    larger.set(values);
    values = larger;
  };
  return {
    get: (index) => values[index] ?? -1,
    set: (index, value) => {
      if (index >= values.length) grow(index);
      values[index] = value;
    },
  };
}
