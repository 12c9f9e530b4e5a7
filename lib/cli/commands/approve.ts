import { pausedPart } from "../../adapters/web/paused-part.ts";
import { identified } from "../../core/access/identity-of.ts";
import { describeMissing } from "../../core/approval/settled.ts";
import { createRulebook, type Rulebook } from "../../core/rulebook.ts";
import type { Identity } from "../../domain/identity.ts";
import type { Store } from "../../ports/store.ts";
import { answerPlan, type PlanAnswered } from "../../shell/answer-plan.ts";
import { findRun } from "../../shell/find-run.ts";
import { readApprovals } from "../../shell/read-approvals.ts";
import { digest } from "../../signing/hash-chain.ts";
import { printable } from "../cell-text.ts";
import type { RunCommand } from "../command.ts";
import { openSwitchStore } from "../open-log.ts";
import { flagOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { reasonOption } from "../reason-option.ts";
import { shellUser } from "../shell-user.ts";
import { approvalLines } from "../show-approvals.ts";
import { tellPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";

/** What `curfew approve` or `curfew deny` was asked. */
export interface ApproveOptions {
  readonly run: string;
  readonly code: string | undefined;
  readonly yes: boolean;
  readonly identity: Identity;
  readonly why: string | undefined;
  readonly json: boolean;
  /** `--config` as it was given. */
  readonly config: string | undefined;
}

/** What a command about a plan works on. */
export interface ApprovePorts {
  readonly store: Store;
  readonly rulebook: Rulebook;
}

function consequence({ asked, settlement, run }: PlanAnswered): string {
  switch (settlement.state) {
    case "agreed":
      return `enough have agreed: curfew run, or the server, looks at everything once more and goes on with run ${run}`;
    case "denied":
      return `nothing is sent; curfew run, or the server, ends run ${run}`;
    case "open": {
      const missing = settlement.missing.map((one) => describeMissing(one, asked.requester));
      return `it still needs ${missing.join(" and ")}, until ${asked.expiresAt}`;
    }
  }
}

/** Writes a person's yes or no into the run and says what follows from it. Resolves to the exit code. */
export async function answerAndShow(
  asked: ApproveOptions,
  { store, rulebook }: ApprovePorts,
  terminal: Terminal,
): Promise<number> {
  const answered = await answerPlan({ store, rulebook, clock: { now: terminal.now } }, asked);
  const pause = await tellPause(store, terminal);
  const { run, entry, settlement } = answered;
  const { code, hash, card, expiresAt } = answered.asked;
  if (asked.json) {
    const told = { run, code, hash, card, expiresAt, settlement, entry };
    terminal.out(JSON.stringify({ ...told, ...pausedPart(pause) }));
    return EXIT.ok;
  }
  const paint = paintFor(terminal.color);
  const person = printable(asked.identity.person);
  const said = entry ? (asked.yes ? "agrees to" : "refuses") : "has said so already about";
  terminal.out(`${person} ${said} ${paint.bold(printable(card.title))} (plan ${code})`);
  terminal.out(consequence(answered));
  return EXIT.ok;
}

/** Shows what a run asks: nobody is to agree to what he has not seen. Resolves to the exit code. */
export async function showAsked(
  { run: text, config }: Pick<ApproveOptions, "run" | "config">,
  { store, rulebook }: ApprovePorts,
  terminal: Terminal,
): Promise<number> {
  const run = (await store.read(text)) ? text : await findRun(store, text);
  const views = await readApprovals(store, rulebook, terminal.now());
  const own = views.filter((view) => view.run === run);
  for (const line of approvalLines(own, paintFor(terminal.color), config)) terminal.out(line);
  if (own.length > 0) return EXIT.ok;
  terminal.err(`curfew: nothing is asked about run ${run}`);
  return EXIT.failed;
}

function answerCommand(yes: boolean): RunCommand {
  return async ({ args, options, terminal }) => {
    const [run = "", code] = args;
    const config = textOption(options, "config");
    const { store, loaded } = await openSwitchStore(terminal, config);
    const rulebook = createRulebook(loaded.config, { digest });
    const identity = identified("cli", shellUser(terminal) ?? "unknown user", rulebook);
    const asked = {
      ...{ run, code, yes, identity, config },
      ...{ why: reasonOption(options), json: flagOption(options, "json") },
    };
    try {
      if (yes && code === undefined) return await showAsked(asked, { store, rulebook }, terminal);
      return await answerAndShow(asked, { store, rulebook }, terminal);
    } finally {
      await store.close();
    }
  };
}

/** `curfew approve`: a person agrees to a plan; without a code, what is asked is shown. */
export const runApprove: RunCommand = answerCommand(true);

/** `curfew deny`: a person refuses a plan, which ends it. */
export const runDeny: RunCommand = answerCommand(false);
