import * as z from "zod";
import { ChatMessage } from "./chat.ts";
import { DATA_DEPTH_MAX, isTooDeep, secretPlace } from "./password-fields.ts";

/** What invoked Curfew. */
export const TRIGGERS = ["webhook", "schedule", "queue", "cli"] as const;
export const Trigger = z.enum(TRIGGERS);
export type Trigger = z.infer<typeof Trigger>;

/** Most bytes that the data of one event may have, as JSON text. */
export const EVENT_BYTES_MAX = 262_144;

const Identifier = z.string().min(1).max(256);

/** `version-trace-parent-flags` in small hexadecimal digits (W3C Trace Context, section 3.2). */
const TraceParent = z.string().regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);

/** The trace that a header names; one that is none is left out, since a trace decides nothing. */
export function traceParentIn(header: string | undefined): { readonly traceparent?: string } {
  const parsed = TraceParent.safeParse(header);
  return parsed.success ? { traceparent: parsed.data } : {};
}

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
  /** W3C Trace Context of whoever sent it, so that a sender's trace leads to the run. */
  traceparent: TraceParent.optional(),
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
    /** For how many-th time this goes on with what caps kept back of an alert; absent for the alert itself. */
    again: z.number().int().positive().optional(),
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

/** Somebody said or pressed something in a chat. */
export const ChatEvent = z.object({ ...envelope, type: z.literal("chat.message"), data: ChatMessage });

/** Longest place of a field that is told. */
const PLACE_CHARS_MAX = 80;

/** Most machines that one order may name. */
export const ORDER_MACHINES_MAX = 1_000;

/** Groups of machines, each dealt with after the one before it. */
const MachineGroups = z
  .array(z.array(Identifier).min(1))
  .min(1)
  .max(20, "at most 20 groups")
  .refine((groups) => groups.flat().length <= ORDER_MACHINES_MAX, {
    message: `at most ${ORDER_MACHINES_MAX} machines`,
  });

const NO_SECRET = "no password in an event, and no key: use key_pair_name, or password: env:NAME";

/** What an order says is carried out as it is, so that a secret in it cannot be emptied as in a ticket. */
function refuseSecrets(given: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  if (isTooDeep(given)) {
    context.addIssue({ code: "custom", message: `nested less deeply, at most ${DATA_DEPTH_MAX} levels` });
    return;
  }
  const place = secretPlace(given);
  if (place === null) return;
  context.addIssue({ code: "custom", message: `${NO_SECRET} (${place.slice(0, PLACE_CHARS_MAX)})` });
}

/** An order for one verb, from a queue, the command line or another program. */
export const ActionRequestEvent = z.object({
  ...envelope,
  type: z.literal("action.request"),
  data: z
    .strictObject({
      verb: z.string().min(1).max(64),
      /** `target/kind/id`, or a name that only one resource of the target has. Not given when something is created. */
      resource: z.string().min(1).max(256).optional(),
      /** The run that is to be taken back; it goes with `resources`, and nothing else is ever started by it. */
      undoes: Identifier.optional(),
      /** With `undoes`: `target/kind/id` of the machines, group by group. */
      resources: MachineGroups.optional(),
      /** Where to create; not needed when `resource` names the target. */
      target: z.string().min(1).max(32).optional(),
      /** Passwords and keys never travel in an event, however deep: the log, a ticket or a queue would keep them. */
      parameters: z.record(z.string(), z.unknown()).superRefine(refuseSecrets).default({}),
      /** Who asks, as the sender verified it. */
      by: z.string().max(256).optional(),
      why: z.string().max(1024).optional(),
    })
    .refine(({ undoes, resources }) => (undoes === undefined) === (resources === undefined), {
      message: "undoes and resources go together",
    })
    .refine(({ resource, resources }) => resource === undefined || resources === undefined, {
      message: "either resource or resources",
    }),
});

const Word = z.string().min(1).max(256);

