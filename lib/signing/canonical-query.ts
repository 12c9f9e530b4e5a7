import { percentDecode, percentEncode, refuseControls } from "./percent-encoding.ts";

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
  return writePairs(readPairs(raw).sort(byNameThenValue));
}

/** The query as it is sent: the same encoding, in the order given, which may mean something to the receiver. */
export function wireQuery(raw: string): string {
  return writePairs(readPairs(raw));
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

function byNameThenValue(a: Pair, b: Pair): number {
  return byCodeUnit(a.name, b.name) || byCodeUnit(a.value, b.value);
}

/** The locale order of the Node SDK differs for `_` and `-`, and no server sorts by locale. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
