/** Passes on the first value and drops every later one: the first callback wins. */
export function firstOnly<T>(take: (value: T) => void): (value: T) => void {
  let taken = false;
  return (value) => {
    if (taken) return;
    taken = true;
    take(value);
  };
}
