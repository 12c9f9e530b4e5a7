import { COUNTERFACTUAL } from "../../core/report/report.ts";
import type { RunCommand } from "../command.ts";
import { openLogStore } from "../open-log.ts";
import { flagOption, textOption } from "../option-values.ts";
import { monthOption } from "../report/month-option.ts";
import { printReport } from "../report/print-report.ts";
import { readReport } from "../report/read-report.ts";
import { reportCsv } from "../report/report-csv.ts";
import { EXIT } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

const FORMATS = ["table", "csv", "json"] as const;

function formatOf(options: Readonly<Record<string, unknown>>): (typeof FORMATS)[number] {
  const given = textOption(options, "format");
  if (given === undefined) return flagOption(options, "json") ? "json" : "table";
  const format = FORMATS.find((known) => known === given);
  if (format) return format;
  throw wrongOption("--format", `one of ${FORMATS.join(", ")}`, given);
}

/** `curfew report`: what a month has cost and what was saved, out of the status log alone. */
export const runReport: RunCommand = async ({ options, terminal }) => {
  const format = formatOf(options);
  const month = monthOption(options["month"], terminal.now());
  const { store, loaded } = await openLogStore(terminal, textOption(options, "config"));
  try {
    const { prices } = loaded.config;
    const report = await readReport(store, {
      ...{ fromMs: month.fromMs, untilMs: month.untilMs },
      ...{ owner: textOption(options, "owner"), team: textOption(options, "team") },
      pricesOf: (target) => (Object.hasOwn(prices, target) ? prices[target] : undefined),
    });
    if (format === "table") printReport(report, month.name, terminal);
    else if (format === "csv") for (const line of reportCsv(report)) terminal.out(line);
    else terminal.out(JSON.stringify({ month: month.name, counterfactual: COUNTERFACTUAL, ...report }));
    return EXIT.ok;
  } finally {
    await store.close();
  }
};
