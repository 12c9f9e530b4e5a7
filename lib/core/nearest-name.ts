import { distance } from "fastest-levenshtein";

/** Longer words are not compared: nobody mistypes one that long by a letter or two. */
const WORD_CHARACTERS_MAX = 64;

/** How many letters may be wrong before a guess would confuse more than it helps. */
function tolerance(word: string): number {
  return word.length <= 3 ? 1 : Math.max(2, Math.floor(word.length / 3));
}

/**
 * The known name that somebody most likely meant by `word`, or `undefined` when nothing is near.
 * Case does not count; of equally near names the first one wins.
 */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  if (word.length > WORD_CHARACTERS_MAX) return undefined;
  const meant = word.toLowerCase();
  let best: string | undefined;
  let least = tolerance(word) + 1;
  for (const name of names) {
    const apart = distance(meant, name.toLowerCase());
    // A guess that shares not a single letter is no guess, however short both words are.
    if (apart < least && apart < Math.max(word.length, name.length)) {
      best = name;
      least = apart;
    }
  }
  return best;
}

/** `did you mean "x"?`, or `null` when nothing is near. */
export function didYouMean(word: string, names: Iterable<string>): string | null {
  const name = nearestName(word, names);
  return name === undefined ? null : `did you mean ${JSON.stringify(name)}?`;
}
