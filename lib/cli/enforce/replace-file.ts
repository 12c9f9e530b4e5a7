import { randomBytes } from "node:crypto";
import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { AutomationError } from "../../domain/errors.ts";

function refused(path: string, why: string, cause?: unknown): AutomationError {
  return new AutomationError("usage", `${path}: ${why}; nothing was changed`, { cause });
}

/** Writes the new text beside the file, with its rights and its owner, and waits until the disk has it. */
async function writeBeside(path: string, text: string): Promise<string> {
  const { mode, uid, gid } = await stat(path);
  const beside = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  const file = await open(beside, "wx", mode & 0o777);
  try {
    await file.writeFile(text);
    await file.chmod(mode & 0o777);
    const made = await file.stat();
    if (made.uid !== uid || made.gid !== gid) await file.chown(uid, gid);
    await file.sync();
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return beside;
}

/**
 * Puts another text in the place of a file in one step: whoever reads it sees the old one or the new one, never half of it.
 * A link stays a link. Throws `usage` when the file is no longer what it was, or cannot be written; it is as before then.
 */
export async function replaceFile(
  path: string,
  { before, after }: { readonly before: string; readonly after: string },
): Promise<void> {
  let beside: string | undefined;
  try {
    const real = await realpath(path);
    beside = await writeBeside(real, after);
    // Looked at last, so that hardly any time is left in which somebody's edit could be lost.
    if ((await readFile(real, "utf8")) !== before) throw refused(path, "somebody has just edited it");
    await rename(beside, real);
  } catch (error) {
    if (beside !== undefined) await rm(beside, { force: true });
    if (error instanceof AutomationError) throw error;
    throw refused(path, `cannot be written (${(error as Error).message})`, error);
  }
}
