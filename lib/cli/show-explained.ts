import { describeFlip } from "../core/describe-flip.ts";
import { describeEvidence, describeVerdict } from "../core/describe-verdict.ts";
import { momentVotes, signalVotes } from "../core/idle/votes-of.ts";
import type { Rulebook } from "../core/rulebook.ts";
import { pricePerHour } from "../core/spend/cost-rate.ts";
import { formatDuration } from "../domain/duration.ts";
import type { Evidence } from "../domain/verdict.ts";
import type { Explained, Explanation } from "../shell/explain-machine.ts";
import { printable } from "./cell-text.ts";
import { type Paint, paintFor } from "./paint.ts";
import type { Terminal } from "./terminal.ts";

type Found = Extract<Explained, { kind: "found" }>;

/** One vote as the card shows it. */
interface VoteView {
  readonly signal: Evidence["signal"];
  readonly says: Evidence["says"];
  readonly value: number | null;
  readonly limit: number;
  /** How old the newest figure is, or how long ago the moment was; milliseconds. */
  readonly ageMs: number | null;
  readonly text: string;
}

function voteView(vote: Evidence, nowMs: number): VoteView {
  const { signal, says, limit, agoMs } = vote;
  const measured = vote.measured && vote.measured.points > 0 ? vote.measured : null;
  const ageMs = agoMs ?? (measured ? nowMs - measured.newestAtMs : null);
  return { signal, says, value: measured?.max ?? null, limit, ageMs, text: describeEvidence(vote) };
}

/** One policy's part of the card. */
function policyView({ intent, verdict, input, flip }: Explanation, nowMs: number) {
  const votes = input ? [...signalVotes(input), ...momentVotes(input)] : [];
  return {
    policy: intent.policy.name,
    verb: intent.verb,
    mode: intent.policy.mode,
    act: verdict?.act ?? false,
    reason: verdict?.reason ?? "where-false",
    text: verdict ? describeVerdict(verdict) : `its where does not mean this machine: ${intent.policy.where}`,
    windowMs: input?.windowMs ?? null,
    votes: votes.map((vote) => voteView(vote, nowMs)),
    flip,
    change: describeFlip(flip) ?? null,
  };
}

/** Everything the card says, as data. */
export function explainedView({ resource, facts, explanations }: Found, rulebook: Rulebook) {
  const book = rulebook.pricesOf(resource.target);
  const perHour = pricePerHour(resource, book);
  return {
    ...{ machine: resource.ref, name: resource.name, status: resource.status, standing: resource.standing },
    ...rulebook.ownerOf(resource),
    costPerHour: perHour === null || !book ? null : { amount: perHour, currency: book.currency },
    stopped: resource.stoppedCost,
    signalTrouble: facts.signalTrouble[resource.target] ?? null,
    policies: explanations.map((explanation) => policyView(explanation, facts.nowMs)),
  };
}

type View = ReturnType<typeof explainedView>;

function voteLine({ signal, says, ageMs, text, value }: VoteView, paint: Paint): string {
  const colors = { idle: paint.green, busy: paint.yellow, absent: paint.dim, stale: paint.dim };
  const age = value === null || ageMs === null ? "" : `, ${formatDuration(Math.max(0, ageMs))} old`;
  const told = says === "absent" && value === null ? "not known" : text;
  return `    ${signal.padEnd(10)}${colors[says](says.padEnd(8))}${printable(told)}${age}`;
}

function policyLines(view: View["policies"][number], paint: Paint): readonly string[] {
  const would = view.mode === "observe" ? `would ${view.verb} (observes only)` : view.verb;
  const said = view.act ? paint.cyan(would) : `left alone: ${view.reason}`;
  const over = view.windowMs === null ? "" : `, looked at ${formatDuration(view.windowMs)}`;
  return [
    "",
    `  ${paint.bold(printable(view.policy))}: ${said}${over}`,
    ...view.votes.map((vote) => voteLine(vote, paint)),
    ...(view.votes.length === 0 || !/^over /.test(view.text) ? [`    ${printable(view.text)}`] : []),
    ...(view.change === null ? [] : [`    to change it: ${printable(view.change)}`]),
  ];
}

/** Prints the card of one machine. */
export function showExplained(view: View, terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  const owner = view.owner === null ? "nobody is known to own it" : `owned by ${view.owner}`;
  const team = view.team === null ? "" : ` of ${view.team}`;
  const cost = view.costPerHour;
  terminal.out(`${paint.bold(printable(view.name))} (${printable(view.machine)})`);
  terminal.out(`  ${view.standing} (${printable(view.status)}), ${printable(owner + team)}`);
  const price = cost === null ? "cost not known" : `costs ${cost.amount} ${cost.currency} an hour`;
  terminal.out(`  ${price}; stopped: ${printable(view.stopped.why)}`);
  if (view.signalTrouble !== null) terminal.out(`  ${paint.red(printable(view.signalTrouble))}`);
  if (view.policies.length === 0) terminal.out("  no policy of a clock looks at machines of this kind");
  for (const line of view.policies.flatMap((one) => policyLines(one, paint))) terminal.out(line);
}
