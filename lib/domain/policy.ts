import * as z from "zod";
import { AccessRule } from "./access.ts";
import { ApprovalRule } from "./approval.ts";
import { AuditWord } from "./audit-words.ts";
import { CalendarDay, Hours } from "./hours.ts";
import { RESOURCE_KINDS } from "./resource.ts";
import { LOCAL_VERB_NAMES, NOTHING, type RequestVerb, VERB_NAMES } from "./verbs.ts";
import { Waves } from "./waves.ts";

const RequestEnum = z.enum([...VERB_NAMES, ...LOCAL_VERB_NAMES] as [RequestVerb, ...RequestVerb[]]);

/** What sets a policy off. Each form names one kind of event. */
export const On = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("every"), everyMs: z.number().int().positive() }),
  z.object({ kind: z.literal("cron"), cron: z.string(), zone: z.string() }),
  z.object({ kind: z.literal("budget"), budget: z.string(), at: z.number().positive() }),
  z.object({ kind: z.literal("ticket"), source: z.string(), when: z.string().nullable() }),
  z.object({ kind: z.literal("webhook"), source: z.string(), when: z.string().nullable() }),
  /** Words of the house's own, beside the commands: `when` says which. */
  z.object({ kind: z.literal("chat"), source: z.string(), when: z.string().nullable() }),
  /** `name` may hold `*` for anything. An alarm is a hint: the policy is judged, whatever the alarm says. */
  z.object({ kind: z.literal("alarm"), name: z.string(), when: z.string().nullable() }),
  z.object({ kind: z.literal("audit"), words: z.array(AuditWord).min(1), when: z.string().nullable() }),
  z.object({
    kind: z.literal("request"),
    verbs: z.array(RequestEnum).min(1),
    from: z.array(z.string()).min(1),
  }),
]);
export type On = z.infer<typeof On>;

/**
 * Below these a signal counts as idle. Defaults are Huawei's own rule for idle notebooks (user guide, FAQ on
 * auto stop of idle instances, 2026-07).
 */
export const IdleThresholds = z.object({
  /** Percent. */
  cpuPercent: z.number().min(0).max(100).default(5),
  /** Whether somebody wrote `cpuPercent`: then it holds for the smallest machine too. */
  cpuWritten: z.boolean().optional(),
  /** Percent. */
  gpuPercent: z.number().min(0).max(100).default(1),
  /** Percent. */
  npuPercent: z.number().min(0).max(100).default(1),
  /** Received traffic, kilobits per second. */
  networkKbitPerS: z.number().min(0).default(1.6),
});
export type IdleThresholds = z.infer<typeof IdleThresholds>;

