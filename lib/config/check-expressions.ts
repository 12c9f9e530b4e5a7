import { compileExpression, type Expression } from "../core/expression.ts";
import type { ExpressionKind } from "../core/expression-environment.ts";
import { didYouMean } from "../core/nearest-name.ts";
import { TICK_LIFE_MS } from "../core/step-life.ts";
import { formatDuration } from "../domain/duration.ts";
import { AlarmEvent, AuditEvent } from "../domain/event.ts";
import { verb } from "../domain/verbs.ts";
import { formOf, type OnForm } from "./check-on.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import { verbsOf } from "./policy-parts.ts";
import type { BrokenPolicy, Named, Sections } from "./sections.ts";

type Policy = Named<PolicyFile>;

/** What events carry that have a fixed shape; tickets, webhooks and budgets carry more. */
const EVENT_FIELDS: Readonly<Partial<Record<OnForm, readonly string[]>>> = {
  every: ["slot", "since"],
  cron: ["slot", "since"],
  request: ["verb", "resource", "target", "parameters", "by", "why"],
  alarm: Object.keys(AlarmEvent.shape.data.shape),
  audit: Object.keys(AuditEvent.shape.data.shape),
};

function compile(
  source: string,
  kind: ExpressionKind,
  path: ConfigPath,
): { readonly expression?: Expression; readonly findings: readonly Finding[] } {
  const compiled = compileExpression(source, kind);
  if (compiled.ok) return { expression: compiled.expression, findings: [] };
  const { message, column, hint } = compiled;
  const sentence = /^(is|does|ends|cannot) /.test(message) ? `the expression ${message}` : message;
  return { findings: [{ path, offset: column - 1, message: sentence, hint }] };
}

function checkEventFields(policy: Policy, expression: Expression, path: ConfigPath): readonly Finding[] {
  const form = formOf(policy.file.on);
  const fields = form && EVENT_FIELDS[form];
  if (!fields) return [];
  return expression.uses.flatMap((use) => {
    const [root, field] = use.split(".");
    if (root !== "event" || field === undefined || fields.includes(field)) return [];
    return [
      {
        path,
        offset: Math.max(expression.source.indexOf(use), 0),
        message: `an event of ${form} has no ${field}, so this could never be decided`,
        hint: didYouMean(field, fields) ?? `it has ${fields.join(", ")}`,
      },
    ];
  });
}

function checkSaves(expression: Expression, path: ConfigPath, sections: Sections): readonly Finding[] {
  const { uses } = expression;
  if (!uses.includes("saves") || uses.includes("target") || uses.includes("cloud")) return [];
  const without = sections.targets.filter(({ file }) => file.prices === undefined).map(({ name }) => name);
  if (without.length === 0) return [];
  return [
    {
      path,
      offset: Math.max(expression.source.search(/\bsaves\b/), 0),
      severity: "warning",
      message: `what a stop saves is not known without prices, so nothing is done in ${without.join(", ")}`,
      hint: `add prices to ${without.length === 1 ? "the target" : "the targets"}`,
    },
  ];
}

function checkMachine(policy: Policy, path: ConfigPath, what = "where asks"): readonly Finding[] {
  const verbs = verbsOf(policy.file);
  if (verbs.length === 0 || !verbs.every((name) => verb(name).creates)) return [];
  return [
    {
      path,
      part: "key",
      message: `${what} about a machine, and ${verbs.join(", ")} makes one that is not there yet`,
      hint: "remove it",
    },
  ];
}

/** Only what stands in the expressions themselves, for a policy that has other mistakes. */
export function checkConditionsAlone({ name, file }: Named<BrokenPolicy>): readonly Finding[] {
  const when = file.on?.when;
  return [
    ...(file.where === null ? [] : compile(file.where, "where", ["policies", name, "where"]).findings),
    ...(when === undefined ? [] : compile(when, "when", ["policies", name, "on", "when"]).findings),
  ];
}

/** Groups take turns among machines, each by a condition like `where`, and have to be done before their clock's verdict is old. */
function checkWaves({ name, file }: Policy, sections: Sections): readonly Finding[] {
  const { waves } = file;
  if (waves === undefined) return [];
  const at: ConfigPath = ["policies", name, "waves"];
  const conditions = waves.order.flatMap((source, index) => {
    const path = [...at, "order", index];
    const { expression, findings } = compile(source, "where", path);
    if (!expression) return findings;
    return [...checkEventFields({ name, file }, expression, path), ...checkSaves(expression, path, sections)];
  });
  return [
    ...conditions,
    ...checkMachine({ name, file }, at, "waves ask"),
    ...checkSettle({ name, file }, at),
  ];
}

function checkSettle({ file }: Policy, at: ConfigPath): readonly Finding[] {
  const { waves, on } = file;
  const form = formOf(on);
  if (waves === undefined || (form !== "every" && form !== "cron")) return [];
  const waitMs = waves.settle * (waves.order.length - 1);
  if (waitMs < TICK_LIFE_MS) return [];
  return [
    {
      path: [...at, "settle"],
      message: `the groups would settle for ${formatDuration(waitMs)}, and what a clock saw is acted on for ${formatDuration(TICK_LIFE_MS)} only`,
      hint: "let them settle for less, or make fewer groups",
    },
  ];
}

/** `where`, `when` and `waves` of a policy. */
export function checkExpressions(policy: Policy, sections: Sections): readonly Finding[] {
  const findings: Finding[] = [];
  const { where, on } = policy.file;
  if (where !== undefined) {
    const path = ["policies", policy.name, "where"];
    const compiled = compile(where, "where", path);
    findings.push(...compiled.findings, ...checkMachine(policy, path));
    if (compiled.expression) {
      findings.push(...checkEventFields(policy, compiled.expression, path));
      findings.push(...checkSaves(compiled.expression, path, sections));
    }
  }
  if (on.when !== undefined) {
    const path = ["policies", policy.name, "on", "when"];
    const compiled = compile(on.when, "when", path);
    findings.push(...compiled.findings);
    if (compiled.expression) findings.push(...checkEventFields(policy, compiled.expression, path));
  }
  return [...findings, ...checkWaves(policy, sections)];
}
