import { basename, resolve } from "node:path";
import { refuseChoosing } from "./log-filter.ts";
import { flagOption, spanOption, textOption } from "./option-values.ts";
import { shellUser } from "./shell-user.ts";
import type { Terminal } from "./terminal.ts";
import { wrongOption } from "./wrong-option.ts";

const DAY_MS = 86_400_000;

/** How long a closed run stays in the log: when `--keep` does not say, at least, and at most. */
export const KEEP_MS = { fallback: 90 * DAY_MS, min: DAY_MS, max: 3_650 * DAY_MS } as const;

type Options = Readonly<Record<string, unknown>>;

/** What `curfew log --archive` was asked. */
export interface ArchiveRequest {
  /** Absolute path of the file to write. */
  readonly path: string;
  readonly keepMs: number;
  /** Who asks, as the shell names them. */
  readonly by: string;
  readonly json: boolean;
}

/** Reads the options of `curfew log --archive`, `undefined` without it. Throws `usage`. */
export function archiveRequest(options: Options, terminal: Terminal): ArchiveRequest | undefined {
  const file = textOption(options, "archive");
  if (file === undefined) {
    if (options["keep"] === undefined) return undefined;
    throw wrongOption("--keep", "goes with --archive: curfew log --archive FILE --keep 90d");
  }
  if (flagOption(options, "verify"))
    throw wrongOption("--archive", "cannot go with --verify; do one after the other");
  refuseChoosing(options, "--archive, which takes the oldest closed runs");
  const path = resolve(terminal.cwd, file);
  if (basename(path) === "") throw wrongOption("--archive", "the name of a file", file);
  return {
    path,
    keepMs: keepOption(options),
    by: (shellUser(terminal) ?? "unknown").slice(0, 256),
    json: flagOption(options, "json"),
  };
}

function keepOption(options: Options): number {
  const keepMs = spanOption(options, "keep") ?? KEEP_MS.fallback;
  if (keepMs >= KEEP_MS.min && keepMs <= KEEP_MS.max) return keepMs;
  throw wrongOption(
    "--keep",
    "from 1d, for what happened lately is read with every decision, to 3650d",
    options["keep"],
  );
}

/**
 * Cooldowns count what was done lately from the log, so what lies within the longest must stay there. Throws `usage`.
 */
export function checkKeep(keepMs: number, cooldownsMs: readonly number[]): void {
  const longestMs = Math.max(0, ...cooldownsMs);
  if (keepMs >= longestMs) return;
  throw wrongOption(
    "--keep",
    `at least the longest cooldown of the policies, ${Math.ceil(longestMs / DAY_MS)}d: a cooldown rests on the log`,
  );
}

/** Reads `--with`: paths of archives to check together with the log. Throws `usage`. */
export function withOption(options: Options, { cwd }: Pick<Terminal, "cwd">): readonly string[] {
  const files = options["with"];
  if (files === undefined) return [];
  if (!flagOption(options, "verify")) {
    throw wrongOption("--with", "goes with --verify: curfew log --verify --with FILE");
  }
  const named = (Array.isArray(files) ? files : [files]).map(String);
  return [...new Set(named.map((file) => resolve(cwd, file)))];
}
