import { readFile } from "node:fs/promises";
import { createUndiciTransport } from "../../clients/transport/undici.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import type { RunCommand } from "../command.ts";
import { checkLogKey, checkNode } from "../doctor/check-host.ts";
import { checkSource } from "../doctor/check-sources.ts";
import { checkStore } from "../doctor/check-store.ts";
import { checkTarget } from "../doctor/check-target.ts";
import { type Finding, fine, problem, warning, wordsOf } from "../doctor/finding.ts";
import { type Check, runChecks } from "../doctor/run-checks.ts";
import { countLevels, showFindings } from "../doctor/show-findings.ts";
import { storePath } from "../open-log.ts";
import { CONFIG_NAME, type LoadedConfig, loadSessionConfig, sessionEnv } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { EXIT, type Terminal } from "../terminal.ts";

/** What the doctor looks at the world with. */
export interface DoctorOptions {
  /** `--config` as it was given. */
  readonly config: string | undefined;
  readonly transport: HttpTransport;
  /** Such as `20.19.5`. */
  readonly nodeVersion: string;
  readonly platform: NodeJS.Platform;
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

function targetChecks(loaded: LoadedConfig, terminal: Terminal, transport: HttpTransport): readonly Check[] {
  if (loaded.path === null) {
    const finding = fine("targets", "of the built-in configuration: an emulator answers for them");
    return [{ subject: "targets", run: async () => [finding] }];
  }
  const around = {
    env: terminal.env,
    readFile: (path: string) => readFile(path, "utf8"),
    transport,
    now: terminal.now,
  };
  return loaded.config.targets.map((target) => ({
    subject: `target ${target.name}`,
    run: () => checkTarget(target, around),
  }));
}

function storeCheck(loaded: LoadedConfig, platform: NodeJS.Platform): Check {
  const path = storePath(loaded);
  const memory = warning(
    "store",
    "memory: nothing outlives the process, and no other process sees it",
    "store: sqlite:curfew.db",
  );
  return {
    subject: "store",
    run: async () => (path === undefined ? [memory] : checkStore(path, { platform })),
  };
}

/** Runs every check and shows what was found. Resolves to 1 when something does not work. */
export async function diagnose(
  terminal: Terminal,
  options: DoctorOptions & { readonly json: boolean },
): Promise<number> {
  const { loaded, finding } = await diagnoseConfig(terminal, options.config);
  const env = loaded ? sessionEnv(terminal, loaded) : terminal.env;
  const checks: readonly Check[] = loaded
    ? [
        storeCheck(loaded, options.platform),
        ...targetChecks(loaded, terminal, options.transport),
        ...loaded.config.sources.map((source) => ({
          subject: `source ${source.name}`,
          run: async () => checkSource(source, env),
        })),
      ]
    : [];
  const bounds = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
  const findings = [
    checkNode(options.nodeVersion),
    finding,
    checkLogKey(terminal.env("CURFEW_LOG_KEY")),
    ...(await runChecks(checks, bounds)),
  ];
  const counts = countLevels(findings);
  const ok = counts.problem === 0;
  if (options.json) terminal.out(JSON.stringify({ ok, counts, findings }));
  else showFindings(findings, terminal);
  return ok ? EXIT.ok : EXIT.failed;
}

/** `curfew doctor`: whether Curfew could work from here, and what to do where it could not. */
export const runDoctor: RunCommand = async ({ options, terminal }) => {
  const transport = createUndiciTransport();
  try {
    return await diagnose(terminal, {
      config: textOption(options, "config"),
      transport,
      nodeVersion: process.versions.node,
      platform: process.platform,
      json: flagOption(options, "json"),
    });
  } finally {
    await transport.close();
  }
};
