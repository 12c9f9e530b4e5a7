import { answerNotices } from "./answer-notices.ts";
import { approvalNotices } from "./approval-notices.ts";
import { budgetNotices } from "./budget-notices.ts";
import { outcomeNotices } from "./outcome-notices.ts";
import { settlementNotices } from "./settlement-notices.ts";
import type { RunNews, TellingContext, Told } from "./told.ts";
import { warningNotices } from "./warning-notices.ts";

/** What people are told of what is new in a run. Nothing without somebody to tell it to. */
export function noticesOfRun(run: RunNews, context: TellingContext): readonly Told[] {
  const told = [
    ...[answerNotices, settlementNotices, approvalNotices],
    ...[warningNotices, outcomeNotices, budgetNotices],
  ].flatMap((notices) => notices(run, context));
  return told.filter(({ to }) => to.length > 0);
}
