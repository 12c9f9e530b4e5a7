import * as z from "zod";

/** How many have to say yes to a policy's plan, who they are, and for how long it is asked. */
export const ApprovalRule = z.object({
  by: z.union([z.literal(1), z.literal(2)]),
  /** Names of teams, or people as owner rules name them. */
  from: z.array(z.string().min(1).max(256)).min(1),
  withinMs: z.number().int().positive(),
});
export type ApprovalRule = z.infer<typeof ApprovalRule>;

/** How long is asked where nothing else is written: a working day. */
export const APPROVAL_WITHIN_MS = 8 * 3_600_000;
/** Longest that may be written. An older plan has little to do with the world. */
export const APPROVAL_WITHIN_MS_MAX = 7 * 86_400_000;

/**
 * What one plan still needs before anything of it is sent. `confirmation`: the requester says once more that this very
 * plan is meant. `approval`: others have to agree.
 */
export const Demand = z.object({
  kind: z.enum(["approval", "confirmation"]),
  /** The policy that demands it. */
  policy: z.string(),
  by: z.number().int().min(1).max(2),
  from: z.array(z.string()),
});
export type Demand = z.infer<typeof Demand>;

/** How long a person is asked to confirm what he asked for himself: he is still there, or it is forgotten. */
export const CONFIRM_WITHIN_MS = 15 * 60_000;

/** How many characters of the digest people type: the code of a plan. */
export const CODE_CHARACTERS = 8;

/** Most lines of a card: machines that have no room are counted. The digest covers all of them. */
export const CARD_LINES_MAX = 50;

/** A plan as people are shown it before they agree to it. */
export const PlanCard = z.object({
  /** One line, plain text. */
  title: z.string(),
  /** For each machine its name and owner, what is done to it, and why; a long line goes on in the next one behind `…`. */
  lines: z.array(z.string()),
  /** `target/kind/id` of the machines that have lines. */
  machines: z.array(z.string()),
  /** How many machines there are beyond those. */
  more: z.number().int().min(0),
  /** What the machines cost an hour, by currency; empty when no price is known. */
  money: z.array(z.object({ amount: z.number(), currency: z.string() })),
});
export type PlanCard = z.infer<typeof PlanCard>;

/** Who set a run off, as the source proved it. */
export const Requester = z.object({ source: z.string(), user: z.string(), person: z.string() });
export type Requester = z.infer<typeof Requester>;

/** What stands in `details` of the entry by which people are asked: phase `deferred`, reason `awaiting-approval`. */
export const PlanAsk = z.object({
  /** Digest of the plan. */
  hash: z.string(),
  /** Its first {@link CODE_CHARACTERS} characters. */
  code: z.string(),
  /** Number of the draft, which its `planned` entries carry as well. */
  plan: z.number().int(),
  demands: z.array(Demand),
  /** Until when an answer counts. */
  expiresAt: z.iso.datetime(),
  /** `null` where nobody is known to have asked: a budget, an alarm, a ticket that does not tell. */
  requester: Requester.nullable(),
  card: PlanCard,
});
export type PlanAsk = z.infer<typeof PlanAsk>;

/** A question to people that another run has put, and that is still open. */
export interface OpenAsk {
  readonly run: string;
  readonly code: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** What stands in `details` of an entry of phase `answered`: one person's yes or no to one plan. */
export const PlanAnswer = z.object({
  /** Digest of the plan that was shown; for no other plan the answer counts. */
  hash: z.string(),
  yes: z.boolean(),
  source: z.string(),
  user: z.string(),
  person: z.string(),
  why: z.string().nullable(),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;
