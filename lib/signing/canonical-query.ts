import { percentDecode, percentEncode, refuseControls } from "./percent-encoding.ts";

const PLAIN = /^[\w.~-]+=[\w.~-]*(?:&[\w.~-]+=[\w.~-]*)*$/;

/** A parameter, decoded. */
interface Pair {
  readonly name: string;
  readonly value: string;
}

/**
 * The query as it is signed: pairs sorted by decoded name and then by decoded value, encoded once, `=` always there.
 * The Node, Python and Go SDKs sort before they encode and the Java one after; the majority is followed. The orders
 * differ for names with reserved or non-ASCII characters only.
 *
 * @param raw the query of a wire URL without its `?`
 */
export function canonicalQuery(raw: string): string {
  if (raw === "") return raw;
  const pairs = readPairs(raw);
  if (isSorted(pairs) && PLAIN.test(raw)) return raw;
  return writePairs(pairs.sort(byNameThenValue));
}

/** The query as it is sent: the same encoding, in the order given, which may mean something to the receiver. */
export function wireQuery(raw: string): string {
  return raw === "" ? raw : writePairs(readPairs(raw));
}

function readPairs(raw: string): Pair[] {
  refuseControls(raw);
  const pairs: Pair[] = [];
  for (const part of raw.split("&")) {
    const equals = part.indexOf("=");
    if (equals >= 0) {
      pairs.push({
        name: percentDecode(part.slice(0, equals)),
        value: percentDecode(part.slice(equals + 1)),
      });
    } else if (part !== "") {
      pairs.push({ name: percentDecode(part), value: "" });
    }
  }
  return pairs;
}

function writePairs(pairs: readonly Pair[]): string {
  let query = "";
  for (const { name, value } of pairs) {
    query += `${query && "&"}${percentEncode(name)}=${percentEncode(value)}`;
  }
  return query;
}

function isSorted(pairs: readonly Pair[]): boolean {
  let before: Pair | undefined;
  for (const pair of pairs) {
    if (before !== undefined && byNameThenValue(before, pair) > 0) return false;
    before = pair;
  }
  return true;
}

/** By code unit: the locale order of the Node SDK differs for `_` and `-`, and no server sorts by locale. */
function byNameThenValue(a: Pair, b: Pair): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  if (a.value === b.value) return 0;
  return a.value < b.value ? -1 : 1;
}
