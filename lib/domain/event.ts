import * as z from "zod";

/** What invoked Curfew. */
export const TRIGGERS = ["webhook", "schedule", "queue", "cli"] as const;
export const Trigger = z.enum(TRIGGERS);
export type Trigger = z.infer<typeof Trigger>;

/** Most bytes that the data of one event may have, as JSON text. */
export const EVENT_BYTES_MAX = 262_144;

const Identifier = z.string().min(1).max(256);

const envelope = {
  specversion: z.literal("1.0"),
  /** Unique per source: the delivery id, the ticket transition, the clock slot, the message key. */
  id: Identifier,
  /** Who sent it, as named in the config (`clock`, `cli`, `inbox` are built in). */
  source: Identifier,
  /** ISO 8601 in UTC, when it happened according to the sender. */
  time: z.iso.datetime(),
  subject: z.string().max(1024).optional(),
  /** Id of the event that this one plays again; what is to happen once counts as the same wish. */
  replayof: Identifier.optional(),
  trigger: Trigger,
};

/** A clock slot: everything that became due after `since` and up to `slot`. */
export const TickEvent = z.object({
  ...envelope,
  type: z.literal("schedule.tick"),
  data: z.object({ slot: z.iso.datetime(), since: z.iso.datetime() }),
});

/** A budget crossed a threshold. `at` is a share: 0.9 for 90 %. */
export const BudgetEvent = z.object({
  ...envelope,
  type: z.literal("budget.alert"),
  data: z.looseObject({
    budget: Identifier,
    at: z.number().positive().max(100),
    period: z.string().max(64).optional(),
    kind: z.enum(["actual", "forecast"]).default("actual"),
  }),
});

/** Anything a ticketing system says; the policy's `when` decides what it means. */
export const TicketEvent = z.object({
  ...envelope,
  type: z.literal("ticket.updated"),
  data: z.looseObject({ key: Identifier, status: z.string().max(256).optional() }),
});

/** A webhook of no special kind. */
export const WebhookEvent = z.object({
  ...envelope,
  type: z.literal("webhook.received"),
  data: z.looseObject({}),
});

/** Names under which the APIs take a password in clear text. */
const PASSWORD_FIELDS = ["admin_pass", "adminPass", "admin_password"];

/** An order for one verb, from a queue, the command line or another program. */
export const ActionRequestEvent = z.object({
  ...envelope,
  type: z.literal("action.request"),
  data: z.strictObject({
    verb: z.string().min(1).max(64),
    /** `target/kind/id`, or a name that only one resource of the target has. Not given when something is created. */
    resource: z.string().min(1).max(256).optional(),
    /** Where to create; not needed when `resource` names the target. */
    target: z.string().min(1).max(32).optional(),
    /** Passwords never travel in an event: the log, a ticket or a queue would keep them. */
    parameters: z
      .record(z.string(), z.unknown())
      .refine((parameters) => !PASSWORD_FIELDS.some((field) => field in parameters), {
        message: "no password in an event: use key_pair_name, or password: env:NAME",
      })
      .default({}),
    /** Who asks, as the sender verified it. */
    by: z.string().max(256).optional(),
    why: z.string().max(1024).optional(),
  }),
});

/** Closed runs left the log for an archive. Curfew writes it itself; no sender can. */
export const ArchiveEvent = z.object({
  ...envelope,
  type: z.literal("log.archived"),
  data: z.strictObject({
    /** Name of the file, for people. */
    file: z.string().min(1).max(1024),
    /** SHA-256 of its bytes, hexadecimal. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    /** Numbers of the first and the last checkpoint in it. */
    from: z.number().int().positive(),
    to: z.number().int().positive(),
    entries: z.number().int().min(0),
    by: z.string().max(256),
  }),
});

/**
 * The one form in which the inside of Curfew sees what happened: CloudEvents 1.0 attributes, already
 * verified, free of any platform's shape.
 */
export const AutomationEvent = z.discriminatedUnion("type", [
  TickEvent,
  BudgetEvent,
  TicketEvent,
  WebhookEvent,
  ActionRequestEvent,
  ArchiveEvent,
]);
export type AutomationEvent = z.infer<typeof AutomationEvent>;
export type ActionRequest = z.infer<typeof ActionRequestEvent>["data"];

/** The key under which an event is claimed: the same delivery always has the same one. */
export function claimKey(event: Pick<AutomationEvent, "source" | "id">): string {
  return `${event.source}\n${event.id}`;
}
