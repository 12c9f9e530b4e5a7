import * as z from "zod";
import { CloudName, SecretReference } from "../domain/target.ts";
import { Channels, SourcePeople } from "./file-people.ts";

const Text = z.string().min(1, "a text that is not empty").max(512, "a text of at most 512 characters");

/** A file beside the config. */
const FilePath = Text.max(512, "a path of at most 512 characters");

/** One target as written. */
export const TargetFile = z.strictObject({
  cloud: CloudName.meta({
    description: "Which cloud: huaweicloud, or otc for Open Telekom Cloud.",
    examples: ["huaweicloud"],
  }),
  region: Text.meta({ description: "Region, as the cloud names it.", examples: ["cn-north-4", "eu-de"] }),
  project: Text.meta({
    description: "Project id, or env:NAME to read it from the environment.",
    examples: ["env:HW_PROJECT"],
  }),
  credentials: z
    .string()
    .regex(
      /^(agency|profile|profile:.{1,500}|env:[A-Za-z_][A-Za-z0-9_]*|secretsmanager:[\w/+=.@-]{1,512}|ssm:\/?[\w./-]{1,512})$/,
      "env:PREFIX, profile, profile:PATH, agency, secretsmanager:NAME or ssm:/PATH, never a key itself",
    )
    .optional()
    .meta({
      description:
        "Where the keys are found: env:PREFIX (PREFIX_ACCESS_KEY and PREFIX_SECRET_KEY), profile, profile:PATH, agency inside a function on FunctionGraph, or secretsmanager:NAME and ssm:/PATH (JSON with access_key and secret_key) on AWS Lambda. Default: env:HUAWEICLOUD_SDK or env:OTC_SDK, where the cloud's own tools look (…_AK and …_SK).",
      examples: ["env:HW", "profile", "agency"],
    }),
  prices: FilePath.optional().meta({
    description: "Price file, relative to this file. Without one no money is ever shown.",
    examples: ["prices.yaml"],
  }),
  endpoint: z
    .string()
    .max(512, "a URL of at most 512 characters")
    .optional()
    .meta({
      description: "Origin that stands in for every service of the cloud: the emulator, or a proxy.",
      examples: ["http://127.0.0.1:9000"],
    }),
});
export type TargetFile = z.output<typeof TargetFile>;

/** One sender of webhooks as written. */
export const SourceFile = z.strictObject({
  scheme: Text.optional().meta({
    description:
      "How the sender signs. Default: the source's own name, if that is a known scheme (jira means jira-cloud, budget means standard-webhooks).",
    examples: ["jira-cloud", "standard-webhooks"],
  }),
  secret: z
    .union([
      SecretReference,
      z.array(SecretReference).min(1).max(8),
      z.record(Text, z.union([Text, z.array(Text).min(1).max(8)])),
    ])
    .meta({
      description:
        "Reference to the secret, or several while it is being changed; by kind where the sender needs several things (docs/sources.md). Never the secret itself.",
      examples: [
        "env:JIRA_SECRET",
        ["env:JIRA_SECRET", "env:JIRA_SECRET_OLD"],
        { "encrypt-key": "env:FEISHU_KEY", "verification-token": "env:FEISHU_TOKEN" },
      ],
    }),
  ...SourcePeople,
});
export type SourceFile = z.output<typeof SourceFile>;

/** One rule that finds an owner, as written: one of the three keys. */
export const OwnerRuleFile = z.strictObject({
  field: z
    .string()
    .regex(/^(user\.name|user\.id|tag:.{1,128})$/, "user.name, user.id or tag:KEY")
    .optional()
    .meta({
      description: "The owner stands in a field of the machine: user.name, user.id or tag:KEY.",
      examples: ["user.name", "tag:owner"],
    }),
  name: z
    .string()
    .optional()
    .meta({
      description:
        "Regular expression over the machine's name with a group named owner, and one named team if the name tells it.",
      examples: ["^(?<team>[a-z]+)-(?<owner>[a-z]+)-"],
    }),
  csv: FilePath.optional().meta({
    description: "Table beside this file with the columns resource,owner and, if known, team.",
    examples: ["owners.csv"],
  }),
});
export type OwnerRuleFile = z.output<typeof OwnerRuleFile>;

/** One team as written. */
export const TeamFile = z.strictObject({
  members: z
    .array(Text)
    .max(10_000)
    .meta({
      description: "Owners that belong to the team, written as the rules under owners find them.",
      examples: [["anna", "ben"]],
    }),
  zone: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: "Time zone of the team's hours.", examples: ["Europe/Berlin"] }),
  tell: Channels.optional().meta({
    description: "Where the team is told of warnings, stops and failures.",
    examples: ["slack:#vision", ["feishu:env:VISION_ROBOT", "email:vision@example.com"]],
  }),
  calendar: FilePath.optional().meta({
    description: "File with the team's holidays, relative to this file.",
    examples: ["calendars/de.yaml"],
  }),
});
export type TeamFile = z.output<typeof TeamFile>;
