// Runs Stryker over lib/core and lib/signing and holds the survivors against their explanations in scripts/mutants.js:
// one that nobody explained fails, and so does an explanation whose mutant is dead. Writes the tables of docs/mutants.md.
//
//   node scripts/mutation.js [FILE or PATTERN …]   a run over everything, or over some files
//   --last    judge the report of the last run again
//   --check   no run: do the explained places still exist, and is docs/mutants.md what the explanations say?
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { EXPLAINED } from "./mutants.js";

const REPORT = "reports/mutation/mutation.json";
const DOC = "docs/mutants.md";
const START = "<!-- tables: start -->";
const END = "<!-- tables: end -->";
const TEXT_MAX = 100;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { last: { type: "boolean" }, check: { type: "boolean" } },
});

/** A piece of source on one line, cut where it says enough. */
function brief(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > TEXT_MAX ? `${line.slice(0, TEXT_MAX)}…` : line;
}

function textAt(source, { start, end }) {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return lines.join("\n");
}

/** What tells a mutant from others whatever line it stands on; two that look alike are told apart by counting. */
const keyOf = (file, [mutator, from, to]) => JSON.stringify([file, mutator, from, to]);

const explained = EXPLAINED.flatMap(({ why, mutants }) =>
  Object.entries(mutants).flatMap(([file, all]) => all.map((mutant) => ({ why, file, mutant }))),
);

function count(keys) {
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Rows of the last table, so that a run over some files changes theirs alone. */
function rowsInDoc() {
  const rows = new Map();
  if (!existsSync(DOC)) return rows;
  const cells = /^\| `(lib\/\S+)` \| \S+ % \| (\d+) \| (\d+) \| (\d+) \|$/gm;
  for (const [, file, killed, timeout, survived] of readFileSync(DOC, "utf8").matchAll(cells))
    rows.set(file, { killed: Number(killed), timeout: Number(timeout), survived: Number(survived) });
  return rows;
}

function sum(rows) {
  const total = { killed: 0, timeout: 0, survived: 0 };
  for (const row of rows) for (const key of Object.keys(total)) total[key] += row[key];
  return total;
}

function score({ killed, timeout, survived }) {
  const all = killed + timeout + survived;
  return all === 0 ? "100.0" : (((killed + timeout) / all) * 100).toFixed(1);
}

const line = (cells) => `| ${cells.join(" | ")} |`;
const row = (name, counts) =>
  line([name, `${score(counts)} %`, counts.killed, counts.timeout, counts.survived]);

/** Code inside a table: a pipe would end the cell, and backticks need more backticks around them. */
function code(text) {
  const escaped = text.replaceAll("|", "\\|");
  return text === "" ? "(nothing)" : escaped.includes("`") ? `\`\` ${escaped} \`\`` : `\`${escaped}\``;
}

function scoreTable(rows) {
  const files = [...rows.keys()].filter((file) => existsSync(file)).sort();
  const folders = ["lib/signing", "lib/core"].flatMap((folder) => {
    const own = files.filter((file) => file.startsWith(`${folder}/`)).map((file) => rows.get(file));
    return own.length === 0 ? [] : [row(`**${folder}**`, sum(own))];
  });
  return [
    line(["file", "score", "killed", "timed out", "survived"]),
    line(["---", "---", "---", "---", "---"]),
    ...folders,
    ...files.map((file) => row(`\`${file}\``, rows.get(file))),
  ].join("\n");
}

function explanations() {
  return EXPLAINED.map(({ title, why, mutants }) => {
    const all = Object.entries(mutants).flatMap(([file, list]) => list.map((mutant) => [file, ...mutant]));
    const cells = all.map(([file, mutator, from, to]) =>
      line([`\`${file.replace("lib/", "")}\``, mutator, code(from), code(to)]),
    );
    const head = [line(["file", "mutator", "code", "becomes"]), line(["---", "---", "---", "---"])];
    return `### ${title} (${all.length})\n\n${why}\n\n${[...head, ...cells].join("\n")}`;
  }).join("\n\n");
}

function docWith(rows) {
  const text = readFileSync(DOC, "utf8");
  const before = text.slice(0, text.indexOf(START) + START.length);
  const after = text.slice(text.indexOf(END));
  const tables = `## Score\n\n${scoreTable(rows)}\n\n## Survivors\n\n${explanations()}`;
  return `${before}\n\n${tables}\n\n${after}`;
}

function runStryker() {
  const args = ["node_modules/@stryker-mutator/core/bin/stryker.js", "run"];
  if (positionals.length > 0) args.push("--mutate", positionals.join(","));
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`stryker ended with ${status}`);
}

const problems = [];

/** Counts per file, and what survived without an explanation or was explained without surviving. */
function judgeReport() {
  const rows = rowsInDoc();
  const report = JSON.parse(readFileSync(REPORT, "utf8"));
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    const counts = { killed: 0, timeout: 0, survived: 0 };
    const survivors = [];
    const slow = [];
    for (const { status, mutatorName, replacement, location } of mutants) {
      const key = keyOf(file, [mutatorName, brief(textAt(source, location)), brief(replacement)]);
      if (status === "Killed") counts.killed += 1;
      if (status === "Timeout") counts.timeout += slow.push(key) && 1;
      if (status === "Survived" || status === "NoCoverage") counts.survived += survivors.push(key) && 1;
    }
    rows.set(file, counts);
    console.log(`${file.padEnd(40)} ${score(counts).padStart(5)} %  ${counts.survived} survived`);
    const known = count(explained.filter((one) => one.file === file).map((one) => keyOf(file, one.mutant)));
    const alive = count(survivors);
    for (const [key, times] of alive) {
      if (times > (known.get(key) ?? 0)) problems.push(`not explained: ${key}`);
    }
    for (const [key, times] of known) {
      // A machine too busy to finish in time has killed nothing.
      const seen = (alive.get(key) ?? 0) + slow.filter((one) => one === key).length;
      if (times > seen) problems.push(`explained, but does not survive: ${key}`);
    }
  }
  const all = sum(Object.keys(report.files).map((file) => rows.get(file)));
  console.log(`${"together".padEnd(40)} ${score(all).padStart(5)} %  ${all.survived} survived`);
  return rows;
}

/** Cheap enough for every day: an explanation of code that is gone is found without a run. */
function checkPlaces() {
  for (const { file, mutant } of explained) {
    const [mutator, from] = mutant;
    const source = existsSync(file) ? readFileSync(file, "utf8").replace(/\s+/g, " ") : "";
    if (!source.includes(from.replace(/…$/, ""))) problems.push(`${file} has no ${mutator} at ${from}`);
  }
  if (docWith(rowsInDoc()) !== readFileSync(DOC, "utf8"))
    problems.push(`${DOC} is stale: run node scripts/mutation.js --last`);
}

if (values.check) checkPlaces();
else {
  if (!values.last) runStryker();
  const rows = judgeReport();
  writeFileSync(DOC, docWith(rows));
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
