import * as z from "zod";
import { TargetName } from "../domain/resource.ts";
import { ALLOW_DEFAULT } from "../domain/verbs.ts";
import { BudgetFile } from "./file-budget.ts";
import { LimitsFile } from "./file-limits.ts";
import { PolicyFile } from "./file-policy.ts";
import { OwnerRuleFile, SourceFile, TargetFile, TeamFile } from "./file-target.ts";
import { VerbWord } from "./file-verbs.ts";

/** Names of policies, teams and sources. */
const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "1 to 64 lower-case letters, digits and hyphens");

/** Names of teams come from elsewhere and may be longer words. */
const TeamName = z.string().regex(/^[^\s/]{1,64}$/, "1 to 64 characters without spaces and slashes");

/** See `file-policy.ts`: a literal key of this name is mistrusted by linters. */
const THEN = "then";

/** The whole file as people write it: the one schema behind the check, the editor's help and the docs. */
export const ConfigFile = z.strictObject({
  version: z.literal(1).meta({ description: "Version of this format: 1.", examples: [1] }),
  targets: z.record(TargetName, TargetFile).meta({
    description: "One cloud, region and project each; a machine is target/kind/id everywhere.",
    examples: [{ prod: { cloud: "huaweicloud", region: "cn-north-4", project: "env:HW_PROJECT" } }],
    minProperties: 1,
  }),
  store: z
    .string()
    .regex(
      /^(memory|sqlite:.{1,512}|(obs|s3):\/\/[a-z\d][a-z\d-]{1,61}[a-z\d](\/[\w./-]{0,256})?)$/,
      "sqlite:PATH, obs://BUCKET/PREFIX, s3://BUCKET/PREFIX or memory",
    )
    .default("sqlite:curfew.db")
    .meta({
      description:
        "Where the status log is kept: sqlite:PATH, a bucket (obs://BUCKET/PREFIX, s3://BUCKET/PREFIX), or memory, which forgets. Default: sqlite:curfew.db.",
      examples: ["sqlite:curfew.db", "obs://curfew-log"],
    }),
  allow: z
    .array(VerbWord)
    .max(64)
    .default([...ALLOW_DEFAULT])
    .meta({
      description:
        "The only verbs that are ever sent, whatever else is written. Default: stop, start, lease.",
      examples: [["stop", "start", "lease"]],
    }),
  limits: LimitsFile.optional().meta({
    description: "Caps; they hold whatever the policies say.",
    examples: [{ perRun: 10, percent: 20, perOwnerPerHour: 3 }],
  }),
  owners: z
    .array(OwnerRuleFile)
    .max(50)
    .default([])
    .meta({
      description:
        "How the owner of a machine is found; the first rule that finds one wins. A machine without an owner is only observed.",
      examples: [[{ field: "user.name" }]],
    }),
  teams: z
    .record(TeamName, TeamFile)
    .default({})
    .meta({
      description: "Teams and who is in them.",
      examples: [{ vision: { members: ["anna", "ben"] } }],
    }),
  sources: z
    .record(Name, SourceFile)
    .default({})
    .meta({
      description: "Who may send webhooks, and how each proves who it is.",
      examples: [{ jira: { secret: "env:JIRA_SECRET" } }],
    }),
  budgets: z
    .record(Name, BudgetFile)
    .default({})
    .meta({
      description: "Sums that may be spent; policies wait for them with on: { budget: NAME, at: 90% }.",
      examples: [{ vision: { amount: "20000 EUR", per: "month", scope: 'team == "vision"' } }],
    }),
  policies: z
    .record(Name, PolicyFile)
    .default({})
    .meta({
      description: "What to do, when, to which machines.",
      examples: [{ "idle-gpu": { on: { every: "10m" }, resource: "notebook", idle: "2h", [THEN]: "stop" } }],
    }),
});
export type ConfigFile = z.output<typeof ConfigFile>;
