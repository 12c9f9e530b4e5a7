import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StatusEntry } from "../../../lib/domain/status.ts";
import { SAMPLE_FLEET } from "../../../lib/emulator/sample-fleet.ts";
import { startEmulator } from "../../../lib/emulator/start-emulator.ts";
import type { cleanUpAfterEach } from "./clean-up.ts";
import { cloudAt, type EmulatedCloud, TEST_ENV, TEST_KEY } from "./emulated-cloud.ts";
import { STORY_SECRETS, storyConfig } from "./story-config.ts";
import { makeTempFolder } from "./temp-folder.ts";

const WAIT_MS_MAX = 60_000;

/** Environment of a server that may drive the emulated cloud. */
export const SERVE_ENV = { ...TEST_ENV, ...STORY_SECRETS };

/** An emulated cloud in this process, and a folder with a configuration that points at it. */
export async function cloudAndFolder(
  opened: ReturnType<typeof cleanUpAfterEach>,
): Promise<{ cloud: EmulatedCloud; cwd: string }> {
  const cloud = opened(
    cloudAt(await startEmulator({ credentials: [TEST_KEY], fleet: SAMPLE_FLEET, speed: 200, seed: 1 })),
  );
  const cwd = opened(await makeTempFolder()).path;
  const yaml = storyConfig(cloud.url, { policies: ["budget-90", "rebuild"] });
  await writeFile(join(cwd, "curfew.yaml"), yaml.replace("store: memory", "store: sqlite:curfew.db"));
  return { cloud, cwd };
}

/** Looks until something has happened, or fails: a test that hangs tells nothing. */
export async function until(what: string, happened: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + WAIT_MS_MAX;
  while (performance.now() < giveUpAt) {
    if (await happened()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain: ${what}`);
}

/** The status entries among the lines of standard output; nothing but checkpoints may stand beside them. */
export function entriesIn(lines: readonly string[]): readonly StatusEntry[] {
  return lines.map((text) => JSON.parse(text)).flatMap((value) => StatusEntry.safeParse(value).data ?? []);
}
