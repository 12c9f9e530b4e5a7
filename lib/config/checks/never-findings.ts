import type { Contradiction, Possible } from "../../core/conflicts/contradiction.ts";
import { type Place, placesOf, whyNever } from "../../core/conflicts/reach.ts";
import { bothOf, type Terms, termsOf } from "../../core/conflicts/terms-of.ts";
import { asksForPair } from "../../core/hours/stop-and-start.ts";
import { didYouMean } from "../../core/nearest-name.ts";
import type { Config } from "../../domain/config.ts";
import type { Policy } from "../../domain/policy.ts";
import { RESOURCE_KINDS, type Standing } from "../../domain/resource.ts";
import { verb } from "../../domain/verbs.ts";
import type { ConfigPath, Finding } from "../diagnostic.ts";
import { withoutLeftAlone } from "./left-alone.ts";

/** Verbs that stop a machine first, if it runs. */
const STOPS_FIRST: readonly string[] = ["reinstall-os", "change-os"];

function reasonOf({ literals, why }: Contradiction): string {
  const [first, second, ...rest] = literals.map(({ text }) => text);
  if (second === undefined) return `${first} is never true${why === null ? "" : `: ${why}`}`;
  const all =
    rest.length > 0 ? `all of ${[first, second, ...rest].join(", ")}` : `both ${first} and ${second}`;
  return `no machine satisfies ${all}${why === null ? "" : `: ${why}`}`;
}

function guessOf({ literals }: Contradiction, { world }: Place): string | null {
  const [only, ...others] = literals;
  if (only?.kind !== "one-of" || only.not || others.length > 0) return null;
  const known = (world.get(only.path)?.values ?? []).map(String);
  return only.values.map((value) => didYouMean(String(value), known)).find((guess) => guess !== null) ?? null;
}

interface Asked {
  readonly path: ConfigPath;
  readonly terms: Terms;
  readonly places: readonly Place[];
  /** What follows when it is never true. */
  readonly so: string;
}

function neverTrue({ path, terms, places, so }: Asked): readonly Finding[] {
  const found = whyNever(terms, places);
  const [place] = places;
  if (!found || !place) return [];
  const count = terms?.length ?? 1;
  const each = count > 1 ? `none of its ${count} alternatives can be true; of the first, ` : "";
  return [
    {
      path,
      offset: found.literals[0]?.start ?? 0,
      severity: "warning",
      message: `${so}: ${each}${reasonOf(found)}`,
      hint: guessOf(found, place) ?? "compare it with what curfew scan shows of the machines",
    },
  ];
}

/** Standings in which a verb has anything to do; `undefined`: in any. */
function standingsFor({ action }: Policy): readonly Standing[] | undefined {
  if (action === null || action.verb === "none" || verb(action.verb).creates) return undefined;
  const { from, wanted } = verb(action.verb);
  const first: readonly Standing[] = STOPS_FIRST.includes(action.verb) ? ["running"] : [];
  return [...from, ...first].filter((standing) => standing !== wanted || action.verb !== "stop");
}

function withStandings(
  places: readonly Place[],
  deed: string | undefined,
  standings: readonly Standing[] | undefined,
): readonly Place[] {
  if (standings === undefined) return places;
  const why = `${deed} is for machines that are ${standings.join(" or ")}`;
  const state: Possible = { values: standings, why };
  return places.map((place) => ({ ...place, world: new Map([...place.world, ["state", state]]) }));
}

function whereFindings(policy: Policy, config: Config): readonly Finding[] {
  const { name, where, on } = policy;
  const path = ["policies", name, "where"];
  const places = placesOf(config, policy.resources);
  const terms = termsOf(where, { kind: "where" });
  if (where === null) return [];
  const alone = neverTrue({ path, terms, places, so: `${name} never means a machine` });
  if (alone.length > 0) return alone;
  const so = `${name} never comes to ${policy.action?.verb} what it means`;
  const standing = neverTrue({
    ...{ path, terms, so },
    places: withStandings(places, policy.action?.verb, standingsFor(policy)),
  });
  const leftAlone = neverTrue({ path, terms, so, places: withoutLeftAlone(policy, places) });
  const again = asksForPair(policy)
    ? neverTrue({
        ...{ path, terms, so: `${name} stops machines and never starts them again` },
        places: withStandings(places, "start", ["stopped"]),
      })
    : [];
  const when = "when" in on ? on.when : null;
  const found = [standing, leftAlone, again].find((findings) => findings.length > 0) ?? [];
  if (found.length > 0 || when === null || whenFindings(policy).length > 0) return found;
  const both = bothOf(termsOf(when, { kind: "when" }), terms);
  return neverTrue({ path, terms: both, places, so: `${name} never means a machine when its event says so` });
}

function whenFindings({ name, on }: Policy): readonly Finding[] {
  const when = "when" in on ? on.when : null;
  if (when === null) return [];
  const found = whyNever(termsOf(when, { kind: "when" }), [{ world: new Map() }]);
  if (!found) return [];
  return [
    {
      path: ["policies", name, "on", "when"],
      offset: found.literals[0]?.start ?? 0,
      severity: "warning",
      message: `nothing ever sets ${name} off: ${reasonOf(found).replace("no machine satisfies", "no event satisfies")}`,
      hint: "check what the sender really sends: curfew log shows it",
    },
  ];
}

function waveFindings(policy: Policy, config: Config): readonly Finding[] {
  const places = placesOf(config, policy.resources);
  const own = termsOf(policy.where, { kind: "where" });
  return (policy.waves?.groups ?? []).flatMap((source, index) =>
    neverTrue({
      path: ["policies", policy.name, "waves", "order", index],
      terms: bothOf(termsOf(source, { kind: "where" }), own),
      places,
      so: `no machine of ${policy.name} is ever in this group`,
    }),
  );
}

function budgetFindings(config: Config): readonly Finding[] {
  const places = placesOf(config, RESOURCE_KINDS);
  return config.budgets.flatMap(({ name, scope }) =>
    scope === null
      ? []
      : neverTrue({
          path: ["budgets", name, "scope"],
          terms: termsOf(scope, { kind: "where" }),
          places,
          so: `no machine is ever paid from ${name}`,
        }),
  );
}

/** A rule that never means a machine: a `may` gives nobody anything, a `never` keeps nobody from anything. */
function ruleFindings(config: Config): readonly Finding[] {
  const places = placesOf(config, RESOURCE_KINDS);
  return config.sources.flatMap(({ name, rules }) =>
    rules.flatMap(({ where }, index) =>
      where === null
        ? []
        : neverTrue({
            path: ["sources", name, "rules", index, "where"],
            terms: termsOf(where, { kind: "where" }),
            places,
            so: `rule ${index} of ${name} never means a machine`,
          }),
    ),
  );
}

/** Conditions that can never be true. What is found is certain; a condition that is not understood is not told. */
export function neverFindings(config: Config): readonly Finding[] {
  return [
    ...config.policies.flatMap((policy) => {
      const where = whereFindings(policy, config);
      return [...where, ...whenFindings(policy), ...(where.length > 0 ? [] : waveFindings(policy, config))];
    }),
    ...budgetFindings(config),
    ...ruleFindings(config),
  ];
}
