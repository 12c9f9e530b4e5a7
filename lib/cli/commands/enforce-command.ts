import { randomIds } from "../../compose/ids.ts";
import { isBucketStore } from "../../compose/store-place.ts";
import { didYouMean } from "../../core/nearest-name.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { Policy } from "../../domain/policy.ts";
import { NOTHING } from "../../domain/verbs.ts";
import type { RunCommand } from "../command.ts";
import { believeTrial } from "../enforce/believe-trial.ts";
import { changeLines, type PlannedChange, planChange } from "../enforce/change-mode.ts";
import type { Trial } from "../enforce/read-trial.ts";
import { recordMode } from "../enforce/record-mode.ts";
import { replaceFile } from "../enforce/replace-file.ts";
import { showHistory, showOutcome, trialProblem } from "../enforce/show-trial.ts";
import { openLogStore, openSwitchStore } from "../open-log.ts";
import type { LoadedConfig } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { reasonOption, requiredReason } from "../reason-option.ts";
import { shellUser } from "../shell-user.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

type Options = Readonly<Record<string, unknown>>;
type Mode = Policy["mode"];

/** What was asked for, and where it stands. */
interface Asked {
  readonly options: Options;
  readonly terminal: Terminal;
  readonly loaded: LoadedConfig;
  readonly path: string;
  readonly policy: Policy;
  readonly mode: Mode;
  readonly json: boolean;
}

function policyNamed(name: string, { config }: LoadedConfig): Policy {
  const policy = config.policies.find((one) => one.name === name);
  if (policy) return policy;
  const names = config.policies.map((one) => one.name);
  const way = didYouMean(name, names) ?? `there is: ${names.join(", ") || "none"}`;
  throw wrongOption("POLICY", `no policy of the configuration has the name ${JSON.stringify(name)}; ${way}`);
}

function pathOf({ path }: LoadedConfig): string {
  if (path !== null) return path;
  throw new AutomationError("invalid-config", "no curfew.yaml here to change; write one with: curfew init");
}

function showChange({ change }: PlannedChange, { path, terminal }: Asked): void {
  const paint = paintFor(terminal.color);
  terminal.out(path);
  for (const line of changeLines(change)) {
    terminal.out(`  ${line.startsWith("-") ? paint.red(line) : paint.green(line)}`);
  }
}

/** When the file counts: every process has read it when it started. */
function showEffect({ loaded, mode, terminal }: Asked): void {
  const functions = isBucketStore(loaded.config.store)
    ? " Deployed functions carry the policies with them: package and deploy them again."
    : "";
  terminal.out(
    `It counts from the next curfew run on. A running curfew serve has read the file when it started: start it again.${functions}`,
  );
  if (mode === "observe") {
    terminal.out("What was sent before goes on; to stop everything at once: curfew pause");
  }
}

async function write(planned: PlannedChange, asked: Asked, trial: Trial | null): Promise<string> {
  const { options, terminal, path, policy, mode } = asked;
  const why = reasonOption(options);
  const change = {
    ...{ policy: policy.name, from: policy.mode, to: mode, file: path },
    by: shellUser(terminal) ?? "unknown user",
    ...(why === undefined ? {} : { why }),
    ...(trial ? { trialHours: Math.round(trial.history.coveredMs / 360_000) / 10 } : {}),
    now: flagOption(options, "now"),
  };
  const { store } = await openSwitchStore(terminal, textOption(options, "config"));
  try {
    const context = { store, ids: randomIds, now: terminal.now };
    return await recordMode(change, () => replaceFile(path, planned), context);
  } finally {
    await store.close();
  }
}

function tellJson(asked: Asked, more: Readonly<Record<string, unknown>>): void {
  const { terminal, policy, mode, path } = asked;
  terminal.out(JSON.stringify({ policy: policy.name, from: policy.mode, to: mode, path, ...more }));
}

function alreadySo(asked: Asked): number {
  const { policy, mode, terminal, json } = asked;
  const does = mode === "enforce" ? "enforces already" : "only observes already";
  if (json) tellJson(asked, { changed: false });
  else terminal.out(`${policy.name} ${does}; nothing was changed`);
  return EXIT.ok;
}

