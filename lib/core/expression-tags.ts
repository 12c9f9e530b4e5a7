import type { ASTNode } from "@marcbachmann/cel-js";
import { children, pathOf } from "./expression-tree.ts";

const TAGS = "tags";

/** Keys of tags; `all`: which ones cannot be told beforehand. */
export type TagKeys = readonly string[] | "all";

/** All keys of several places. */
export function allTagKeys(places: readonly TagKeys[]): TagKeys {
  const keys: string[] = [];
  for (const place of places) {
    if (place === "all") return "all";
    keys.push(...place);
  }
  return [...new Set(keys)];
}

/** `"keep" in tags`; `undefined` for everything else. */
function keySought(node: ASTNode): string | undefined {
  if (node.op !== "in") return undefined;
  const [left, right] = node.args;
  const isLiteral = left.op === "value" && typeof left.args === "string";
  return isLiteral && pathOf(right) === TAGS ? left.args : undefined;
}

/** The tags that a tree looks at: `tags.env`, `tags["env"]` and `"env" in tags` name theirs, a loop over `tags` none. */
export function tagKeysIn(node: ASTNode): TagKeys {
  const sought = keySought(node);
  if (sought !== undefined) return [sought];
  const path = pathOf(node);
  if (path === TAGS) return "all";
  if (path !== undefined) return path.startsWith(`${TAGS}.`) ? [path.slice(TAGS.length + 1)] : [];
  return allTagKeys(children(node).map(tagKeysIn));
}
