import { CAP_REASONS, type Reason } from "../../domain/reasons.ts";
import type { StatusEntry } from "../../domain/status.ts";

const HOUR_MS = 3_600_000;

/** What was due and had to wait for a later pass: enforced, it would have come to it. */
const CAPS: readonly Reason[] = CAP_REASONS;

/** Says nothing of whether the machine is still wanted off. */
const NEUTRAL: readonly Reason[] = ["doubtful-inventory", "target-failed", "already-planned", "changing"];

/** One time at which the policy would have acted on a machine, until what it rests on was over. */
export interface TrialAct {
  readonly verb: string;
  readonly fromMs: number;
  /** `null` while it goes on. */
  readonly toMs: number | null;
  /** Why it was over; `null` while it goes on. */
  readonly endedBy: Reason | null;
  /** Whether a cap would have put it off to a later pass. */
  readonly capped: boolean;
  /** Whether it began before the time that is looked at. */
  readonly before: boolean;
  /** The sentence that stands in the log, or the evidence beside it where the sentence tells of a cap. */
  readonly text: string;
}

/** A machine that the policy would have acted on with one verb. */
export interface TrialMachine {
  readonly ref: string;
  readonly name: string;
  readonly owner: string | null;
  readonly acts: readonly TrialAct[];
  /** Hours from each stop until the machine was used again, others stopped it, or the last pass. */
  readonly hours: number;
  readonly saved: { readonly amount: number; readonly currency: string } | null;
  /** How long after each act it was in use again, milliseconds; acts that others ended are left out. */
  readonly busyAfterMs: readonly number[];
  /** How often somebody stopped it and it was started again later. */
  readonly startedAgain: number;
}

/** What a policy would have done. */
export interface TrialOutcome {
  /** The most acts first. */
  readonly machines: readonly TrialMachine[];
  /** Machines that enforcing would leave alone all the same, since nobody is known to own them. */
  readonly ownerless: readonly string[];
}

/** What is looked at. Milliseconds. */
export interface TrialWindow {
  readonly fromMs: number;
  /** The last pass. */
  readonly untilMs: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Draft {
  readonly ref: string;
  name: string;
  owner: string | null;
  acts: Mutable<TrialAct>[];
  saves: { readonly amount: number; readonly currency: string } | null;
  isOff: boolean;
  startedAgain: number;
  ownerless: boolean;
}

function savesOf(value: unknown): Draft["saves"] {
  if (typeof value !== "object" || value === null) return null;
  const { amount, currency } = value as Readonly<Record<string, unknown>>;
  return typeof amount === "number" && typeof currency === "string" ? { amount, currency } : null;
}

function isDue({ phase, reason }: StatusEntry): boolean {
  return (phase === "planned" && reason === "observe") || (phase === "skipped" && CAPS.includes(reason));
}

/** What each signal said, as the log keeps it beside a verdict; empty where none was asked. */
function evidenceText(value: unknown): string {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const said = entries.map((entry) => {
    const { signal, says, value: measured } = entry as Readonly<Record<string, unknown>>;
    return `${signal} ${says}: ${measured}`;
  });
  return said.join("; ");
}

/** Why it was due. What had to wait says in its sentence why it had to, and in its evidence why it was due. */
function whyOf({ phase, text, details }: StatusEntry): string {
  return phase === "planned" ? text : evidenceText(details["evidence"]) || text;
}

function begin(draft: Draft, entry: StatusEntry, fromMs: number): void {
  const atMs = Date.parse(entry.at);
  const open = draft.acts.at(-1);
  if (open && open.toMs === null) {
    // Why it was due is told best when its turn has come.
    if (entry.phase === "planned") open.text = entry.text;
    return;
  }
  draft.acts.push({
    ...{ verb: entry.action ?? "", fromMs: atMs, toMs: null, endedBy: null },
    ...{ capped: CAPS.includes(entry.reason), before: atMs < fromMs, text: whyOf(entry) },
  });
}

function end(draft: Draft, { at, reason }: StatusEntry): void {
  const open = draft.acts.at(-1);
  if (open?.toMs !== null) return;
  open.toMs = Date.parse(at);
  open.endedBy = reason;
}

function take(draft: Draft, entry: StatusEntry, fromMs: number): void {
  const { details, reason } = entry;
  if (typeof details["name"] === "string") draft.name = details["name"];
  if (typeof details["owner"] === "string") draft.owner = details["owner"];
  draft.saves = savesOf(details["savesPerHour"]) ?? draft.saves;
  draft.ownerless = reason === "owner-unknown";
  if (NEUTRAL.includes(reason)) return;
  if (draft.isOff && reason !== "already-so" && Date.parse(entry.at) >= fromMs) draft.startedAgain += 1;
  draft.isOff = reason === "already-so" && entry.action === "stop";
  if (isDue(entry)) begin(draft, entry, fromMs);
  else end(draft, entry);
}

function machineOf(draft: Draft, window: TrialWindow): TrialMachine | undefined {
  const { fromMs, untilMs } = window;
  const acts = draft.acts.filter(({ toMs }) => toMs === null || toMs > fromMs);
  if (acts.length === 0) return undefined;
  const ms = acts
    .filter(({ verb }) => verb === "stop")
    .reduce((sum, act) => sum + Math.max(0, (act.toMs ?? untilMs) - Math.max(act.fromMs, fromMs)), 0);
  const hours = ms / HOUR_MS;
  const { ref, name, owner, saves, startedAgain } = draft;
  const busyAfterMs = acts.flatMap(({ endedBy, fromMs: actMs, toMs }) =>
    endedBy === "busy" && toMs !== null ? [toMs - actMs] : [],
  );
  const saved = saves === null ? null : { amount: saves.amount * hours, currency: saves.currency };
  return { ref, name, owner, acts, hours, saved, busyAfterMs, startedAgain };
}

/** Reads the verdicts of one policy, entry by entry in the order of the log. */
export interface TrialReader {
  add(entry: StatusEntry): void;
  outcome(window: TrialWindow): TrialOutcome;
}

/** Begins to read. Entries from before the window are wanted too: what began then may go on into it. */
export function createTrialReader({ fromMs }: Pick<TrialWindow, "fromMs">): TrialReader {
  const drafts = new Map<string, Draft>();
  // `[stop, start]` says two things of each machine, and the one does not end the other.
  const draftOf = (ref: string, verb: string | null): Draft => {
    const key = `${ref}\n${verb}`;
    const known = drafts.get(key);
    if (known) return known;
    const made: Draft = {
      ...{ ref, name: ref, owner: null, acts: [], saves: null },
      ...{ isOff: false, startedAgain: 0, ownerless: false },
    };
    drafts.set(key, made);
    return made;
  };
  return {
    add: (entry) => {
      if (entry.resource === null) return;
      take(draftOf(entry.resource, entry.action), entry, fromMs);
    },
    outcome: (window) => ({
      machines: [...drafts.values()]
        .flatMap((draft) => machineOf(draft, window) ?? [])
        .toSorted((a, b) => b.acts.length - a.acts.length || b.hours - a.hours || (a.ref < b.ref ? -1 : 1)),
      ownerless: [
        ...new Set([...drafts.values()].flatMap(({ ownerless, name }) => (ownerless ? [name] : []))),
      ],
    }),
  };
}
