import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Pause } from "../../domain/pause.ts";
import { holdAndPause } from "../../stores/sqlite/hold-and-pause.ts";
import { MIGRATIONS } from "../../stores/sqlite/migrations.ts";
import { openConnection } from "../../stores/sqlite/open-connection.ts";
import { queries } from "../../stores/sqlite/queries.ts";
import { isThere } from "../open-log.ts";
import { type Finding, fine, problem, warning, wordsOf } from "./finding.ts";
import { judgePause } from "./judge-pause.ts";

/** Less than elsewhere: a lock that is held so long is worth telling. */
const BUSY_TIMEOUT_MS = 2_000;

/** Permission bits of everybody who is neither owner nor group. */
const OTHERS = 0o007;

const VERSION = queries.selectFrom("meta").select("schema_version").compile();

interface Inside {
  readonly version: number;
  readonly pause: Pause | null;
}

/**
 * Looks into a store without changing it: the write lock is taken and given back, which no file lets happen that cannot
 * be written, and an older schema stays as it is.
 */
async function lookInside(path: string): Promise<Inside> {
  const connection = await openConnection({ path, busyTimeoutMs: BUSY_TIMEOUT_MS, pagesMax: undefined });
  try {
    connection.immediate(() => ({ commit: false, value: undefined }));
    const version = connection.all(VERSION)[0]?.schema_version ?? 0;
    const pause = version === MIGRATIONS.length ? await holdAndPause(connection).readPause() : null;
    return { version, pause };
  } finally {
    connection.close();
  }
}

function judgeVersion(version: number): Finding {
  const known = MIGRATIONS.length;
  if (version > known) {
    return problem(
      "store, schema",
      `version ${version}, this Curfew knows up to ${known}`,
      "use the newer Curfew that wrote it, or name another path",
    );
  }
  const later = version < known ? `; the next start brings it to ${known}` : "";
  return fine("store, schema", `version ${version}${later}`);
}

async function judgeMode(path: string): Promise<Finding> {
  const { mode } = await stat(path);
  if ((mode & OTHERS) === 0) return fine("store, permissions", "closed to everybody else on this computer");
  return warning(
    "store, permissions",
    `${path}: open to everybody on this computer (mode ${(mode & 0o777).toString(8)}), and it holds names of people`,
    `chmod 600 ${path}`,
  );
}

async function judgeFolder(path: string): Promise<Finding> {
  const folder = dirname(path);
  try {
    await access(folder, constants.W_OK);
    return fine("store", `${path} is not there yet; the first start makes it`);
  } catch {
    return problem("store", `${folder} is not a folder that can be written`, "make it, or name another path");
  }
}

/** Whether the embedded store can be opened and written, who can read it, and whether Curfew is paused in it. */
export async function checkStore(
  path: string,
  { platform }: { readonly platform: NodeJS.Platform },
): Promise<readonly Finding[]> {
  if (!(await isThere(path))) return [await judgeFolder(path)];
  // Permission bits say nothing on Windows.
  const mode = platform === "win32" ? [] : [await judgeMode(path)];
  try {
    const { version, pause } = await lookInside(path);
    const switches = pause === null ? [] : [judgePause(pause)];
    return [fine("store", `${path} opens and can be written`), ...mode, judgeVersion(version), ...switches];
  } catch (error) {
    return [
      problem("store", wordsOf(error), "nothing is sent as long as the log cannot be written"),
      ...mode,
    ];
  }
}
