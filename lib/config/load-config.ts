import type { Config } from "../domain/config.ts";
import { valueAt } from "../sources/json-path.ts";
import { calendarPlaces } from "./calendar-places.ts";
import { checkAccess } from "./check-access.ts";
import { checkAction } from "./check-action.ts";
import { checkAnswers } from "./check-answers.ts";
import { checkApprove } from "./check-approve.ts";
import { checkBudgets } from "./check-budgets.ts";
import { checkCalendars, type Today } from "./check-calendars.ts";
import { checkChannels } from "./check-channels.ts";
import { checkCronStop } from "./check-cron-stop.ts";
import { checkExceptionEnds } from "./check-exception-end.ts";
import { checkConditionsAlone, checkExpressions } from "./check-expressions.ts";
import { checkFreeze } from "./check-freeze.ts";
import { checkHours, checkTeamZones } from "./check-hours.ts";
import { checkIdleLimits } from "./check-idle-limits.ts";
import { checkLease } from "./check-lease.ts";
import { checkOn } from "./check-on.ts";
import { checkOwners } from "./check-owners.ts";
import { checkResources } from "./check-resources.ts";
import { checkSources } from "./check-sources.ts";
import { checkSpans } from "./check-spans.ts";
import { checkTargets } from "./check-targets.ts";
import { checkTickets } from "./check-tickets.ts";
import { checkWarn } from "./check-warn.ts";
import { checkWith } from "./check-with.ts";
import { checkZones } from "./check-zones.ts";
import { isConcealed } from "./conceal.ts";
import { schemaKeys } from "./config-json-schema.ts";
import { type Diagnostic, type Finding, pathText } from "./diagnostic.ts";
import { ConfigFile } from "./file-schema.ts";
import { type ReadFile, readFilesBeside } from "./files-beside.ts";
import { issueFindings } from "./issue-findings.ts";
import { actionOf } from "./policy-parts.ts";
import { readYaml, type YamlDocument } from "./read-yaml.ts";
import { type Sections, sectionsOf } from "./sections.ts";
import { type Host, hostOf, storeProblem } from "./store-host.ts";
import { toConfig } from "./to-config.ts";

/** Most findings that are told at once. */
const FINDINGS_MAX = 100;

/** What a config is loaded from. */
export interface LoadConfigOptions {
  /** Text of `curfew.yaml`. */
  readonly text: string;
  /** Where it stands: files it names are relative to that. */
  readonly path: string;
  /** Reads a file beside it as text; rejects when it cannot. */
  readonly readFile: ReadFile;
  /** Schemes that a source can have. */
  readonly schemes: readonly string[];
  /** What the config is to run on; when given, its store has to carry its verbs there. Default: not looked at. */
  readonly host?: Host | "of-store";
  /** When given, references (`env:NAME`) that are not set are warned of. No value of it is ever shown. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** When given, calendars that have ended, or soon will, are told. */
  readonly today?: Today;
  /** What else is to be said of a config that is sound. Default: nothing; proving takes longer than loading. */
  readonly prove?: (config: Config) => readonly Finding[];
}

/** The checked config, or everything that is wrong with it, in the order of the file. */
export type LoadedConfig =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly Diagnostic[] }
  | {
      readonly ok: false;
      readonly errors: readonly Diagnostic[];
      readonly warnings: readonly Diagnostic[];
    };

/** Keys that stand under the verb of `then`, without the defaults that the schema adds. */
function writtenUnder({ name, file }: Sections["policies"][number], value: unknown): readonly string[] {
  const fixed = valueAt(value, "policies", name, "then", actionOf(file)?.word ?? "");
  return typeof fixed === "object" && fixed !== null ? Object.keys(fixed) : [];
}

function checkPolicies(sections: Sections, value: unknown): readonly Finding[] {
  const broken = sections.brokenPolicies.flatMap((policy) => [
    ...(policy.file.on ? checkOn(policy.file.on, ["policies", policy.name, "on"], sections.sourceNames) : []),
    ...checkConditionsAlone(policy),
  ]);
  const sound = sections.policies.flatMap((policy) => [
    ...checkOn(policy.file.on, ["policies", policy.name, "on"], sections.sourceNames),
    ...checkAction(policy, sections),
    ...checkResources(policy, sections),
    ...checkExpressions(policy, sections),
    ...checkHours(policy, sections),
    ...checkWarn(policy),
    ...checkCronStop(policy),
    ...checkSpans(policy),
    ...checkIdleLimits(policy),
    ...checkLease(policy, sections),
    ...checkApprove(policy, sections),
    ...checkWith(policy, writtenUnder(policy, value)),
  ]);
  return [...broken, ...sound];
}

