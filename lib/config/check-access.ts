import { READING } from "../core/access/permission.ts";
import { checkZone } from "../core/cron.ts";
import { compileExpression, type Expression } from "../core/expression.ts";
import { parseWindows } from "../core/hours/parse-windows.ts";
import { asksCalendar } from "../core/hours/window.ts";
import { didYouMean } from "../core/nearest-name.ts";
import { cloudVerbNamed, verb, verbNamed } from "../domain/verbs.ts";
import { schemeOf } from "./check-sources.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import type { AccessRuleFile } from "./file-people.ts";
import type { SourceFile } from "./file-target.ts";
import type { Named, Sections } from "./sections.ts";
import { secretsOf } from "./source-secrets.ts";
import { isWeakSource } from "./weak-source.ts";

type Source = Named<SourceFile>;

const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

const wordsOf = ({ may, never }: AccessRuleFile) => [...listed(may), ...listed(never)];

/** Words of a chat that mean no machine: whatever a rule says of machines says nothing of them. */
const WITHOUT_MACHINE: readonly string[] = [
  ...["status", "why", "help", "approve", "deny", "confirm", "undo", "pause", "resume"],
];

/** What is known of a machine before it is made. */
const KNOWN_BEFORE: readonly string[] = ["target", "kind", "cloud", "name", "event"];

/** One rule with its place. */
interface Written {
  readonly path: ConfigPath;
  readonly rule: AccessRuleFile;
}

function checkEffect({ path, rule: { may, never } }: Written): readonly Finding[] {
  if ((may === undefined) !== (never === undefined)) return [];
  const message =
    may === undefined ? "the rule says neither may nor never" : "may and never cannot both be told";
  const hint = may === undefined ? "for example may: [stop, start]" : "write two rules: never wins over may";
  return [{ path: may === undefined ? path : [...path, "never"], part: "key", message, hint }];
}

function checkTeam(name: string, at: ConfigPath, { teams }: Sections): readonly Finding[] {
  const team = teams.find((one) => one.name === name);
  const names = teams.map((one) => one.name);
  if (!team) {
    const known = names.length > 0 ? `there is: ${names.join(", ")}` : "add it under teams";
    return [{ path: at, message: `there is no team ${name}`, hint: didYouMean(name, names) ?? known }];
  }
  if (team.file.members.length > 0) return [];
  const message = `the team ${name} has no members, so the rule means nobody`;
  return [{ path: at, severity: "warning", message, hint: "add members to the team" }];
}

/** Rules name ids as the platform proves them; whoever writes a person's name gives nobody anything. */
function checkId(id: string, at: ConfigPath, { file }: Source, sections: Sections): readonly Finding[] {
  const people = Object.entries(file.people ?? {});
  const [alone = id] = id.split("/").slice(-1);
  const members = sections.teams.flatMap((team) => team.file.members);
  if (people.some(([known]) => known === id || known === alone)) return [];
  const own = people.filter(([, person]) => person === id).map(([known]) => known);
  if (own.length > 0) {
    const message = `${id} is a person, and rules name ids of the source`;
    return [{ path: at, severity: "warning", message, hint: `write ${own.join(", ")}, or a team` }];
  }
  if (people.length === 0 || members.includes(id)) return [];
  const message = `people does not tell who ${id} is, so this grants them nothing`;
  return [{ path: at, severity: "warning", message, hint: "add them to people, or remove them here" }];
}

function checkWho({ path, rule }: Written, source: Source, sections: Sections): readonly Finding[] {
  const isList = Array.isArray(rule.who);
  return listed(rule.who).flatMap((who, index): readonly Finding[] => {
    const at = isList ? [...path, "who", index] : [...path, "who"];
    if (who === "*" || who === "owner") return [];
    if (who.startsWith("team:")) return checkTeam(who.slice("team:".length), at, sections);
    return rule.may === undefined ? [] : checkId(who, at, source, sections);
  });
}

function checkDuring({ path, rule: { during, zone } }: Written): readonly Finding[] {
  const problem = checkZone(zone);
  const zones: readonly Finding[] = problem ? [{ path: [...path, "zone"], ...problem }] : [];
  if (during === undefined) return zones;
  const at = [...path, "during"];
  const parsed = parseWindows(during);
  if (!parsed.ok)
    return [...zones, { path: at, offset: parsed.offset, message: parsed.message, hint: parsed.hint }];
  const untold = parsed.windows.find((window) => asksCalendar(window));
  if (!untold) return zones;
  const message = "rules know no calendar: workdays are Monday to Friday here, and no day is a holiday";
  return [
    ...zones,
    { path: at, offset: untold.offset, severity: "warning", message, hint: "name days of the week" },
  ];
}

