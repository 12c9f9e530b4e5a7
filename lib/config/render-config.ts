import { CLOUDS, type Cloud } from "../domain/clouds.ts";
import { Limits } from "../domain/policy.ts";
import { RESOURCE_KINDS, type ResourceKind } from "../domain/resource.ts";

/** A target that was found, and how many machines of each kind are in it. */
export interface FoundTarget {
  /** 1 to 32 lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly cloud: Cloud;
  readonly region: string;
  /** Project id or `env:NAME`. */
  readonly project: string;
  /** `env:PREFIX`, `profile`, `profile:PATH` or `agency`. */
  readonly credentials: string;
  readonly endpoint: string | null;
  /** Kinds that were not looked at are left out. */
  readonly machines: Readonly<Partial<Record<ResourceKind, number>>>;
}

/** What a first look found. */
export interface ConfigScan {
  /** At least one. */
  readonly targets: readonly FoundTarget[];
  /** Where editors find the schema, relative to the new file. Default: `./curfew.schema.json`. */
  readonly schema?: string;
  /** Price file of every target, relative to the new file. Default: none is named. */
  readonly prices?: string | undefined;
}

const TITLES: Readonly<Record<ResourceKind, string>> = {
  notebook: "notebooks",
  "legacy-notebook": "notebooks of the old form",
  "dev-server": "DevServers",
  supernode: "supernodes",
};

/** A text as YAML: plain where that cannot mean anything else. */
function scalar(text: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9_./-]*(:[A-Za-z0-9_./-]+)*$/.test(text);
  return plain && !/^(true|false|null|yes|no|on|off)$/i.test(text) ? text : JSON.stringify(text);
}

function targetLines(target: FoundTarget, prices: string | undefined): readonly string[] {
  const counts = RESOURCE_KINDS.flatMap((kind) => {
    const count = target.machines[kind];
    return count === undefined || count === 0 ? [] : [`${count} ${TITLES[kind]}`];
  });
  const parts = [
    `cloud: ${target.cloud}`,
    `region: ${scalar(target.region)}`,
    `project: ${scalar(target.project)}`,
    `credentials: ${scalar(target.credentials)}`,
    ...(target.endpoint === null ? [] : [`endpoint: ${scalar(target.endpoint)}`]),
    ...(prices === undefined ? [] : [`prices: ${scalar(prices)}`]),
  ];
  return [
    ...(counts.length > 0 ? [`  # found here: ${counts.join(", ")}`] : []),
    `  ${target.name}: { ${parts.join(", ")} }`,
  ];
}

function found(scan: ConfigScan, kind: ResourceKind): boolean {
  return scan.targets.some((target) => (target.machines[kind] ?? 0) > 0);
}

/** A condition for what only some of the clouds in the config have. */
function onlyOn(scan: ConfigScan, able: (cloud: Cloud) => boolean): readonly string[] {
  const names = [...new Set(scan.targets.map((target) => target.cloud))].filter(able);
  const all = scan.targets.every((target) => able(target.cloud));
  return all ? [] : [`    where: cloud == "${names[0]}"`];
}

interface PolicyText {
  readonly name: string;
  readonly about: string;
  readonly lines: readonly string[];
}

function idleNotebooks(scan: ConfigScan): readonly PolicyText[] {
  const able = (cloud: Cloud) => CLOUDS[cloud].notebooks && CLOUDS[cloud].aomContainerMetrics;
  if (!scan.targets.some((target) => able(target.cloud))) return [];
  return [
    {
      name: "idle-notebooks",
      about: "Notebooks that nobody has used for two hours.",
      lines: ["on: { every: 10m }", "resource: notebook", ...onlyOn(scan, able), "idle: 2h", "then: stop"],
    },
  ];
}

function notebookNights(scan: ConfigScan): readonly PolicyText[] {
  const able = (cloud: Cloud) => CLOUDS[cloud].notebooks && !CLOUDS[cloud].aomContainerMetrics;
  if (!scan.targets.some((target) => able(target.cloud))) return [];
  return [
    {
      name: "notebook-nights",
      about:
        "There are no metrics of notebooks in this cloud, so idleness cannot be seen: a fixed time instead.",
      lines: [
        'on: { cron: "0 20 * * *", zone: UTC }',
        "resource: notebook",
        ...onlyOn(scan, able),
        "then: stop",
      ],
    },
  ];
}