/** Milliseconds since the epoch, up to the last one that ISO 8601 writes with four digits for the year. */
const TimeMs = z.number().int().min(0).max(253_402_300_799_999);

/**
 * An alarm of Cloud Eye, as its notification tells it. It is a hint that something deserves a look, never a proof:
 * whoever may publish to the topic can say anything. The vendor documents no form of the message; the names follow a
 * captured one, and everything beyond id, name and status may be missing.
 */
export const AlarmEvent = z.object({
  ...envelope,
  type: z.literal("alarm.raised"),
  data: z.strictObject({
    /** Id of the alarm rule, `al` and 22 characters. */
    alarm: Word,
    name: Word,
    /** `ok`: what was wrong is over. */
    status: z.enum(["alarm", "ok"]),
    /** `AGT.ECS`, `SYS.ModelArts`. */
    namespace: Word.optional(),
    metric: Word.optional(),
    /** What the alarm is about, as it was written: `instance_id:616fb98f-…`. */
    dimension: z.string().min(1).max(1024).optional(),
    /** `Critical`, `Major`, `Minor`, `Informational`. */
    level: Word.optional(),
    /** When Cloud Eye saw it. */
    timeMs: TimeMs,
  }),
});

/**
 * A trace of the Cloud Trace Service: somebody did something. Request and response are left out on purpose, since they
 * may hold passwords and tokens. Source: trace structure of the CTS references of both clouds.
 */
export const AuditEvent = z.object({
  ...envelope,
  type: z.literal("audit.recorded"),
  data: z.strictObject({
    trace: Word,
    service: Word,
    resourceType: Word,
    resourceId: Word.optional(),
    resourceName: Word.optional(),
    traceName: Word,
    /** The action inside the request, for trace names that stand for several (`change_instance_status`). */
    action: z.string().min(1).max(32).optional(),
    /** Absent for what the cloud did by itself. */
    user: z.strictObject({ id: Word.optional(), name: Word.optional() }).optional(),
    /** HTTP status of the answer; some clouds write 0. */
    code: z.number().int().optional(),
    /** `normal`, `warning` (failed) or `incident`. */
    rating: Word.optional(),
    timeMs: TimeMs,
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

/** A person turned a policy from observing to enforcing, or back. Curfew writes it itself; no sender can. */
export const ModeEvent = z.object({
  ...envelope,
  type: z.literal("policy.mode"),
  data: z.strictObject({
    policy: Identifier,
    from: z.enum(["observe", "enforce"]),
    to: z.enum(["observe", "enforce"]),
    /** Path of the config that was changed. */
    file: z.string().min(1).max(4096),
    by: z.string().max(256),
    why: z.string().max(1024).optional(),
    /** Hours of trial in the log; absent where none was asked for. */
    trialHours: z.number().min(0).optional(),
    /** Whether it was done in spite of a short trial. */
    now: z.boolean(),
  }),
});

/** There is something in the log that people are to be told. Curfew writes it itself; no sender can. */
export const NoticesEvent = z.object({
  ...envelope,
  type: z.literal("notices.due"),
  data: z.strictObject({
    /** Place in the log behind which nothing has been told yet, empty for its beginning; `null`: telling begins at `upTo`. */
    after: z.string().max(1_024).nullable(),
    /** Place up to which there was something to tell when it was written; the run says how far it went. */
    upTo: z.string().max(1_024),
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
  AlarmEvent,
  AuditEvent,
  ArchiveEvent,
  ModeEvent,
  ChatEvent,
  NoticesEvent,
]);
export type AutomationEvent = z.infer<typeof AutomationEvent>;
export type ActionRequest = z.infer<typeof ActionRequestEvent>["data"];
export type Alarm = z.infer<typeof AlarmEvent>["data"];
export type AuditTrace = z.infer<typeof AuditEvent>["data"];

/** The key under which an event is claimed: the same delivery always has the same one. */
export function claimKey(event: Pick<AutomationEvent, "source" | "id">): string {
  return `${event.source}\n${event.id}`;
}
