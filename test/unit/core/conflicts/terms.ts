import type { World } from "../../../../lib/core/conflicts/contradiction.ts";
import { whyNever } from "../../../../lib/core/conflicts/reach.ts";
import { termsOf } from "../../../../lib/core/conflicts/terms-of.ts";

/** What speaks against a condition ever being true, in the words of its parts; `undefined` when nothing does. */
export function against(source: string, world: World = new Map()): readonly string[] | undefined {
  return whyNever(termsOf(source, { kind: "where" }), [{ world }])?.literals.map(({ text }) => text);
}
