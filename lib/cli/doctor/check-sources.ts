import { type ReadVariable, resolveReference } from "../../compose/references.ts";
import type { Config } from "../../domain/config.ts";
import { secretKindOf, secretProblem } from "../../sources/check-secret.ts";
import { isSchemeId } from "../../sources/schemes.ts";
import { type Finding, fine, problem, wordsOf } from "./finding.ts";

type Source = Config["sources"][number];

const WAY_OUT = "set it where Curfew runs, to the value that the sender signs with";

function problemOf(scheme: Source["scheme"], reference: string, env: ReadVariable): string | null {
  if (!isSchemeId(scheme)) return `no scheme is called ${JSON.stringify(scheme)}`;
  try {
    const value = resolveReference(reference, env);
    const found = secretProblem(scheme, { kind: secretKindOf(scheme, value), value });
    // A secret that stands in the file itself has no name that may be shown.
    return found && `${reference.startsWith("env:") ? reference : "a secret"} ${found}`;
  } catch (error) {
    return wordsOf(error);
  }
}

/** Whether every secret of a source is there and has the form of its scheme. */
export function checkSource({ name, scheme, secrets }: Source, env: ReadVariable): readonly Finding[] {
  const subject = `source ${name}`;
  const problems = secrets
    .map((reference) => problemOf(scheme, reference, env))
    .filter((text) => text !== null);
  if (problems.length > 0) return problems.map((text) => problem(subject, text, WAY_OUT));
  return [
    fine(
      subject,
      `${secrets.length === 1 ? "its secret" : `${secrets.length} secrets`} can be used (${scheme})`,
    ),
  ];
}
