import type { Permission } from "../core/access/permission.ts";
import type { Asked } from "../core/approval/ask-fold.ts";
import { isRightful, isSamePerson, mayRefuse, type Settlement } from "../core/approval/settled.ts";
import { type RunState, runState } from "../core/run-state.ts";
import { CODE_CHARACTERS, type PlanAnswer } from "../domain/approval.ts";
import { AutomationError } from "../domain/errors.ts";
import { type Identity, identityText } from "../domain/identity.ts";
import type { Teams } from "../domain/policy.ts";
import type { NewEntry, StatusEntry } from "../domain/status.ts";
import type { StoredRun } from "../ports/status-log.ts";
import { entryAt } from "./entry.ts";
import { findRun } from "./find-run.ts";
import { hearAnswers, whoAsked } from "./hear-answers.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** A person's yes or no to what a run asks. */
export interface AnswerRequest {
  /** Id of the run, or the beginning or the end of it that no other run has. */
  readonly run: string;
  /** Which plan is meant; a yes needs it, a no does not. */
  readonly code?: string | undefined;
  readonly yes: boolean;
  /** Who says so, as the source proved it. */
  readonly identity: Identity;
  readonly why?: string | undefined;
  /**
   * Whether they may say what their yes counts as: whoever may not approve does not do so by the other word either.
   * Default: they may.
   */
  readonly mayAs?: (word: YesWord) => Permission;
}

/** What a yes counts as: another person's, or the requester's own. */
export type YesWord = "approve" | "confirm";

/** What became of an answer. The run itself has not moved: the next pass over it goes on from here. */
export interface PlanAnswered {
  readonly run: string;
  readonly asked: Asked;
  /** How the plan stands with this answer. */
  readonly settlement: Settlement;
  /** `null`: the same person had said the same already, and nothing was written. */
  readonly entry: StatusEntry | null;
}

/** What of the ports an answer needs. */
export type AnswerPorts = Pick<ShellPorts, "clock" | "rulebook"> & {
  readonly store: Pick<ShellPorts["store"], "read" | "append" | "find">;
};

/** Somebody else may write to the run at the same time; after so many times in a row something is wrong. */
const ATTEMPTS_MAX = 5;

const WHY_CHARACTERS_MAX = 1_024;

function refusal(run: string, rule: string, field = "run"): AutomationError {
  return new AutomationError("usage", `run ${run}: ${rule}`, { details: { field, rule, run } });
}

function notPermitted(run: string, rule: string): AutomationError {
  return new AutomationError("forbidden", `run ${run}: ${rule}`, { details: { rule, run } });
}

/** Whether the same person has said the same of this plan; also of one that has been decided since. */
function isRepeated({ identity, yes }: AnswerRequest, { answers }: RunState): boolean {
  return answers.findLast((answer) => isSamePerson(answer, identity))?.yes === yes;
}

function isCodeOf({ hash }: Asked, code: string): boolean {
  const given = code.trim().toLowerCase();
  return given.length >= CODE_CHARACTERS && hash.startsWith(given);
}

function checkCode({ run, code, yes }: AnswerRequest, asked: Asked): void {
  if (code === undefined ? !yes : isCodeOf(asked, code)) return;
  const rule =
    code === undefined
      ? `say which plan you mean by its code; it is asked for now: ${asked.code}`
      : `${JSON.stringify(code.slice(0, 80))} is not the plan that is asked for now, which may have changed meanwhile: look at it, its code is ${asked.code}`;
  throw refusal(run, rule, "code");
}

/** Why nobody can answer any more, whoever it is. */
function checkOpen(run: string, state: RunState, nowMs: number): Asked {
  const { asked } = state;
  if (!asked) throw refusal(run, "nothing is asked about it; see what is: curfew status");
  if (state.finished) throw refusal(run, "it has ended, so nothing is asked any more");
  if (state.decided) throw refusal(run, "enough people have agreed, and it is being carried out");
  if (nowMs > asked.expiresMs) throw refusal(run, `it was asked until ${asked.expiresAt}, which is over`);
  return asked;
}

type Askers = ReturnType<typeof whoAsked>;

