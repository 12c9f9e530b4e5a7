import { pausedPart } from "../../adapters/web/paused-part.ts";
import type { Store } from "../../ports/store.ts";
import { findRun } from "../../shell/find-run.ts";
import { RESOLUTIONS, type Resolution, resolveStep } from "../../shell/resolve-step.ts";
import type { RunCommand } from "../command.ts";
import { openSwitchStore } from "../open-log.ts";
import { flagOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { requiredReason } from "../reason-option.ts";
import { shellUser } from "../shell-user.ts";
import { tellPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

/** What `curfew resolve` was asked. */
export interface ResolveOptions {
  readonly run: string;
  readonly step: string;
  readonly as: Resolution;
  readonly why: string;
  readonly by: string;
  readonly json: boolean;
}

const CONSEQUENCE: Readonly<Record<Resolution, string>> = {
  succeeded: "it counts as done",
  failed: "it counts as failed; steps after it are skipped",
  retry: "it will be sent once more, after the machine was read again",
};

function resolutionOf(options: Readonly<Record<string, unknown>>): Resolution {
  const given = textOption(options, "as");
  const known = RESOLUTIONS.find((resolution) => resolution === given);
  if (known) return known;
  throw wrongOption("--as", `what happened: ${RESOLUTIONS.join(", ")}`, given);
}

/** Writes a person's word on a step and says what follows from it. */
export async function resolveAndShow(
  asked: ResolveOptions,
  store: Store,
  terminal: Terminal,
): Promise<number> {
  const run = await findRun(store, asked.run);
  const { step, from, entry } = await resolveStep({ ...asked, run }, { store, clock: { now: terminal.now } });
  if (from === "sent") {
    terminal.err(
      "curfew: this step was not given up yet: it had been sent, and the next pass would have looked at the machine",
    );
  }
  const pause = await tellPause(store, terminal);
  if (asked.json) {
    const { id, verb, resource, name } = step;
    const told = { run, step: id, verb, resource, name, from, as: asked.as, entry };
    terminal.out(JSON.stringify({ ...told, ...pausedPart(pause) }));
    return EXIT.ok;
  }
  const paint = paintFor(terminal.color);
  terminal.out(`${paint.bold(`${step.verb} ${step.name}`)} (${step.resource}): ${from} → ${asked.as}`);
  terminal.out(`${CONSEQUENCE[asked.as]}; curfew run, or the server, goes on with run ${run}`);
  return EXIT.ok;
}

/** `curfew resolve`: a person says how a step came out. */
export const runResolve: RunCommand = async ({ args, options, terminal }) => {
  const [run = "", step = ""] = args;
  const asked = {
    run,
    step,
    as: resolutionOf(options),
    why: requiredReason(options, "how you know: whoever reads the log will ask"),
    by: shellUser(terminal) ?? "unknown user",
    json: flagOption(options, "json"),
  };
  const { store } = await openSwitchStore(terminal, textOption(options, "config"));
  try {
    return await resolveAndShow(asked, store, terminal);
  } finally {
    await store.close();
  }
};
