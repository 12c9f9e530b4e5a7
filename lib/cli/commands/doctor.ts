import { readFile } from "node:fs/promises";
import { createUndiciTransport } from "../../clients/transport/undici.ts";
import { channelsIn } from "../../core/notices/tells-anybody.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import type { RunCommand } from "../command.ts";
import { checkChannel } from "../doctor/check-channel.ts";
import { checkFunctions } from "../doctor/check-functions.ts";
import { checkLogKey, checkNode } from "../doctor/check-host.ts";
import { checkLinks } from "../doctor/check-links.ts";
import { checkSource } from "../doctor/check-sources.ts";
import { checkTarget, type TargetSurroundings } from "../doctor/check-target.ts";
import { type Finding, fine, problem, warning, wordsOf } from "../doctor/finding.ts";
import { type Deployment, readDeployment } from "../doctor/read-deployment.ts";
import { type Check, runChecks } from "../doctor/run-checks.ts";
import { countLevels, showFindings } from "../doctor/show-findings.ts";
import { storeCheck } from "../doctor/store-check.ts";
import { CONFIG_NAME, type LoadedConfig, loadSessionConfig, sessionEnv } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

/** What the doctor looks at the world with. */
export interface DoctorOptions {
  /** `--config` as it was given. */
  readonly config: string | undefined;
  readonly transport: HttpTransport;
  /** Such as `20.19.5`. */
  readonly nodeVersion: string;
  readonly platform: NodeJS.Platform;
  /** Looks at the functions of a stage on FunctionGraph too; without a stage, of the one in `curfew.stack.json`. */
  readonly deployed?: { readonly stage: string | undefined };
  /** For each check. Default: `CHECK_TIMEOUT_MS`. */
  readonly timeoutMs?: number;
}

interface Diagnosis {
  readonly loaded: LoadedConfig | undefined;
  readonly finding: Finding;
}

async function diagnoseConfig(terminal: Terminal, given: string | undefined): Promise<Diagnosis> {
  try {
    const loaded = await loadSessionConfig(terminal, given);
    const { policies } = loaded.config;
    const size = `${policies.length} ${policies.length === 1 ? "policy" : "policies"}`;
    const finding =
      loaded.path === null
        ? warning("config", `no ${CONFIG_NAME} here, so the built-in one counts`, "write one: curfew init")
        : fine("config", `${loaded.path}: ${size}`);
    return { loaded, finding };
  } catch (error) {
    return {
      loaded: undefined,
      finding: problem("config", wordsOf(error), "mend it first; targets, store and sources stand in it"),
    };
  }
}

function aroundOf(terminal: Terminal, transport: HttpTransport): TargetSurroundings {
  return {
    env: terminal.env,
    readFile: (path: string) => readFile(path, "utf8"),
    transport,
    now: terminal.now,
  };
}

function targetChecks(loaded: LoadedConfig, around: TargetSurroundings): readonly Check[] {
  if (loaded.path === null) {
    const finding = fine("targets", "of the built-in configuration: an emulator answers for them");
    return [{ subject: "targets", run: async () => [finding] }];
  }
  return loaded.config.targets.map((target) => ({
    subject: `target ${target.name}`,
    run: () => checkTarget(target, around),
  }));
}

/** What is deployed, or the finding that says why it cannot be told. */
async function findDeployment(
  loaded: LoadedConfig,
  { deployed }: DoctorOptions,
  around: TargetSurroundings,
): Promise<{ readonly deployment?: Deployment; readonly findings: readonly Finding[] }> {
  if (deployed === undefined) return { findings: [] };
  try {
    return { deployment: await readDeployment(loaded, deployed.stage, around), findings: [] };
  } catch (error) {
    const wayOut = "mend curfew.yaml or curfew.stack.json, or name another --stage";
    return { findings: [problem("stack", wordsOf(error), wayOut)] };
  }
}

/** Everything that stands in the configuration, and what is deployed from it. */
async function examine(
  loaded: LoadedConfig,
  terminal: Terminal,
  options: DoctorOptions,
): Promise<readonly Finding[]> {
  const around = aroundOf(terminal, options.transport);
  const env = sessionEnv(terminal, loaded);
  const { deployment, findings } = await findDeployment(loaded, options, around);
  const functions = deployment && {
    subject: "functions",
    run: () => checkFunctions(deployment, around),
  };
  const checks: readonly Check[] = [
    storeCheck({ loaded, deployment, platform: options.platform, ...around }),
    ...(functions ? [functions] : []),
    ...targetChecks(loaded, around),
    ...loaded.config.sources.map((source) => ({
      subject: `source ${source.name}`,
      run: async () => checkSource(source, env),
    })),
    ...channelsIn(loaded.config).map((channel) => ({
      subject: "channels",
      run: async () => checkChannel(channel, env),
    })),
    { subject: "links", run: async () => checkLinks(loaded.config, env) },
  ];
  const bounds = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
  return [...findings, ...(await runChecks(checks, bounds))];
}

/** Runs every check and shows what was found. Resolves to 1 when something does not work. */
export async function diagnose(
  terminal: Terminal,
  options: DoctorOptions & { readonly json: boolean },
): Promise<number> {
  const { loaded, finding } = await diagnoseConfig(terminal, options.config);
  const findings = [
    checkNode(options.nodeVersion),
    finding,
    checkLogKey(terminal.env("CURFEW_LOG_KEY")),
    ...(loaded ? await examine(loaded, terminal, options) : []),
  ];
  const counts = countLevels(findings);
  const ok = counts.problem === 0;
  if (options.json) terminal.out(JSON.stringify({ ok, counts, findings }));
  else showFindings(findings, terminal);
  return ok ? EXIT.ok : EXIT.failed;
}

function deployedOf(options: Readonly<Record<string, unknown>>): Pick<DoctorOptions, "deployed"> {
  const host = textOption(options, "host");
  const stage = textOption(options, "stage");
  if (host === "functiongraph") return { deployed: { stage } };
  if (host !== undefined) throw wrongOption("--host", "functiongraph, or left out", host);
  if (stage !== undefined) throw wrongOption("--stage", "only together with --host functiongraph", stage);
  return {};
}

/** `curfew doctor`: whether Curfew could work from here, or does where it is deployed, and what to do where not. */
export const runDoctor: RunCommand = async ({ options, terminal }) => {
  const deployed = deployedOf(options);
  const transport = createUndiciTransport();
  try {
    return await diagnose(terminal, {
      config: textOption(options, "config"),
      transport,
      nodeVersion: process.versions.node,
      platform: process.platform,
      json: flagOption(options, "json"),
      ...deployed,
    });
  } finally {
    await transport.close();
  }
};
