import { formatDuration, parseDuration } from "../domain/duration.ts";
import { type Hold, holds } from "../domain/hold.ts";
import type { Limits } from "../domain/policy.ts";
import type { Reason } from "../domain/reasons.ts";
import { ExceptionEnd, type LocalVerb } from "../domain/verbs.ts";

const DAY_MS = 86_400_000;

/** What a person asks for. */
export interface ExceptionWish {
  readonly verb: LocalVerb;
  /** `target/kind/id`. */
  readonly resource: string;
  /** Who asks, and answers for it. */
  readonly by: string | undefined;
  readonly why: string | undefined;
  /** See `LOCAL_VERBS`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** When it was taken in, milliseconds since the epoch: everything is counted from there, however late it is decided. */
  readonly askedMs: number;
  /** The run that carries it out. */
  readonly run: string;
}

/** What it is ruled by. */
export interface ExceptionFacts {
  readonly nowMs: number;
  /** Holds that stood when it was asked for, or were set since; a released one ends when it was released. */
  readonly holds: readonly Hold[];
  /** When the next stop of the machine is due that its owner was warned of, milliseconds since the epoch. */
  readonly pendingMs: number | undefined;
  readonly limits: Pick<Limits, "holdDays" | "holdsPerOwner">;
}

type Granted = Extract<Reason, "hold-set" | "hold-extended" | "hold-released">;
type Refused = Extract<
  Reason,
  "invalid-parameters" | "hold-limit" | "hold-quota" | "already-so" | "superseded"
>;

/** The hold to keep, or why there is none. `before`: the one that stood there. */
export type ExceptionRuling =
  | {
      readonly ok: true;
      readonly reason: Granted;
      readonly text: string;
      readonly hold: Hold;
      readonly before: Hold | null;
    }
  | { readonly ok: false; readonly reason: Refused; readonly text: string };

const GRANTED = { hold: "hold-set", extend: "hold-extended", release: "hold-released" } as const;

function refuse(reason: Refused, text: string): ExceptionRuling {
  return { ok: false, reason, text };
}

/** The end that there is: of the hold that stands, or the pending stop. */
function presentEndMs({ askedMs }: ExceptionWish, { pendingMs }: ExceptionFacts, standing?: Hold): number {
  return Math.max(askedMs, standing ? Date.parse(standing.until) : (pendingMs ?? 0));
}

/** When it would end; a text says what is wrong with what was asked for. */
function endOf(wish: ExceptionWish, facts: ExceptionFacts, standing?: Hold): number | string {
  const { verb, askedMs, parameters } = wish;
  if (verb === "release") return askedMs;
  const parsed = ExceptionEnd.safeParse(parameters);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join(".") || "for"}: ${issue?.message}`;
  }
  const spanMs = parseDuration(parsed.data.for ?? "");
  if (spanMs === undefined) return Date.parse(parsed.data.until ?? "");
  return spanMs + (verb === "extend" ? presentEndMs(wish, facts, standing) : askedMs);
}

function tooLong(endMs: number, { verb, askedMs }: ExceptionWish, { limits }: ExceptionFacts) {
  const { holdDays } = limits;
  if (endMs - askedMs <= holdDays * DAY_MS) return undefined;
  const end = new Date(endMs).toISOString();
  const latest = new Date(askedMs + holdDays * DAY_MS).toISOString();
  return refuse(
    "hold-limit",
    `for: an exception lasts at most ${holdDays}d from now (limits.holdDays), so until ${latest}, not ${end}; ask for less, and ${verb === "hold" ? "extend it" : "again"} when that is nearly over`,
  );
}

function overQuota(wish: ExceptionWish, { holds: known, nowMs, limits }: ExceptionFacts) {
  const { by, resource } = wish;
  const others = known.filter(
    (hold) => hold.owner === by && hold.resource !== resource && holds(hold, nowMs),
  );
  if (others.length < limits.holdsPerOwner) return undefined;
  const [first] = others.toSorted((a, b) => Date.parse(a.until) - Date.parse(b.until));
  return refuse(
    "hold-quota",
    `by: ${by} holds ${others.length} machines already, and ${limits.holdsPerOwner} are allowed at once (limits.holdsPerOwner); release one of them, such as ${first?.resource}, or wait until ${first?.until}`,
  );
}

/** An end that somebody asked for. */
type Promised = NonNullable<Hold["promised"]>;

/**
 * The latest end that anybody but the one who asks now has asked for. One is enough to remember: whoever is not the last
 * to have asked had asked for less, and cannot get below the last one's end.
 */
function promisedTo(by: string, standing: Hold | undefined): Promised | undefined {
  if (!standing) return undefined;
  const { owner, until, promised } = standing;
  return owner === by ? promised : { owner, until };
}

/** What a person's wish may not do to the exception of somebody, and what needs no doing. */
function pointless(endMs: number, wish: ExceptionWish, standing: Hold | undefined) {
  const { verb, by, askedMs } = wish;
  if (verb === "release") return standing ? undefined : refuse("already-so", "nobody holds it");
  if (endMs <= askedMs) {
    return refuse(
      "invalid-parameters",
      `until: ${new Date(endMs).toISOString()} has passed; give a later end`,
    );
  }
  if (!standing || Date.parse(standing.until) <= endMs) return undefined;
  const { owner, until } = standing;
  if (verb === "extend") {
    return refuse(
      "already-so",
      `until: held by ${owner} until ${until} already; an extension never shortens one`,
    );
  }
  const promised = promisedTo(by?.trim() ?? "", standing);
  if (!promised || Date.parse(promised.until) <= endMs) return undefined;
  const whose =
    promised.owner === owner
      ? `held by ${owner} until ${until} already`
      : `before this hold ${promised.owner} asked for it until ${promised.until}`;
  const text = `until: ${whose}, which is nobody else's to shorten; ask ${promised.owner}, or end it first with release`;
  return refuse("already-so", text);
}

