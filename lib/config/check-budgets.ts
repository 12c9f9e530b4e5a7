import { checkZone } from "../core/cron.ts";
import { compileExpression } from "../core/expression.ts";
import type { PriceBook } from "../domain/prices.ts";
import { NOTHING, verb } from "../domain/verbs.ts";
import { shareOf } from "./check-on.ts";
import type { Finding } from "./diagnostic.ts";
import type { BudgetFile } from "./file-budget.ts";
import { actionOf } from "./policy-parts.ts";
import type { Named, Sections } from "./sections.ts";

type Prices = Readonly<Record<string, PriceBook>>;

/** Of nothing there is no share, and a share of nothing is reached before anything was spent. */
function checkSums({ name, file }: Named<BudgetFile>): readonly Finding[] {
  const path = ["budgets", name];
  const levels = file.levels.flatMap((level, index): Finding[] => {
    if (shareOf(level) > 0) return [];
    const message = "a level must be more than 0%: that share is reached before anything was spent";
    return [{ path: [...path, "levels", index], message, hint: "for example levels: [50%, 80%]" }];
  });
  if (Number.parseFloat(file.amount) > 0) return levels;
  const message = "amount must be more than 0: of nothing there are no shares to be reached";
  const hint = "write the sum that may be spent, for example amount: 20000 EUR; or leave the budget out";
  return [{ path: [...path, "amount"], message, hint }, ...levels];
}

interface Scope {
  readonly findings: readonly Finding[];
  /** Whether it can mean machines of any target, as far as one can tell without looking at them. */
  readonly isEverywhere: boolean;
}

function checkScope({ name, file }: Named<BudgetFile>): Scope {
  if (file.scope === undefined) return { findings: [], isEverywhere: true };
  const path = ["budgets", name, "scope"];
  const compiled = compileExpression(file.scope, "where");
  if (!compiled.ok) {
    const { message, column, hint } = compiled;
    return { findings: [{ path, offset: column - 1, message, hint }], isEverywhere: false };
  }
  const { uses } = compiled.expression;
  const isEverywhere = !uses.some((use) => ["target", "cloud", "ref"].includes(use));
  if (!uses.some((use) => use === "event" || use.startsWith("event."))) return { findings: [], isEverywhere };
  const message = "a budget pays for machines whatever happens, so there is no event to ask about";
  return { findings: [{ path, message, hint: "use the attributes of the machine alone" }], isEverywhere };
}

function checkPrices(
  { name, file }: Named<BudgetFile>,
  { sections, prices, isEverywhere }: { sections: Sections; prices: Prices; isEverywhere: boolean },
): readonly Finding[] {
  const currency = file.amount.split(" ")[1] ?? "";
  const others = Object.entries(prices).filter(([, book]) => book.currency !== currency);
  const fits = Object.values(prices).some((book) => book.currency === currency);
  if (others.length > 0 && (isEverywhere || !fits)) {
    const told = others.map(([target, book]) => `${target} in ${book.currency}`).join(", ");
    return [
      {
        path: ["budgets", name, "amount"],
        message: `the budget is in ${currency} and prices are in another currency (${told}); two currencies are never added up`,
        hint: "make it a budget for each currency, with scope: target == NAME",
      },
    ];
  }
  const without = sections.targets.filter(({ file: target }) => target.prices === undefined);
  const isMissing = isEverywhere ? without.length > 0 : without.length === sections.targets.length;
  if (!isMissing || without.length === 0) return [];
  const names = without.map((target) => target.name).join(", ");
  return [
    {
      path: ["budgets", name],
      part: "key",
      severity: "warning",
      message: `${names} has no prices, so what runs there is not counted`,
      hint: "add prices to the target",
    },
  ];
}

/** The first thing that happens to a budget should not be that people lose their machines. */
function checkSofter({ name, file }: Named<BudgetFile>, { policies }: Sections): readonly Finding[] {
  const waiting = policies.filter(({ file: policy }) => policy.on.budget === name);
  const shares = (wanted: boolean) =>
    waiting
      .filter(({ file: policy }) => verb(actionOf(policy)?.verb ?? NOTHING).disruptive === wanted)
      .map(({ file: policy }) => shareOf(policy.on.at ?? 1));
  const hardest = Math.min(...shares(true));
  const softer = [...file.levels.map(shareOf), ...shares(false)];
  if (hardest === Number.POSITIVE_INFINITY || softer.some((share) => share < hardest)) return [];
  return [
    {
      path: ["budgets", name],
      part: "key",
      severity: "warning",
      message: `machines are stopped at ${Math.round(hardest * 100)}% and nobody is told before`,
      hint: "add levels below that, for example levels: [50%, 80%]",
    },
  ];
}

/** Everything about budgets that a shape cannot say. A policy may wait for one that only others give alerts of. */
export function checkBudgets(sections: Sections, prices: Prices): readonly Finding[] {
  return sections.budgets.flatMap((budget) => {
    const { findings, isEverywhere } = checkScope(budget);
    const zone = checkZone(budget.file.zone);
    return [
      ...checkSums(budget),
      ...findings,
      ...(zone ? [{ path: ["budgets", budget.name, "zone"], ...zone }] : []),
      ...checkPrices(budget, { sections, prices, isEverywhere }),
      ...checkSofter(budget, sections),
    ];
  });
}
