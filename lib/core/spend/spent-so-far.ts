import type { BudgetSpend } from "../../domain/spend.ts";

/** What was spent as far as anybody knows: our own clock, or the cloud's bill where that says more. */
export function spentSoFar({ amount, reported }: Pick<BudgetSpend, "amount" | "reported">): number {
  return Math.max(amount, reported?.amount ?? 0);
}