function textOf(hold: Hold, { verb, askedMs, why }: ExceptionWish, before: Hold | undefined): string {
  const { owner, until, reason } = hold;
  if (verb === "release") {
    const held = before ? `, held by ${before.owner} until ${before.until}` : "";
    return `released by ${owner}${held}${why?.trim() ? `: ${why.trim()}` : ""}`;
  }
  const span = formatDuration(Date.parse(until) - askedMs);
  const instead =
    before && verb === "hold" ? `; instead of the hold by ${before.owner} until ${before.until}` : "";
  const from = before && verb === "extend" ? `, from ${before.until} by ${before.owner}` : "";
  return `${verb === "extend" ? "extended" : "held"} by ${owner} until ${until}, for ${span}${from}: ${reason}${instead}`;
}

function missing({ by, why, verb }: ExceptionWish): string | undefined {
  if (by === undefined || by.trim() === "") return "by: say who asks, since somebody has to answer for it";
  if (verb !== "release" && (why === undefined || why.trim() === ""))
    return "why: give the reason, for everybody who asks why it is not stopped";
  return undefined;
}

function holdFor(wish: ExceptionWish, endMs: number, standing: Hold | undefined): Hold {
  const { verb, resource, by = "", why, askedMs, run } = wish;
  const promised = verb === "release" ? undefined : promisedTo(by.trim(), standing);
  return {
    ...{ resource, owner: by.trim(), reason: why?.trim() || "released", run },
    createdAt: new Date(askedMs).toISOString(),
    until: new Date(endMs).toISOString(),
    ...(promised && { promised }),
  };
}

/**
 * The one place that rules on exceptions, whoever asks and however: each has an owner, a reason and an end that is at
 * most `limits.holdDays` from when it was asked for, and nobody has more than `limits.holdsPerOwner` at once. Of two
 * wishes for a machine the later one stands, in whatever order they are decided; the same run asked again after it broke
 * off comes to the same hold.
 */
export function ruleException(wish: ExceptionWish, facts: ExceptionFacts): ExceptionRuling {
  const { verb, resource, askedMs, run } = wish;
  const kept = facts.holds.find((hold) => hold.resource === resource);
  if (kept?.run === run) {
    return { ok: true, reason: GRANTED[verb], text: textOf(kept, wish, undefined), hold: kept, before: null };
  }
  const lacks = missing(wish);
  if (lacks !== undefined) return refuse("invalid-parameters", lacks);
  if (kept && Date.parse(kept.createdAt) > askedMs) {
    return refuse("superseded", `${kept.owner} asked for something else later: until ${kept.until}`);
  }
  const standing = kept && holds(kept, facts.nowMs) ? kept : undefined;
  const endMs = endOf(wish, facts, standing);
  if (typeof endMs === "string") return refuse("invalid-parameters", endMs);
  const no =
    tooLong(endMs, wish, facts) ??
    pointless(endMs, wish, standing) ??
    (verb === "release" ? undefined : overQuota(wish, facts));
  if (no) return no;
  const hold = holdFor(wish, endMs, standing);
  return {
    ok: true,
    reason: GRANTED[verb],
    text: textOf(hold, wish, standing),
    hold,
    before: standing ?? null,
  };
}