function toDiagnostic(finding: Finding, document: YamlDocument): Diagnostic {
  const { path, message, hint } = finding;
  return {
    severity: finding.severity ?? "error",
    path: pathText(path),
    ...document.locate(path, finding.part ?? "value", finding.offset),
    message,
    ...(hint ? { hint } : {}),
    ...(isConcealed(path) ? { conceal: true } : {}),
  };
}

function inOrder(findings: readonly Finding[], document: YamlDocument): readonly Diagnostic[] {
  return findings
    .map((finding) => toDiagnostic(finding, document))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, FINDINGS_MAX);
}

function checkStore(store: string | undefined, sections: Sections, host: LoadConfigOptions["host"]) {
  if (store === undefined || host === undefined) return [];
  const problem = storeProblem(
    { store, allow: sections.allow ?? [] },
    host === "of-store" ? hostOf({ store }) : host,
  );
  return problem ? [{ path: ["store"], ...problem }] : [];
}

/** The host that was asked for; `undefined` where nobody asks, or the store that tells it is not known. */
function hostIn({ host }: Pick<LoadConfigOptions, "host">, store: string | undefined): Host | undefined {
  if (host !== "of-store") return host;
  return store === undefined ? undefined : hostOf({ store });
}

function hasOwners(value: unknown): boolean {
  return typeof value === "object" && value !== null && "owners" in value;
}

/**
 * Reads, checks and completes a config. Never rejects and never throws: everything that is wrong, as far as one look
 * can tell, comes back with its place, the rule and the way out. References stay references; no secret is looked up.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  const read = readYaml(options.text);
  if (!read.ok) {
    const errors = read.faults.map(({ hint, ...fault }) => ({
      severity: "error" as const,
      path: "",
      ...fault,
      ...(hint ? { hint } : {}),
    }));
    return { ok: false, errors: errors.slice(0, FINDINGS_MAX), warnings: [] };
  }
  const { document } = read;
  const parsed = ConfigFile.safeParse(document.value);
  const sections = sectionsOf(document.value);
  const files = await readFilesBeside(sections, { configPath: options.path, readFile: options.readFile });
  const findings = [
    ...(parsed.success ? [] : issueFindings(parsed.error.issues, document.value, schemaKeys())),
    ...checkTargets(sections, options.env),
    ...checkSources(sections, options.schemes, options.env),
    ...checkTickets(sections, options.schemes),
    ...checkAccess(sections, options.schemes),
    ...checkStore(parsed.data?.store, sections, options.host),
    ...checkOwners(sections, hasOwners(document.value)),
    ...checkPolicies(sections, document.value),
    ...checkTeamZones(sections),
    ...checkChannels(sections, { env: options.env, host: hostIn(options, parsed.data?.store) }),
    ...checkFreeze(parsed.data?.limits?.freeze ?? []),
    ...checkExceptionEnds(sections, { limits: parsed.data?.limits, nowMs: options.today?.nowMs }),
    ...checkCalendars(files.calendars, calendarPlaces(sections), options.today),
    ...files.findings,
    ...checkBudgets(sections, files.prices),
  ];
  const isWarning = (finding: Finding) => finding.severity === "warning";
  const warnings = inOrder(findings.filter(isWarning), document);
  const errors = inOrder(
    findings.filter((finding) => !isWarning(finding)),
    document,
  );
  if (errors.length > 0 || !parsed.success) return { ok: false, errors, warnings };
  const config = toConfig(parsed.data, files, options.schemes);
  if (!options.prove) return { ok: true, config, warnings };
  const proven = [
    ...findings.filter(isWarning),
    ...checkAnswers(sections, options.schemes),
    ...checkZones(sections),
    ...options.prove(config),
  ];
  return { ok: true, config, warnings: inOrder(proven, document) };
}
