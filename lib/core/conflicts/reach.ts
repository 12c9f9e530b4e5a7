import type { Config } from "../../domain/config.ts";
import type { Policy } from "../../domain/policy.ts";
import type { ResourceKind } from "../../domain/resource.ts";
import type { Target } from "../../domain/target.ts";
import { offers } from "../facts-needed.ts";
import { type Contradiction, contradictionIn, type World } from "./contradiction.ts";
import { pathsAsked } from "./literal.ts";
import { bothOf, type Term, type Terms, termsOf } from "./terms-of.ts";
import { ALWAYS_KNOWN, worldOf } from "./world-of.ts";

/** Machines of one kind in one target. */
export interface Place {
  readonly kind: ResourceKind;
  readonly target: Target;
  readonly world: World;
}

/** Where machines of these kinds can be. */
export function placesOf(config: Config, kinds: readonly ResourceKind[]): readonly Place[] {
  return config.targets.flatMap((target) =>
    kinds
      .filter((kind) => offers(target, kind))
      .map((kind) => ({ kind, target, world: worldOf(config, { kind, target }) })),
  );
}

/** Why terms are never true at some places: what speaks against the first of them; `undefined` when one may be. */
export function whyNever(terms: Terms, places: readonly Pick<Place, "world">[]): Contradiction | undefined {
  if (terms === undefined || terms.length === 0 || places.length === 0) return undefined;
  const found: Contradiction[] = [];
  for (const { world } of places) {
    for (const term of terms) {
      const contradiction = contradictionIn(term, world);
      if (!contradiction) return undefined;
      found.push(contradiction);
    }
  }
  const [first] = found;
  if (!first) return undefined;
  // The same may be so for another reason with each kind of machine.
  const start = first.literals[0]?.start;
  const same = found.filter(({ literals }) => literals[0]?.start === start).map(({ why }) => why);
  const whys = [...new Set(same.filter((why) => why !== null))];
  return { ...first, why: whys.length > 0 ? whys.join("; ") : null };
}

/** How sure it is that some machine satisfies both of two conditions. */
export type Overlap = "none" | "may" | "sure";

function isUnderstood(term: Term): boolean {
  return term.every((literal) => literal.kind !== "opaque");
}

/**
 * Whether two policies can mean the same machine. `none` is certain. `sure` says that both conditions are understood and
 * leave room for such a machine; whether there is one is for the fleet to say.
 */
export function overlapOf(one: Policy, other: Policy, config: Config): Overlap {
  const kinds = one.resources.filter((kind) => other.resources.includes(kind));
  const places = placesOf(config, kinds);
  if (places.length === 0) return "none";
  const terms = bothOf(termsOf(one.where, { kind: "where" }), termsOf(other.where, { kind: "where" }));
  if (one.where !== null && one.where === other.where) return "sure";
  if (terms === undefined) return "may";
  const possible = places.flatMap(({ world }) => terms.filter((term) => !contradictionIn(term, world)));
  if (possible.length === 0) return "none";
  return possible.some(isUnderstood) ? "sure" : "may";
}

/** Attributes that are known of every machine of which a term is true. */
function knownIn(term: Term): ReadonlySet<string> {
  const asked = term.filter((literal) => literal.kind === "known" && !literal.not);
  return new Set([
    ...ALWAYS_KNOWN,
    ...term.flatMap(pathsAsked),
    ...asked.flatMap((literal) => (literal.kind === "known" ? [literal.path] : [])),
  ]);
}

/** Whether every machine that the one policy means is surely meant by the other: where that would be in doubt, it is not. */
export function isWithin(one: Policy, other: Policy, config: Config): boolean {
  if (!one.resources.every((kind) => other.resources.includes(kind))) return false;
  if (other.where === null || one.where === other.where) return true;
  const narrow = termsOf(one.where, { kind: "where" });
  const outside = termsOf(other.where, { kind: "where", not: true });
  if (narrow === undefined || outside === undefined) return false;
  const asked = outside.flatMap((term) => term.flatMap(pathsAsked));
  const isKnown = narrow.every((term) => {
    const known = knownIn(term);
    return asked.every((path) => known.has(path));
  });
  if (!isKnown) return false;
  const both = bothOf(narrow, outside);
  return both !== undefined && whyNever(both, placesOf(config, one.resources)) !== undefined;
}
