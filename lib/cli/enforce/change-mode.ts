import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Diagnostic } from "../../config/diagnostic.ts";
import { formatDiagnostics } from "../../config/format-diagnostics.ts";
import { loadConfig } from "../../config/load-config.ts";
import { type LineChange, setMode } from "../../config/set-mode.ts";
import type { Config } from "../../domain/config.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { Policy } from "../../domain/policy.ts";
import { SCHEMES } from "../../sources/schemes.ts";
import type { Terminal } from "../terminal.ts";

/** A change of mode, ready to be written. */
export interface PlannedChange {
  readonly before: string;
  readonly after: string;
  readonly change: LineChange;
}

async function load(text: string, path: string, terminal: Terminal) {
  return loadConfig({
    ...{ text, path, schemes: SCHEMES.map(({ id }) => id) },
    readFile: (file) => readFile(resolve(dirname(path), file), "utf8"),
    today: { nowMs: terminal.now(), ended: "warning" },
  });
}

function refused(path: string, why: string): AutomationError {
  return new AutomationError("invalid-config", `${path}: ${why}; nothing was changed`);
}

/** The config as it has to come out: this one mode is another, and nothing else. */
function expected(config: Config, name: string, mode: Policy["mode"]): Config {
  const policies = config.policies.map((policy) => (policy.name === name ? { ...policy, mode } : policy));
  return { ...config, policies };
}

const keyOf = ({ path, message }: Diagnostic) => `${path}\n${message}`;

/**
 * Works out the new text of a config, and loads it as every command would. Throws `invalid-config` when the file is not
 * valid before or after the change, or when more than the one mode would change with it. What is newly warned of is told.
 */
export async function planChange(
  path: string,
  { policy, mode }: { readonly policy: string; readonly mode: Policy["mode"] },
  terminal: Terminal,
): Promise<PlannedChange> {
  const before = await readFile(path, "utf8");
  const loaded = await load(before, path, terminal);
  if (!loaded.ok) throw refused(path, "it is not valid; see curfew validate");
  const set = setMode(before, policy, mode);
  if (!set.ok) throw refused(path, `policies.${policy}: ${set.why}; write mode: ${mode} by hand`);
  const { text: after, change } = set;
  const then = await load(after, path, terminal);
  const known = new Set(loaded.warnings.map(keyOf));
  const news = [...(then.ok ? [] : then.errors), ...then.warnings.filter((one) => !known.has(keyOf(one)))];
  if (news.length > 0) terminal.err(formatDiagnostics(news, { path, text: after, color: terminal.color }));
  if (!then.ok) throw refused(path, `with mode: ${mode} it would not be valid`);
  if (!isDeepStrictEqual(then.config, expected(loaded.config, policy, mode))) {
    const why = `the mode of ${policy} is written in a place that other policies refer to`;
    throw refused(path, `${why}; write mode: ${mode} by hand`);
  }
  return { before, after, change };
}

/** The change as people read it: the line that goes and the line that comes. */
export function changeLines({ line, before, after }: LineChange): readonly string[] {
  return [...(before === null ? [] : [`- ${line}: ${before}`]), `+ ${line}: ${after}`];
}
