import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import { functionGraphEndpoint } from "../../domain/functiongraph/endpoint.ts";
import { declareStack } from "../../stack/declare-stack.ts";
import type { Stack } from "../../stack/stack.ts";
import type { StackSettingsInput } from "../../stack/stack-settings.ts";
import { synthServerless } from "../../stack/synth-serverless.ts";
import { synthTerraform } from "../../stack/terraform/synth-terraform.ts";
import type { Invocation, RunCommand } from "../command.ts";
import { loadSessionConfig } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { readStackSettings, SETTINGS_NAME } from "../stack-settings-file.ts";
import { EXIT } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

const TARGETS = { terraform: "main.tf.json", serverless: "stack.json" } as const;

type SynthTarget = keyof typeof TARGETS;

/** What `--target` can say. */
const SYNTH_TARGETS = Object.keys(TARGETS) as readonly SynthTarget[];

function isTarget(text: string): text is SynthTarget {
  return Object.hasOwn(TARGETS, text);
}

/** The file's settings, and over them whatever the command line says. */
async function settingsOf({ options, terminal }: Invocation, folder: string): Promise<StackSettingsInput> {
  const name = textOption(options, "settings");
  const path = name === undefined ? join(folder, SETTINGS_NAME) : resolve(terminal.cwd, name);
  const file = await readStackSettings(path, {
    readFile: (one) => readFile(one, "utf8"),
    given: name !== undefined,
  });
  const said = ["stage", "host", "cloud", "region", "bucket"].flatMap((key) => {
    const value = textOption(options, key);
    return value === undefined ? [] : [[key, value]];
  });
  return { ...file, ...Object.fromEntries(said) };
}

function synthesise(stack: Stack, target: SynthTarget, projectFolder: string): string {
  return target === "terraform" ? synthTerraform(stack, { projectFolder }) : synthServerless(stack);
}

/** A region that no list here has may still be new, so the file is written and the doubt is told. */
function doubtOf({ host, cloud, region }: Stack): readonly string[] {
  if (host === "lambda" || cloud === null) return [];
  try {
    functionGraphEndpoint(cloud, "functiongraph", region);
    return [];
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return [error.message];
  }
}

/** `curfew synth`: writes the deployment of this configuration for another tool, and sends nothing anywhere. */
export const runSynth: RunCommand = async (invocation) => {
  const { options, terminal } = invocation;
  const target = textOption(options, "target") ?? "terraform";
  if (!isTarget(target)) throw wrongOption("--target", `one of ${SYNTH_TARGETS.join(", ")}`, target);
  const loaded = await loadSessionConfig(terminal, textOption(options, "config"));
  if (loaded.path === null) {
    throw new AutomationError("invalid-config", "no curfew.yaml here; write one with: curfew init");
  }
  const stack = declareStack({ ...(await settingsOf(invocation, loaded.folder)), config: loaded.config });
  const out = textOption(options, "out");
  const project = out === undefined ? "." : relative(resolve(terminal.cwd, out), terminal.cwd) || ".";
  const text = synthesise(stack, target, project.replaceAll("\\", "/"));
  for (const note of [...doubtOf(stack), ...stack.notes]) terminal.err(`curfew: ${note}`);
  if (out === undefined) {
    terminal.out(flagOption(options, "json") ? JSON.stringify(JSON.parse(text)) : text.trimEnd());
    return EXIT.ok;
  }
  const path = join(resolve(terminal.cwd, out), TARGETS[target]);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  terminal.out(flagOption(options, "json") ? JSON.stringify({ path, notes: stack.notes }) : path);
  return EXIT.ok;
};
