import type { Today } from "../../../lib/config/check-calendars.ts";
import type { Diagnostic } from "../../../lib/config/diagnostic.ts";
import { type LoadConfigOptions, loadConfig } from "../../../lib/config/load-config.ts";
import type { Config } from "../../../lib/domain/config.ts";

/** A config that is right, in pieces that tests replace. */
export const TARGETS = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: env:HW_PROJECT }
owners:
  - field: user.name
`;

export const SCHEMES = ["standard-webhooks", "jira-cloud", "github", "gitlab"];

/** How a text is loaded in a test. */
export interface LoadOptions {
  /** Files beside the config, by the path they are asked for. */
  readonly files?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly today?: Today;
  /** Schemes that exist. Default: a few of them. */
  readonly schemes?: readonly string[];
  readonly prove?: NonNullable<LoadConfigOptions["prove"]>;
}

/** Loads a text with files that exist only in memory. */
export function load(
  text: string,
  { files = {}, path = "curfew.yaml", env, today, schemes = SCHEMES, prove }: LoadOptions = {},
) {
  return loadConfig({
    text,
    path,
    schemes,
    readFile: async (file) => {
      const found = files[file];
      if (found === undefined) throw Object.assign(new Error(`no ${file}`), { code: "ENOENT" });
      return found;
    },
    ...(env ? { env } : {}),
    ...(today ? { today } : {}),
    ...(prove ? { prove } : {}),
  });
}

/** The errors of a text that must have some. */
export async function errorsOf(text: string, options?: LoadOptions): Promise<readonly Diagnostic[]> {
  const loaded = await load(text, options);
  if (loaded.ok) throw new Error("the config was accepted");
  return loaded.errors;
}

/** The config of a text that must be right. */
export async function configOf(text: string, options?: LoadOptions): Promise<Config> {
  const loaded = await load(text, options);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors, null, 1));
  return loaded.config;
}

/** The warnings of a text that must be right. */
export async function warningsOf(text: string, options?: LoadOptions): Promise<readonly Diagnostic[]> {
  const loaded = await load(text, options);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors, null, 1));
  return loaded.warnings;
}

/** `line:column message | hint`, the way tests state what they expect. */
export function told({ line, column, message, hint }: Diagnostic): string {
  return `${line}:${column} ${message}${hint === undefined ? "" : ` | ${hint}`}`;
}
