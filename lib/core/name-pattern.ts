/**
 * Whether a name is like a pattern, in which `*` stands for any text, also for none. One pass over the name for each
 * piece of the pattern: no pattern makes it slow, as it could make a regular expression.
 */
export function isLike(pattern: string, name: string): boolean {
  const [first = "", ...pieces] = pattern.split("*");
  const last = pieces.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first) || name.length < first.length + last.length) return false;
  let from = first.length;
  for (const piece of pieces) {
    const found = name.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return from <= name.length - last.length && name.endsWith(last);
}