function checkUses(expression: Expression, { path, rule }: Written): readonly Finding[] {
  const words = wordsOf(rule);
  const at = [...path, "where"];
  const isCreation = (word: string) => {
    const name = cloudVerbNamed(word);
    return word === "create" || (name !== undefined && verb(name).creates);
  };
  if (words.length > 0 && words.every((word) => WITHOUT_MACHINE.includes(word))) {
    const message = `${words.join(", ")} is about no machine, so the rule never speaks`;
    return [{ path: at, part: "key", severity: "warning", message, hint: "remove where" }];
  }
  const untold = expression.uses.find((use) => !KNOWN_BEFORE.includes(use.split(".", 1)[0] ?? use));
  if (untold === undefined || words.length === 0 || !words.every(isCreation)) return [];
  return [
    {
      ...{ path: at, offset: Math.max(expression.source.indexOf(untold), 0), severity: "warning" },
      message: `${untold} is not known of a machine before it is made, so this cannot be told`,
      hint: `known are ${KNOWN_BEFORE.join(", ")}`,
    },
  ];
}

function checkWhere(written: Written): readonly Finding[] {
  const { path, rule } = written;
  if (rule.where === undefined) return [];
  const compiled = compileExpression(rule.where, "where");
  if (compiled.ok) return checkUses(compiled.expression, written);
  const { message, column, hint } = compiled;
  const sentence = /^(is|does|ends|cannot) /.test(message) ? `the expression ${message}` : message;
  return [{ path: [...path, "where"], offset: column - 1, message: sentence, hint }];
}

const plain = (word: string) => verbNamed(word) ?? word;

function covers(wide: readonly string[], narrow: readonly string[]): boolean {
  return wide.includes("*") || narrow.every((one) => wide.map(plain).includes(plain(one)));
}

/** What can never matter: what everybody may, and what another rule forbids under all circumstances. */
function checkNeedless({ path, rule }: Written, all: readonly Written[]): readonly Finding[] {
  const may = listed(rule.may);
  if (may.length === 0) return [];
  if (may.every((word) => READING.includes(word))) {
    const message = `everybody whom the source proves may ${may.join(", ")}, so the rule says nothing`;
    return [
      { path, severity: "warning", message, hint: "remove it, or write never for whom it is not meant" },
    ];
  }
  const above = all.find(({ rule: other }) => {
    const isPlain = other.where === undefined && other.during === undefined;
    return isPlain && covers(listed(other.never), may) && covers(listed(other.who), listed(rule.who));
  });
  if (!above) return [];
  const message = `rule ${above.path.at(-1)} never lets them, and never wins, so the rule grants nothing`;
  return [{ path, severity: "warning", message, hint: "remove one of the two" }];
}

/** A sender that does not sign what it says lets nothing happen that can happen only once, whatever the rules say. */
function checkWeak({ path, rule }: Written, source: Source, scheme: string | undefined): readonly Finding[] {
  if (scheme === undefined || !isWeakSource(scheme, secretsOf(source.file))) return [];
  const once = listed(rule.may).filter((word) => {
    const name = cloudVerbNamed(word);
    return word === "create" || (name !== undefined && verb(name).repeat === "once-only");
  });
  if (once.length === 0) return [];
  const message = `${scheme} does not sign what it says, so ${once.join(", ")} is refused without a policy that demands an approval`;
  const hint = `add a policy with on: { request: …, from: ${source.name} } and approve (docs/chat-ops.md)`;
  return [{ path: [...path, "may"], severity: "warning", message, hint }];
}

/** The rules of every source on who may do what. */
export function checkAccess(sections: Sections, schemes: readonly string[]): readonly Finding[] {
  return sections.sources.flatMap((source) => {
    const scheme = schemeOf(source, schemes);
    const rules = (source.file.rules ?? []).map((rule, index): Written => {
      return { path: ["sources", source.name, "rules", index], rule };
    });
    return rules.flatMap((written) => [
      ...checkEffect(written),
      ...checkWho(written, source, sections),
      ...checkDuring(written),
      ...checkWhere(written),
      ...checkNeedless(written, rules),
      ...checkWeak(written, source, scheme),
    ]);
  });
}