function checkPerson(
  { run, identity, yes, mayAs }: AnswerRequest,
  { demands }: Asked,
  { teams, ...askers }: Askers & { readonly teams: Teams },
): void {
  const who = `${identity.person || "nobody"} (${identityText(identity)})`;
  const hearing = { demands, ...askers, teams };
  const meant = yes ? demands.find((demand) => isRightful(identity, demand, hearing)) : undefined;
  if (meant) {
    const may = mayAs?.(meant.kind === "approval" ? "approve" : "confirm");
    if (may?.ok === false) throw notPermitted(run, may.text);
    return;
  }
  if (!yes && mayRefuse(identity, hearing)) return;
  const { requester, alsoAsked } = askers;
  if ([requester, ...alsoAsked].some((asker) => asker !== null && isSamePerson(identity, asker))) {
    throw notPermitted(run, `${who} asked for it, and nobody approves his own wish`);
  }
  const from = [...new Set(demands.flatMap((demand) => demand.from))];
  const rule = from.length > 0 ? `only ${from.join(", ")} can answer` : "only who asked can confirm it";
  throw notPermitted(run, `${who} is not among those who are asked: ${rule}`);
}

function answerEntry({ identity, yes, why }: AnswerRequest, { hash, code }: Asked, nowMs: number): NewEntry {
  const { source, user, person } = identity;
  const reason = why?.trim().slice(0, WHY_CHARACTERS_MAX) || null;
  const answer: PlanAnswer = { hash, yes, source, user, person, why: reason };
  const said = `${person} (${identityText(identity)}) ${yes ? "agrees to" : "refuses"} plan ${code}`;
  return entryAt(nowMs, {
    phase: "answered",
    reason: yes ? "approved" : "denied",
    text: reason === null ? said : `${said}: ${reason}`,
    details: { ...answer, code },
  });
}

async function runNamed(store: AnswerPorts["store"], text: string): Promise<string> {
  return (await store.read(text)) ? text : findRun(store, text);
}

async function readRun(store: AnswerPorts["store"], run: string): Promise<StoredRun> {
  const stored = await store.read(run);
  if (stored) return stored;
  throw refusal(run, "no run has this id; see the runs with: curfew status");
}

/** One attempt: looks at the run as it is now and writes the answer; `undefined`: another process wrote first. */
async function tryToAnswer(ports: AnswerPorts, request: AnswerRequest): Promise<PlanAnswered | undefined> {
  const { store, clock, rulebook } = ports;
  const { run } = request;
  const { entries, event } = await readRun(store, run);
  const state = runState(entries);
  const nowMs = clock.now();
  const standing = (now: RunState, asked: Asked) =>
    hearAnswers(event, rulebook, { asked, answers: now.answers });
  const { asked: last } = state;
  const isSameCode = last !== null && (request.code === undefined || isCodeOf(last, request.code));
  if (last && isSameCode && isRepeated(request, state)) {
    return { run, asked: last, settlement: standing(state, last), entry: null };
  }
  const asked = checkOpen(run, state, nowMs);
  checkCode(request, asked);
  const askers = whoAsked(event, rulebook, asked.requester);
  checkPerson(request, asked, { ...askers, teams: rulebook.config.teams });
  const before = standing(state, asked);
  if (before.state === "denied") throw refusal(run, `${before.by} has refused it already`);
  const appended = await store.append(run, state.lastSeq, [answerEntry(request, asked, nowMs)]);
  const [entry] = appended.ok ? appended.entries : [];
  if (!entry) return undefined;
  return { run, asked, entry, settlement: standing(runState([...entries, entry]), asked) };
}

/**
 * Writes a person's yes or no to a plan into its run, where the fold takes it up. The same answer again is no error and
 * writes nothing. Throws `usage` when there is no such run, nothing is asked or no longer, or another plan is meant, and
 * `forbidden` when it is not for this person to say. Counts also while Curfew is paused: nothing is sent by it.
 */
export async function answerPlan(ports: AnswerPorts, request: AnswerRequest): Promise<PlanAnswered> {
  const run = await runNamed(ports.store, request.run);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const answered = await tryToAnswer(ports, { ...request, run });
    if (answered) return answered;
  }
  throw new AutomationError(
    "store-conflict",
    `run ${run}: another process keeps writing to it; try again in a moment`,
    { details: { retryable: true } },
  );
}
