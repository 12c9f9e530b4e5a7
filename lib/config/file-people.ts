import * as z from "zod";
import { ACCESS_WORDS } from "../domain/access.ts";
import { Duration } from "../domain/duration.ts";
import { SecretReference } from "../domain/target.ts";

const Text = z.string().min(1, "a text that is not empty").max(512, "a text of at most 512 characters");
const Condition = z.string().max(2_000, "an expression of at most 2,000 characters");

/** One channel, or several. What the words mean is checked by `check-channels.ts`. */
export const Channels = z.union([Text, z.array(Text).min(1).max(10)]);

/** Who has to agree, as written. */
export const ApproveFile = z.strictObject({
  by: z
    .union([z.literal(1), z.literal(2)], "1 or 2 people")
    .default(1)
    .meta({ description: "How many have to agree, none of them who asked. Default: 1.", examples: [1] }),
  from: z
    .array(Text)
    .min(1)
    .max(100)
    .meta({ description: "Teams, or people as the owner rules name them.", examples: [["ops"]] }),
  within: Duration.optional().meta({
    description: "How long it is asked; then it is given up. Default: 8h.",
    examples: ["8h"],
  }),
});
export type ApproveFile = z.output<typeof ApproveFile>;

const AccessWord = z.enum(ACCESS_WORDS as unknown as [string, ...string[]]);
const Words = z.union([AccessWord, z.array(AccessWord).min(1).max(64)]);

/** One rule on who may do what, as written: `may` or `never`. */
export const AccessRuleFile = z.strictObject({
  who: z
    .union([Text, z.array(Text).min(1).max(1_000)])
    .default("*")
    .meta({
      description: "User ids of the source, team:NAME, owner (of that machine), or *. Default: *.",
      examples: ["team:ops", ["U123", "U456"]],
    }),
  may: Words.optional().meta({ description: "What they may do; * for all.", examples: [["stop", "start"]] }),
  never: Words.optional().meta({
    description: "What they may never do; it wins over every may.",
    examples: ["rebuild"],
  }),
  where: Condition.optional().meta({
    description: "On which machines (CEL). Default: all.",
    examples: ['team == "vision"'],
  }),
  during: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .meta({ description: "Weekly hours. Default: always.", examples: ["Mon-Fri 08:00-18:00"] }),
  zone: z
    .string()
    .min(1)
    .max(64)
    .default("UTC")
    .meta({ description: "Time zone of during. Default: UTC.", examples: ["Europe/Berlin"] }),
});
export type AccessRuleFile = z.output<typeof AccessRuleFile>;

/** What a source says of people, and how it is answered. */
export const SourcePeople = {
  people: z
    .record(Text, Text)
    .optional()
    .meta({
      description: "Its user ids, and who they are as the owner rules name people.",
      examples: [{ U123: "anna" }],
    }),
  rules: z
    .array(AccessRuleFile)
    .max(200)
    .optional()
    .meta({
      description:
        "Who may do what from here. Default: everybody may look; owners may hold and extend their own machines.",
      examples: [[{ who: "team:ops", may: ["stop", "start"] }]],
    }),
  requester: Condition.optional().meta({
    description: "Who asked, read out of the ticket (CEL).",
    examples: ["event.requester"],
  }),
  approver: Condition.optional().meta({
    description: "Who agreed in the ticket (CEL); it counts as one approval.",
    examples: ["event.approver"],
  }),
  comment: z
    .strictObject({
      url: Text.meta({ description: "Where its API is.", examples: ["https://example.atlassian.net"] }),
      user: Text.optional().meta({ description: "User of the token.", examples: ["bot@example.com"] }),
      token: SecretReference.meta({ description: "Reference to the token.", examples: ["env:JIRA_TOKEN"] }),
    })
    .optional()
    .meta({
      description: "Write the result as a comment on the ticket (Jira, ServiceNow, GitHub, GitLab).",
      examples: [{ url: "https://example.atlassian.net", user: "bot@example.com", token: "env:JIRA_TOKEN" }],
    }),
  callbackHosts: z
    .array(Text)
    .max(50)
    .optional()
    .meta({
      description: "Private hosts to which a callback_url may lead nevertheless.",
      examples: [["tickets.internal:8443"]],
    }),
} as const;
