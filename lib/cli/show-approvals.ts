import type { ApprovalView } from "../shell/read-approvals.ts";
import { printable } from "./cell-text.ts";
import type { Paint } from "./paint.ts";
import { quoted, withConfig } from "./quoted.ts";
import { showTime } from "./show-time.ts";

/** The command that agrees to a plan. */
export function approveCommand(
  { run, code }: Pick<ApprovalView, "run" | "code">,
  config: string | undefined,
): string {
  return `curfew approve ${quoted(run)} ${quoted(code)}${withConfig(config)}`;
}

function standing({ given, missing }: ApprovalView): string {
  const agreed = given.length > 0 ? `${given.join(", ")} agreed; ` : "";
  return missing.length > 0 ? `${agreed}needs ${missing.join(" and ")}` : `${agreed}goes on in the next pass`;
}

function lines(view: ApprovalView, paint: Paint, config: string | undefined): readonly string[] {
  const { card, requester, expiresAt } = view;
  const asked = requester === null ? "" : `, asked for by ${requester.person}`;
  const costs = card.money.map(({ amount, currency }) => `${amount} ${currency}`).join(" and ");
  return [
    `  ${paint.bold(printable(card.title))}${printable(asked)}: ${printable(standing(view))}, until ${showTime(expiresAt)}`,
    ...card.lines.map((line) => `    ${printable(line)}`),
    ...(card.more > 0 ? [`    and ${card.more} more`] : []),
    ...(costs === "" ? [] : [`    together they cost ${costs} an hour`]),
    `    ${paint.cyan(approveCommand(view, config))}`,
  ];
}

/** What people are asked, as they have to see it before they agree; nothing when nobody is asked. */
export function approvalLines(
  approvals: readonly ApprovalView[],
  paint: Paint,
  config: string | undefined,
): readonly string[] {
  if (approvals.length === 0) return [];
  const title = `${approvals.length} ${approvals.length === 1 ? "plan waits" : "plans wait"} for people to agree: look at it, then type`;
  return [paint.bold(paint.yellow(title)), ...approvals.flatMap((view) => lines(view, paint, config))];
}
