import * as z from "zod";
import { AUDIT_WORDS, AuditWord } from "../domain/audit-words.ts";
import { Duration } from "../domain/duration.ts";
import { POLICY_DEFAULTS } from "../domain/policy.ts";
import { ResourceKind } from "../domain/resource.ts";
import { HoursFile } from "./file-hours.ts";
import { IdleFile } from "./file-idle.ts";
import { ApproveFile, Channels } from "./file-people.ts";
import { RequestWord, ThenWord, VerbWithParameters } from "./file-verbs.ts";
import { WavesFile } from "./file-waves.ts";

const Name = z.string().min(1, "a name").max(256, "a name of at most 256 characters");
const Condition = z.string().max(2_000, "an expression of at most 2,000 characters");

/** What sets a policy off, as written. Which keys belong together is checked by `check-on.ts`. */
export const OnFile = z.strictObject({
  every: Duration.optional().meta({
    description: "At every tick of this length; at least 1m.",
    examples: ["10m"],
  }),
  cron: z
    .string()
    .optional()
    .meta({
      description: "Five fields: minute, hour, day of the month, month, day of the week.",
      examples: ["0 20 * * 1-5"],
    }),
  zone: z
    .string()
    .optional()
    .meta({ description: "Time zone of cron. Default: UTC.", examples: ["Europe/Berlin"] }),
  budget: Name.optional().meta({
    description: "When the budget of this name crosses a threshold; needs at.",
    examples: ["vision"],
  }),
  at: z
    .union([
      z.number().positive("a share above 0").max(10, "a share such as 0.9, or 90%"),
      z.string().regex(/^\d{1,4}(\.\d{1,4})?%$/, "a share such as 0.9, or 90%"),
    ])
    .optional()
    .meta({ description: "Threshold of the budget: 90% or 0.9.", examples: ["90%", 0.9] }),
  ticket: Name.optional().meta({
    description: "When a ticket of this source changes.",
    examples: ["jira"],
  }),
  webhook: Name.optional().meta({
    description: "When this source sends anything.",
    examples: ["grafana"],
  }),
  chat: Name.optional().meta({
    description: "When somebody says in this chat what when asks for, and it is no command; needs when.",
    examples: ["slack"],
  }),
  when: Condition.optional().meta({
    description: "Condition on the event (CEL). Default: every such event; beside chat it is needed.",
    examples: ['event.status == "Approved"'],
  }),
  request: z
    .union([RequestWord, z.array(RequestWord).min(1).max(32)])
    .optional()
    .meta({
      description: "When somebody asks for one of these verbs through the queue or the command line.",
      examples: ["create-notebook", ["create-notebook", "change-os"]],
    }),
  alarm: Name.optional().meta({
    description:
      "When a Cloud Eye alarm of this name is raised; * stands for any text. It is a hint: idle still decides.",
    examples: ["gpu-idle", "gpu-*"],
  }),
  audit: z
    .union([AuditWord, z.array(AuditWord).min(1).max(AUDIT_WORDS.length)])
    .optional()
    .meta({
      description:
        "When the audit service tells that somebody did this; the policy means that machine alone.",
      examples: ["notebook.started", ["notebook.started", "notebook.created"]],
    }),
  from: z
    .array(Name)
    .min(1)
    .max(32)
    .optional()
    .meta({
      description: "Who may ask: inbox, cli, or a source. Default: [inbox].",
      examples: [["inbox", "cli"]],
    }),
});
export type OnFile = z.output<typeof OnFile>;

/** The forms of `on` by the key that names them, with the keys that may stand beside it. */
export const ON_FORMS = {
  every: [],
  cron: ["zone"],
  budget: ["at"],
  ticket: ["when"],
  webhook: ["when"],
  chat: ["when"],
  request: ["from"],
  alarm: ["when"],
  audit: ["when"],
} as const satisfies Partial<Record<keyof OnFile, readonly (keyof OnFile)[]>>;

/** Linters distrust objects with a `then`, since `await` takes them for promises; this one only ever holds data. */
const THEN = "then";

