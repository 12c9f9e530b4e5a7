import type { Backtest } from "../../core/backtest/backtest.ts";
import { changeRows, headlineOf } from "../../core/backtest/change-rows.ts";
import { printable } from "../cell-text.ts";
import { caveatsOf, figure, isObserving, playedText, policyPairs, savedOf } from "./backtest-text.ts";
import { changeText, headlineText, savedText, utcMinute } from "./tell-changes.ts";

/** Rows of machines in a comment; more are only counted. */
const ROWS_MAX = 30;

/** Characters that mean something in a comment: names of machines and reasons are other people's words. */
const SPECIAL = /[\\`*_{}[\]<>#|~&]/gu;

/** A text that stands in a comment as it is: no link, no tag, no mention, no break of the table. */
function plain(text: string): string {
  return printable(text)
    .replaceAll(SPECIAL, (char) => `&#${char.codePointAt(0)};`)
    .replaceAll("@", "@\u200b")
    .replaceAll("://", ":&#47;/");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function policyTable(backtest: Backtest): readonly string[] {
  const pairs = policyPairs(backtest);
  if (pairs.length === 0) return [];
  const observing = isObserving(pairs);
  const last = (cell: string): readonly string[] => (observing ? [cell] : []);
  return [
    row(["policy", "stops", "while busy", "hours off", "saved", ...last("would act (observe)")]),
    row(["---", "---:", "---:", "---:", "---:", ...last("---:")]),
    ...pairs.map((pair) =>
      row([
        plain(pair.policy),
        figure(pair, ({ stops }) => String(stops)),
        figure(pair, ({ busy }) => String(busy)),
        figure(pair, ({ hours }) => hours.toFixed(1)),
        figure(pair, savedOf),
        ...last(figure(pair, ({ observed }) => String(observed))),
      ]),
    ),
    "",
  ];
}

function machineTable(backtest: Backtest): readonly string[] {
  const rows = changeRows(backtest);
  if (rows.length === 0) return [];
  return [
    row(["machine", "owner", "change", "first (UTC)", "policy", "hours", "saved", "why"]),
    row(["---", "---", "---", "---", "---", "---:", "---:", "---"]),
    ...rows.slice(0, ROWS_MAX).map((change) => {
      const { name, owner, firstMs, policy, totals, text } = change;
      const figures = [totals.hours.toFixed(1), savedText(totals.saved)];
      const what = [plain(changeText(change)), utcMinute(firstMs), plain(policy)];
      return row([plain(name), plain(owner ?? "-"), ...what, ...figures, plain(text)]);
    }),
    ...(rows.length > ROWS_MAX ? ["", `and ${rows.length - ROWS_MAX} more`] : []),
    "",
  ];
}

/** A backtest as Markdown, fit for a comment on a pull request. One string a line. */
export function backtestMarkdown(backtest: Backtest): readonly string[] {
  return [
    `### curfew backtest: ${plain(headlineText(headlineOf(backtest)))}`,
    "",
    plain(playedText(backtest)),
    "",
    ...policyTable(backtest),
    ...machineTable(backtest),
    "<details><summary>What the figures rest on</summary>",
    "",
    ...caveatsOf(backtest).map((line) => `- ${plain(line)}`),
    "",
    "</details>",
  ];
}
