import { SAMPLE_PROJECTS } from "../../../lib/emulator/sample-fleet.ts";

/** Published here, so they prove nothing. */
export const STORY_SECRETS = {
  BUDGET_SECRET: "whsec_dGhpcyBpcyBhIHRlc3Qgc2VjcmV0LCBpdCBvcGVucyBub3RoaW5n",
  JIRA_SECRET: "test-only-jira-secret-that-opens-nothing",
} as const;

type Mode = "enforce" | "observe";

const POLICIES = {
  "idle-gpu": (mode: Mode) => `
    on: { every: 10m }
    resource: notebook
    where: flavor.gpu > 0
    idle: 2h
    then: stop
    mode: ${mode}`,
  "budget-90": (mode: Mode) => `
    on: { budget: vision, at: 90% }
    resource: [dev-server, supernode]
    where: team == "vision"
    then: stop
    mode: ${mode}`,
  rebuild: (mode: Mode) => `
    on: { ticket: jira, when: event.status == "Approved" && event.form == "rebuild" }
    resource: dev-server
    where: id == event.server
    then: { reinstall-os: { keyPair: ops, leave: as-found } }
    mode: ${mode}`,
  orders: (mode: Mode) => `
    on: { request: [create-notebook, create-dev-server, change-os] }
    mode: ${mode}`,
  commands: (mode: Mode) => `
    on: { request: stop }
    mode: ${mode}`,
} as const;

/** Names of the stories' policies. */
export type StoryPolicy = keyof typeof POLICIES;

export interface StoryConfigOptions {
  readonly mode?: Mode;
  readonly allow?: readonly string[];
  /** Default: all. */
  readonly policies?: readonly StoryPolicy[];
  /** Origin of the second cloud. Default: the same emulator. */
  readonly labUrl?: string;
}

const ALLOW = [
  ...["stop", "start", "lease", "reinstall-os", "change-os"],
  ...["create-notebook", "create-dev-server"],
];

/** The configuration of the README's stories, pointed at an emulated cloud. */
export function storyConfig(url: string, options: StoryConfigOptions = {}): string {
  const { mode = "enforce", allow = ALLOW, labUrl = url } = options;
  const names = options.policies ?? (Object.keys(POLICIES) as StoryPolicy[]);
  const policies = names.map((name) => `  ${name}:${POLICIES[name](mode)}`);
  return `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}" }
  lab: { cloud: otc, region: eu-de, project: ${SAMPLE_PROJECTS.otc}, credentials: env:TEST, endpoint: "${labUrl}" }
store: memory
allow: [${allow.join(", ")}]
limits: { perRun: 10, percent: 60, perOwnerPerHour: 5 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
sources:
  budget: { scheme: standard-webhooks, secret: env:BUDGET_SECRET }
  jira: { scheme: jira-cloud, secret: env:JIRA_SECRET }
${policies.length === 0 ? "" : "policies:"}
${policies.join("\n")}
`;
}
