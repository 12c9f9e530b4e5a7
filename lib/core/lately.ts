/**
 * Remembers the answers about the records that were asked about last. A fleet is judged piece by piece, and each piece
 * by every policy: what depends on the machine alone is found once for all of them, and forgotten with the piece.
 * Records must not change.
 */
export function lately<K extends object, V>(max: number, answer: (about: K) => V): (about: K) => V {
  const known = new Map<K, V>();
  return (about) => {
    const told = known.get(about);
    if (told !== undefined) return told;
    if (known.size >= max) known.clear();
    const found = answer(about);
    known.set(about, found);
    return found;
  };
}