/** One policy as written. */
export const PolicyFile = z.strictObject({
  on: OnFile.meta({
    description:
      "What sets it off: every, cron (with zone), budget (with at), ticket, webhook, chat, alarm or audit (with when), or request (with from).",
    examples: [{ every: "10m" }, { cron: "0 20 * * 1-5", zone: "Europe/Berlin" }],
    oneOf: Object.keys(ON_FORMS).map((form) => ({ required: [form] })),
  }),
  resource: z
    .union([ResourceKind, z.array(ResourceKind).min(1).max(4)])
    .optional()
    .meta({
      description: "Which kinds of machines. Only a policy on a request may leave it out.",
      examples: ["notebook", ["notebook", "dev-server"]],
    }),
  where: Condition.optional().meta({
    description: "Which of them (CEL). Default: all. What cannot be told of a machine leaves it alone.",
    examples: ["flavor.gpu > 0", "id == event.server"],
  }),
  idle: z
    .union([Duration, IdleFile])
    .optional()
    .meta({
      description: "Only when idle for so long; the long form changes what counts as idle.",
      examples: ["2h", { for: "2h", cpu: 5, gpu: 1 }],
    }),
  hours: z
    .union([z.string().min(1).max(1_000), HoursFile])
    .optional()
    .meta({
      description:
        "When the machines are wanted off (or on); then: stop acts in the hours off, then: start in the hours on. A text alone means off.",
      examples: [{ off: "Mon-Fri 20:00-07:00, Sat-Sun", zone: "Europe/Berlin" }],
    }),
  warn: z
    .array(Duration)
    .min(1)
    .max(5)
    .optional()
    .meta({
      description: "Warn the owner so long before a stop; it comes only after the longest of them.",
      examples: [["30m", "5m"]],
    }),
  waves: WavesFile.optional().meta({
    description: "Go through the machines group by group, each waiting for the one before it.",
    examples: [{ order: ['tags.tier == "web"', 'tags.tier == "db"'], settle: "2m" }],
  }),
  respect: z
    .union([Duration, z.literal(0)])
    .default(POLICY_DEFAULTS.respectMs)
    .meta({
      description: "A machine that a person started after our stop is left alone for so long. Default: 4h.",
      examples: ["4h"],
    }),
  scarce: z
    .enum(["ask", "stop"])
    .default("ask")
    .meta({
      description:
        "A machine that might not come back, since its flavor is sold out or a start failed lately: ask first, or stop. Default: ask.",
      examples: ["ask"],
    }),
  [THEN]: z
    .union([
      ThenWord,
      VerbWithParameters,
      z.tuple([z.literal("stop"), z.literal("start")], "a verb, or [stop, start]"),
    ])
    .optional()
    .meta({
      description:
        "What to do: a verb, one verb with its parameters, none to only write it down, or with hours [stop, start] to bring back what was stopped. On a request: the requested verb.",
      examples: ["stop", { lease: { type: "idle", hours: 2 } }],
    }),
  with: z
    .record(z.string().min(1).max(64), Condition)
    .optional()
    .meta({
      description: "Parameters of the verb that are read out of the event (CEL).",
      examples: [{ image: "event.image" }],
    }),
  approve: ApproveFile.optional().meta({
    description: "Nothing is sent before these people have agreed to exactly this plan.",
    examples: [{ by: 1, from: ["ops"] }],
  }),
  tell: Channels.optional().meta({
    description: "Who else is told what it does, beside the machine's team.",
    examples: ["slack:#ops"],
  }),
  mode: z
    .enum(["observe", "enforce"])
    .default("observe")
    .meta({
      description: "observe goes the whole way and sends nothing; enforce acts. Default: observe.",
      examples: ["enforce"],
    }),
  cooldown: z
    .union([Duration, z.literal(0)])
    .default(30 * 60_000)
    .meta({
      description: "After an action on a machine this policy leaves it alone for so long. Default: 30m.",
      examples: ["30m"],
    }),
});
export type PolicyFile = z.output<typeof PolicyFile>;
