import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CLOUD_NAMES } from "../../domain/clouds.ts";
import { AutomationError } from "../../domain/errors.ts";
import { printable } from "../cell-text.ts";
import type { RunCommand } from "../command.ts";
import { flagOption, spanOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { findTargets, type TargetWishes } from "../scan/find-targets.ts";
import { printFindings } from "../scan/print-findings.ts";
import { printEmpty, printList, showTarget } from "../scan/print-list.ts";
import { printMoney } from "../scan/print-money.ts";
import { readPrices } from "../scan/read-prices.ts";
import { reportProgress } from "../scan/report-progress.ts";
import type { Scan, ScanProblem } from "../scan/scan.ts";
import { type ScanDocument, scanDocument } from "../scan/scan-document.ts";
import { scanTargets } from "../scan/scan-targets.ts";
import { EXIT, type Terminal } from "../terminal.ts";

const HOUR_MS = 3_600_000;

/** Cloud Eye keeps fine data for a month at most; shorter than half an hour, no metric can say anything. */
const IDLE_MS = { fallback: 2 * HOUR_MS, min: HOUR_MS / 2, max: 30 * 24 * HOUR_MS } as const;

function idleOf(options: Readonly<Record<string, unknown>>): number {
  const idleMs = spanOption(options, "idle") ?? IDLE_MS.fallback;
  if (idleMs >= IDLE_MS.min && idleMs <= IDLE_MS.max) return idleMs;
  throw new AutomationError(
    "usage",
    `--idle: from 30m to 30d, since metrics arrive up to ten minutes late (got ${JSON.stringify(options["idle"])})`,
    { details: { field: "idle", rule: "from 30m to 30d" } },
  );
}

function wishesOf(options: Readonly<Record<string, unknown>>): TargetWishes {
  const cloud = textOption(options, "cloud");
  return {
    cloud: CLOUD_NAMES.find((name) => name === cloud),
    region: textOption(options, "region"),
    project: textOption(options, "project"),
    endpoint: textOption(options, "endpoint"),
  };
}

async function keep(file: string, document: ScanDocument, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, file);
  try {
    await writeFile(path, `${JSON.stringify(document, null, 2)}\n`);
  } catch (error) {
    throw new AutomationError("usage", `--out: ${path}: cannot be written (${(error as Error).message})`, {
      cause: error,
      details: { field: "out" },
    });
  }
}

/** A gateway answers with whole canonical requests; the JSON form keeps them. */
const PROBLEM_WIDTH_MAX = 180;

function problemLine({ target, what, text }: ScanProblem): string {
  // What a cloud answers may hold anything, escape sequences of a terminal included.
  return printable(`${target} ${what}: ${text}`);
}

/** A scan that was told where to look has to be handed on as a file: `init` would look elsewhere. */
function nextStep(options: Readonly<Record<string, unknown>>): string {
  const out = textOption(options, "out");
  const prices = textOption(options, "prices");
  const priced = prices === undefined ? "" : ` --prices ${prices}`;
  if (out !== undefined) return `curfew init --from-scan ${out}${priced}`;
  const wasTold = ["cloud", "region", "project", "endpoint"].some((name) => options[name] !== undefined);
  if (!wasTold) return `curfew init --from-scan${priced}`;
  return `this scan once more with --out scan.json, then curfew init --from-scan scan.json${priced}`;
}

function printEnd(scan: Scan, next: string, terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  if (scan.problems.length > 0) terminal.out("");
  if (scan.problems.some(({ seen }) => !seen)) {
    terminal.out(paint.red("This is not the whole picture:"));
  } else if (scan.problems.length > 0) terminal.out(paint.yellow("Not beyond doubt:"));
  for (const line of scan.problems.map(problemLine)) {
    terminal.out(`  ${line.length > PROBLEM_WIDTH_MAX ? `${line.slice(0, PROBLEM_WIDTH_MAX)}…` : line}`);
  }
  terminal.out("");
  if (scan.machines.length === 0) return;
  terminal.out(`Nothing was changed. Next: ${next}`);
}

function printAll(
  scan: Scan,
  document: ScanDocument,
  {
    prices,
    next,
    terminal,
  }: {
    readonly prices: Parameters<typeof printFindings>[1];
    readonly next: string;
    readonly terminal: Terminal;
  },
): void {
  printEmpty(scan.lists, terminal);
  if (scan.machines.length > 0) {
    printFindings(scan, prices, terminal);
    printMoney(document, { scan, prices }, terminal);
  }
  printEnd(scan, next, terminal);
}

/** `curfew scan`: looks at a cloud and changes nothing. Needs credentials and no configuration. */
export const runScan: RunCommand = async ({ options, terminal }) => {
  const json = flagOption(options, "json");
  const out = textOption(options, "out");
  const file = textOption(options, "prices");
  const idleMs = idleOf(options);
  const targets = await findTargets(wishesOf(options), terminal.env);
  const prices = file === undefined ? undefined : await readPrices(file, terminal);
  if (!json) terminal.out(`Looking at ${targets.map(showTarget).join(" and ")}; this only reads.`);
  const scan = await scanTargets(targets, terminal, {
    idleMs,
    onWork: (text) => reportProgress(text, terminal),
    ...(json ? {} : { onList: (list) => printList(list, terminal) }),
    // The text says it at the end; beside JSON somebody may only see the exit code otherwise.
    ...(json ? { onProblem: (problem) => terminal.err(`curfew: ${problemLine(problem)}`) } : {}),
  });
  const document = scanDocument(scan, { targets, prices });
  if (out !== undefined) await keep(out, document, terminal);
  if (json) terminal.out(JSON.stringify(document));
  else printAll(scan, document, { prices, next: nextStep(options), terminal });
  return scan.problems.some(({ seen }) => !seen) ? EXIT.failed : EXIT.ok;
};
