import type { Store } from "../../ports/store.ts";
import type { RunCommand } from "../command.ts";
import { namesInLog, uniqueNames } from "../machine-names.ts";
import { openLogStore } from "../open-log.ts";
import { flagOption, textOption } from "../option-values.ts";
import { readStatus } from "../read-status.ts";
import { replayCommand, resolveCommand, showStatus } from "../show-status.ts";
import { showPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";

/** What a status is read and shown with. */
export interface StatusOptions {
  /** Names of the configuration's policies. */
  readonly policies: readonly string[];
  /** `--config` as it was given. */
  readonly config: string | undefined;
  readonly json: boolean;
}

/** Reads a status and shows it. */
export async function statusOf(store: Store, terminal: Terminal, options: StatusOptions): Promise<number> {
  const view = await readStatus(store, { policies: options.policies, nowMs: terminal.now() });
  // A person at a terminal reads it in the first line of the status itself.
  if (options.json || !terminal.isTty) showPause(view.pause, terminal);
  if (options.json) {
    const unknown = view.open.flatMap((run) =>
      run.unknown.map((step) => ({ ...step, command: resolveCommand(step, options.config) })),
    );
    const parked = view.parked.map((run) => ({ ...run, command: replayCommand(run, options.config) }));
    terminal.out(JSON.stringify({ ...view, parked, unknown }));
    return EXIT.ok;
  }
  const names = uniqueNames(await namesInLog(store));
  showStatus(view, terminal, { names, config: options.config });
  return EXIT.ok;
}

/** `curfew status`: what is open, paused, held and unknown. Its exit code says only whether it could be read. */
export const runStatus: RunCommand = async ({ options, terminal }) => {
  const config = textOption(options, "config");
  const { store, loaded } = await openLogStore(terminal, config);
  try {
    const policies = loaded.config.policies.map(({ name }) => name);
    return await statusOf(store, terminal, { policies, config, json: flagOption(options, "json") });
  } finally {
    await store.close();
  }
};
