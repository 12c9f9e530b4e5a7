import { basename } from "node:path";
import { ASSUMPTION } from "../../core/backtest/backtest.ts";
import { headlineOf } from "../../core/backtest/change-rows.ts";
import type { BacktestSide } from "../../core/backtest/create-backtest.ts";
import { isReplayed } from "../../core/backtest/replay.ts";
import { createRulebook } from "../../core/rulebook.ts";
import type { Config } from "../../domain/config.ts";
import { digest } from "../../signing/hash-chain.ts";
import { backtestMarkdown } from "../backtest/backtest-markdown.ts";
import { printBacktest } from "../backtest/print-backtest.ts";
import { readBacktest } from "../backtest/read-backtest.ts";
import type { RunCommand } from "../command.ts";
import { openLogStore } from "../open-log.ts";
import { CONFIG_NAME, loadSessionConfig } from "../open-session.ts";
import { flagOption, numberOption, spanOption, textOption } from "../option-values.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function everyOption(options: Readonly<Record<string, unknown>>): number {
  const everyMs = spanOption(options, "every") ?? HOUR_MS;
  if (everyMs % HOUR_MS === 0 && everyMs >= HOUR_MS && everyMs <= DAY_MS) return everyMs;
  throw wrongOption("--every", "whole hours from 1h to 1d: the log holds a frame an hour", options["every"]);
}

function isEnforced({ policies }: Config): boolean {
  return policies.some((policy) => isReplayed(policy) && policy.mode === "enforce");
}

function sideOf(name: string, config: Config, asEnforced: boolean): BacktestSide {
  const policies = config.policies.map((policy) => ({ ...policy, mode: "enforce" as const }));
  return { name, rulebook: createRulebook(asEnforced ? { ...config, policies } : config, { digest }) };
}

/** Where every policy only observes, playing them as they are would stop nothing and show nothing. */
function playedAs(configs: readonly Config[], asked: boolean, terminal: Terminal): boolean {
  if (asked || configs.some(isEnforced)) return asked;
  terminal.err("curfew: every policy only observes, so all are played as if they were enforced");
  return true;
}

/** `curfew backtest`: what a config would have done with the fleet of the log, beside another or what was really done. */
export const runBacktest: RunCommand = async ({ options, terminal }) => {
  const days = numberOption(options, "days", { min: 1, max: 90, fallback: 30 });
  const everyMs = everyOption(options);
  const given = textOption(options, "config");
  const against = textOption(options, "against");
  const other = against === undefined ? null : await loadSessionConfig(terminal, against);
  const { store, loaded } = await openLogStore(terminal, given);
  try {
    const configs = [loaded.config, ...(other ? [other.config] : [])];
    const asEnforced = playedAs(configs, flagOption(options, "asEnforced"), terminal);
    const untilMs = terminal.now();
    const { backtest, missing } = await readBacktest(store, {
      ...{ fromMs: untilMs - days * DAY_MS, untilMs, everyMs },
      after: sideOf(basename(given ?? CONFIG_NAME), loaded.config, asEnforced),
      before: other ? sideOf(basename(against ?? ""), other.config, asEnforced) : null,
    });
    for (const line of missing) terminal.err(`curfew: ${line}`);
    if (flagOption(options, "json")) {
      const headline = headlineOf(backtest);
      terminal.out(JSON.stringify({ headline, assumption: ASSUMPTION, asEnforced, ...backtest }));
    } else if (flagOption(options, "markdown")) {
      for (const line of backtestMarkdown(backtest)) terminal.out(line);
    } else printBacktest(backtest, terminal);
    return EXIT.ok;
  } finally {
    await store.close();
  }
};