/** Whether to go on. Throws `usage` where nobody can be asked. */
async function isWanted({ options, terminal, policy }: Asked): Promise<boolean> {
  if (flagOption(options, "yes")) return true;
  if (terminal.ask === undefined) {
    throw wrongOption("--yes", "nobody can be asked here, so say --yes to enforce it; nothing was changed");
  }
  const answer = await terminal.ask(`Enforce ${policy.name}? [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}

/** What a change of mode rests on. */
interface Proof {
  readonly planned: PlannedChange;
  readonly trial: Trial;
  /** Why the trial is not enough; `null` when it is. */
  readonly problem: string | null;
}

/** Answers with everything for a program, or with one line for people. */
function tell(asked: Asked, { planned, trial }: Proof, more: Readonly<Record<string, unknown>>): void {
  const { history, outcome } = trial;
  tellJson(asked, { ...more, history, outcome, change: planned.change });
}

function showProof({ trial }: Proof, { policy, terminal }: Asked): void {
  showOutcome(trial, policy, terminal);
  if (trial.history.passes > 0) terminal.out("");
  showHistory(trial, terminal);
  if (policy.action?.verb === NOTHING) terminal.out("then: none sends nothing, whatever the mode");
}

function refuse(asked: Asked, proof: Proof, problem: string): number {
  const { terminal, policy, json } = asked;
  if (json) tell(asked, proof, { changed: false, refused: problem });
  const way = `or, if you know why: curfew enforce ${policy.name} --now --why "…"`;
  terminal.err(`curfew: not enforced: ${problem}; ${way}`);
  return EXIT.failed;
}

async function agree(asked: Asked, proof: Proof): Promise<number> {
  const { terminal, policy, json } = asked;
  if (!(await isWanted(asked))) {
    if (json) tell(asked, proof, { changed: false });
    else terminal.out("nothing was changed");
    return EXIT.failed;
  }
  const run = await write(proof.planned, asked, proof.trial);
  if (json) {
    tell(asked, proof, { changed: true, run });
    return EXIT.ok;
  }
  terminal.out(`${policy.name} enforces; the log keeps who did it (curfew log --run ${run})`);
  showEffect(asked);
  return EXIT.ok;
}

async function enforce(asked: Asked): Promise<number> {
  const { options, terminal, loaded, policy, json } = asked;
  const planned = await planChange(asked.path, { policy: policy.name, mode: "enforce" }, terminal);
  const { trial, doubt } = await believeTrial(
    { loaded, policy, config: textOption(options, "config") },
    terminal,
  );
  const problem = doubt ?? trialProblem(trial, policy, terminal.now());
  const proof = { planned, trial, problem };
  if (!json) showProof(proof, asked);
  if (problem !== null && !flagOption(options, "now")) return refuse(asked, proof, problem);
  if (!json) {
    if (problem !== null) terminal.out(`enforced all the same, since --now is given: ${problem}`);
    terminal.out("");
    showChange(planned, asked);
  }
  return agree(asked, proof);
}

/** Back to observing needs no proof and no question: it takes something away from Curfew alone. */
async function observe(asked: Asked): Promise<number> {
  const { terminal, policy, json } = asked;
  const planned = await planChange(asked.path, { policy: policy.name, mode: "observe" }, terminal);
  if (!json) showChange(planned, asked);
  const run = await write(planned, asked, null);
  if (json) tellJson(asked, { changed: true, run, change: planned.change });
  else {
    terminal.out(`${policy.name} only observes; the log keeps who did it (curfew log --run ${run})`);
    showEffect(asked);
  }
  return EXIT.ok;
}

function checkOptions(options: Options): void {
  if (flagOption(options, "now")) requiredReason(options, "the reason for not waiting, for the log");
  else reasonOption(options);
}

function changing(mode: Mode): RunCommand {
  return async ({ args, options, terminal }) => {
    const [name = ""] = args;
    checkOptions(options);
    const { store, loaded } = await openLogStore(
      { ...terminal, err: () => undefined },
      textOption(options, "config"),
    );
    await store.close();
    const policy = policyNamed(name, loaded);
    const asked = {
      options,
      terminal,
      loaded,
      path: pathOf(loaded),
      policy,
      mode,
      json: flagOption(options, "json"),
    };
    if (policy.mode === mode) return alreadySo(asked);
    return mode === "enforce" ? enforce(asked) : observe(asked);
  };
}

/** `curfew enforce`: lets a policy act, after showing what it would have done and how long it was watched. */
export const runEnforce: RunCommand = changing("enforce");

/** `curfew observe`: lets a policy only watch again. */
export const runObserve: RunCommand = changing("observe");