/** A policy as the core sees it: complete, with every default filled in. */
export const Policy = z.object({
  name: z.string(),
  on: On,
  resources: z.array(z.enum(RESOURCE_KINDS)).min(1),
  /** CEL over the resource; `null` means every resource of the kinds. */
  where: z.string().nullable(),
  /** How long every signal must have said idle; `null` when idleness is not asked for. */
  idleMs: z.number().int().positive().nullable(),
  idleThresholds: IdleThresholds,
  /** The same for machines with accelerators, which cost more and are waited for less; `null`: as `idleMs`. */
  idleAcceleratedMs: z.number().int().positive().nullable(),
  /** After work that went on for long has ended, so much longer is waited: people come back to look at what came of it. */
  graceMs: z.number().int().min(0),
  /** Whether a notebook's own address is asked for its kernels, sessions and terminals. */
  jupyter: z.boolean(),
  /** When machines are wanted on and off; `null` when hours are not asked for. */
  hours: Hours.nullable(),
  /** How long before a stop its owner is warned, the longest first; empty: no warning. */
  warnMs: z.array(z.number().int().positive()),
  waves: Waves.nullable(),
  /** A machine that a person started after our stop is left alone for so long. */
  respectMs: z.number().int().min(0),
  /** What is done with a machine that may not come back, because its flavor is sold out: ask first, or stop it anyway. */
  scarce: z.enum(["ask", "stop"]),
  /** `null`: the verb that the request names. A local verb only where a ticket or a webhook asks for it. */
  action: z
    .object({
      verb: z.enum([...RequestEnum.options, NOTHING]),
      parameters: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  /** Parameters that are read out of the event: name → CEL. They never take the place of what `action` fixes. */
  parametersFrom: z.record(z.string(), z.string()),
  /** Who has to agree before anything is sent; `null`: nobody. */
  approve: ApprovalRule.nullable(),
  /** Channels that are told of what this policy does, beside those of the machine's team. */
  tell: z.array(z.string()),
  /** `observe` runs the whole path and sends nothing. */
  mode: z.enum(["observe", "enforce"]),
  /** After an action on a machine this policy leaves it alone for so long. */
  cooldownMs: z.number().int().min(0),
});
export type Policy = z.infer<typeof Policy>;

/** What a policy does where nothing else is written. */
export const POLICY_DEFAULTS = {
  idleMs: null,
  idleThresholds: { cpuPercent: 5, gpuPercent: 1, npuPercent: 1, networkKbitPerS: 1.6 },
  idleAcceleratedMs: null,
  graceMs: 30 * 60_000,
  jupyter: false,
  hours: null,
  warnMs: [],
  waves: null,
  respectMs: 4 * 3_600_000,
  scarce: "ask",
  cooldownMs: 30 * 60_000,
  parametersFrom: {},
  approve: null,
  tell: [],
} satisfies Partial<Policy>;

/** A time in which policies leave everything as it is; what people ask for themselves goes on. */
export const Freeze = z.object({ from: CalendarDay, to: CalendarDay, zone: z.string(), why: z.string() });
export type Freeze = z.infer<typeof Freeze>;

/** Caps of one run; on by default. */
export const Limits = z.object({
  /** Most disruptive steps in one run. */
  perRun: z.number().int().min(1).max(10_000).default(10),
  /** Most machines of one kind and target, in percent of those that are running, that one run may disturb. */
  percent: z.number().min(1).max(100).default(20),
  /** Most disruptive steps per owner within an hour. */
  perOwnerPerHour: z.number().int().min(1).max(1_000).default(3),
  /** Most disruptive steps of all runs within an hour. */
  perHour: z.number().int().min(1).max(100_000).default(60),
  /**
   * Most money at risk in one run: what the machines it disturbs cost an hour, in percent of what all that run cost. A
   * config that says nothing of it has `percent` here where that is more.
   */
  moneyPercent: z.number().min(1).max(100).default(50),
  /** The machine of a run from which on `moneyPercent` counts; those before it always fit. 2 where a config says a share. */
  moneyFrom: z.number().int().min(2).max(10_000).default(6),
  /** Longest hold or extension, in days. */
  holdDays: z.number().int().min(1).max(90).default(30),
  /** Most holds that stand at once per owner. */
  holdsPerOwner: z.number().int().min(1).max(1_000).default(10),
  freeze: z.array(Freeze).default([]),
});
export type Limits = z.infer<typeof Limits>;

/** How an owner is found. Rules are tried in order, the first that finds one wins. */
export const OwnerRule = z.discriminatedUnion("kind", [
  /** `user.name`, `user.id` or `tag:KEY`. */
  z.object({ kind: z.literal("field"), field: z.string() }),
  /** Regular expression over the machine's name with the named group `owner`, and `team` if there is one. */
  z.object({ kind: z.literal("name"), pattern: z.string() }),
  /** Table read from a CSV file: resource id or name → owner, team. */
  z.object({
    kind: z.literal("table"),
    rows: z.record(z.string(), z.object({ owner: z.string(), team: z.string().nullable() })),
  }),
]);
export type OwnerRule = z.infer<typeof OwnerRule>;

/** A sender of webhooks: how it proves who it is. The secret is resolved at start and never logged. */
export const SourceConfig = z.object({
  name: z.string(),
  /** Row of the table of signature records. */
  scheme: z.string(),
  /** References whose kind the value tells; several at once while a secret is being rotated. */
  secrets: z.array(z.string()),
  /** References and plain facts by their kind, for senders that need more than one. */
  byKind: z.record(z.string(), z.array(z.string())).default({}),
  /** The source's id of a user → the person, as owner rules name people. */
  people: z.record(z.string(), z.string()).default({}),
  /** Who may do what by way of this source. */
  rules: z.array(AccessRule).default([]),
  /** Whether it proves who sends without signing what is said, see docs/sources.md. Default: it signs both. */
  weak: z.boolean().optional(),
  /** CEL over the event that tells who asked; `null`: the source does not tell. */
  requester: z.string().nullable().default(null),
  /** CEL over the event that tells who approved it in the ticket; `null`: nobody did. */
  approver: z.string().nullable().default(null),
  /** Where results are written as comments; `null`: nowhere. `token` is a reference. */
  comment: z
    .object({ url: z.string(), user: z.string().nullable(), token: z.string() })
    .nullable()
    .default(null),
  /** Hosts to which results may be sent although they lie in a private network: `HOST` or `HOST:PORT`. */
  callbackHosts: z.array(z.string()).default([]),
});
export type SourceConfig = z.infer<typeof SourceConfig>;

/** Teams and who is in them, so that an owner has a team even when the machine's name does not tell. */
export const Teams = z.record(
  z.string(),
  z.object({
    members: z.array(z.string()),
    /** IANA zone of the team's hours; `null`: none is known. */
    zone: z.string().nullable(),
    /** Name of the team's calendar. */
    calendar: z.string().nullable(),
    /** Channels in which the team is told: `slack:#vision`, `email:ops@example.com`, `feishu:env:HOOK`. */
    tell: z.array(z.string()).optional(),
  }),
);
export type Teams = z.infer<typeof Teams>;