function idleServers(scan: ConfigScan): readonly PolicyText[] {
  const able = (cloud: Cloud) => CLOUDS[cloud].devServers;
  if (!found(scan, "dev-server") || !scan.targets.some((target) => able(target.cloud))) return [];
  return [
    {
      name: "idle-servers",
      about: "DevServers that nobody has used for two hours. Needs the monitoring agent on each.",
      lines: ["on: { every: 10m }", "resource: dev-server", ...onlyOn(scan, able), "idle: 2h", "then: stop"],
    },
  ];
}

function policyLines({ name, about, lines }: PolicyText): readonly string[] {
  return [
    `  # ${about}`,
    `  ${name}:`,
    ...lines.map((line) => `    ${line.trim()}`),
    "    mode: observe",
    "",
  ];
}

/** Of a large fleet so much may be disturbed, in percent: by one run, and by all runs of an hour. */
const RUN_PERCENT = 2.5;
const HOUR_PERCENT = 15;

function sizeOf({ targets }: ConfigScan): number {
  const counts = targets.flatMap(({ machines }) => Object.values(machines));
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * The caps as text. Where a third of a fleet goes home within three hours, fixed numbers would spread its evening over the
 * night: they are shares of what was found, and never below the built-in defaults. They stand in the file as numbers, so
 * that a fleet that grows asks for a new decision.
 */
function limitsLines(scan: ConfigScan): readonly string[] {
  const { perRun, percent, perOwnerPerHour, perHour } = Limits.parse({});
  const size = sizeOf(scan);
  const share = (most: number, least: number) => Math.max(least, Math.ceil((size * most) / 100));
  const caps = {
    perRun: Math.min(10_000, share(RUN_PERCENT, perRun)),
    ...{ percent, perOwnerPerHour },
    perHour: Math.min(100_000, share(HOUR_PERCENT, perHour)),
  };
  const enoughFor = Math.max(size, Math.floor((perRun * 100) / RUN_PERCENT));
  const written = Object.entries(caps).map(([name, value]) => `${name}: ${value}`);
  return [
    "# Most disruptive steps in one run, most machines of one kind in percent, most steps an hour: of one owner, and in all.",
    `# perRun and perHour are numbers for up to ${enoughFor} machines (${size} were found): they do not grow with the fleet.`,
    `limits: { ${written.join(", ")} }`,
  ];
}

/** Writes a first config for what was found: commented, complete, and with every policy only observing. */
export function renderConfig(scan: ConfigScan): string {
  const policies = [...idleNotebooks(scan), ...notebookNights(scan), ...idleServers(scan)];
  const lines = [
    `# yaml-language-server: $schema=${scan.schema ?? "./curfew.schema.json"}`,
    "# Every policy below observes: it writes down what it would do and sends nothing. After three days: curfew enforce NAME",
    "# shows what it would have stopped and changes mode: observe to mode: enforce, one policy at a time.",
    "version: 1",
    "",
    "# One cloud, region and project each; a machine is target/kind/id everywhere. No secret stands in this file.",
    "# With a price file (prices: prices.yaml) reports say what was saved.",
    "targets:",
    ...scan.targets.flatMap((target) => targetLines(target, scan.prices)),
    "",
    "# No other verb is ever sent, whatever the policies say.",
    "allow: [stop, start, lease]",
    "",
    ...limitsLines(scan),
    "",
    "# The first rule that finds an owner wins. A machine without an owner is only observed.",
    "owners:",
    "  - field: user.name",
    "  - field: tag:owner",
    "  # - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'",
    "  # - csv: owners.csv",
    "",
    "policies:",
    ...policies.flatMap(policyLines),
    "  # A budget that is nearly used up; the sender stands under sources: { budget: { secret: env:BUDGET_SECRET } }.",
    "  # budget-90:",
    "  #   on: { budget: my-budget, at: 90% }",
    "  #   resource: notebook",
    "  #   then: stop",
    "  #   mode: observe",
  ];
  return `${lines.join("\n")}\n`;
}
