import { resolveOwner } from "../../core/owner.ts";
import type { OwnerRule } from "../../domain/policy.ts";
import type { Resource } from "../../domain/resource.ts";

/** Tag keys that usually name an owner or a team. One call per key. */
export const OWNER_TAGS = ["owner", "team"] as const;

/** Who a machine probably belongs to, and where that was read. */
export interface OwnerGuess {
  readonly owner: string | null;
  readonly team: string | null;
  /** `name` is a guess by the habit team-owner-purpose; the others stand in the cloud. */
  readonly from: "user.name" | "tag:owner" | "user.id" | "name" | null;
}

const RULES: readonly { readonly from: NonNullable<OwnerGuess["from"]>; readonly rule: OwnerRule }[] = [
  { from: "user.name", rule: { kind: "field", field: "user.name" } },
  { from: "tag:owner", rule: { kind: "field", field: "tag:owner" } },
  { from: "user.id", rule: { kind: "field", field: "user.id" } },
  { from: "name", rule: { kind: "name", pattern: "^(?<team>[a-z]+)-(?<owner>[a-z]+)-" } },
];

/** Guesses an owner without any configuration: what the cloud says comes before what a name suggests. */
export function guessOwner(resource: Resource): OwnerGuess {
  const found = RULES.map(({ from, rule }) => ({ from, ...resolveOwner(resource, [rule], {}) }));
  const first = found.find(({ owner }) => owner !== null);
  const team = found.find((guess) => guess.team !== null)?.team ?? null;
  return { owner: first?.owner ?? null, team, from: first?.from ?? null };
}
