import type { ReadVariable } from "../../compose/references.ts";
import { entriesOf, resolveEntry, type SourceEntry } from "../../compose/webhook-sources.ts";
import type { Config } from "../../domain/config.ts";
import { secretProblem } from "../../sources/check-secret.ts";
import { isSchemeId } from "../../sources/schemes.ts";
import { type Finding, fine, problem, wordsOf } from "./finding.ts";

type Source = Config["sources"][number];

const WAY_OUT = "set it where Curfew runs, to the value that the sender signs with";

function problemOf(scheme: Source["scheme"], entry: SourceEntry, env: ReadVariable): string | null {
  if (!isSchemeId(scheme)) return `no scheme is called ${JSON.stringify(scheme)}`;
  const { kind, reference } = entry;
  try {
    const found = secretProblem(scheme, resolveEntry(scheme, entry, env));
    // A secret that stands in the file itself has no name that may be shown.
    return found && `${reference.startsWith("env:") ? reference : (kind ?? "a secret")} ${found}`;
  } catch (error) {
    return wordsOf(error);
  }
}

/** Whether every secret of a source is there and has the form of its scheme. */
export function checkSource(source: Source, env: ReadVariable): readonly Finding[] {
  const { name, scheme } = source;
  const entries = entriesOf(source);
  const subject = `source ${name}`;
  const problems = entries.map((entry) => problemOf(scheme, entry, env)).filter((text) => text !== null);
  if (problems.length > 0) return problems.map((text) => problem(subject, text, WAY_OUT));
  return [
    fine(
      subject,
      `${entries.length === 1 ? "its secret" : `${entries.length} secrets`} can be used (${scheme})`,
    ),
  ];
}
