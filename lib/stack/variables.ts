import { readChannel } from "../clients/channels/address.ts";
import type { Config } from "../domain/config.ts";
import type { SourceConfig } from "../domain/policy.ts";
import { SEALING_KINDS } from "../signing/seal.ts";
import { SPEAKING_KINDS } from "../sources/secret-kinds.ts";
import type { Variable } from "./stack.ts";

/** Names that the environment of a function cannot have, because the platforms demand a letter first. */
const USABLE = /^[A-Za-z][A-Za-z0-9_]*$/;

/** What a function does: checks the signatures of senders, opens the log and sends, or neither. */
export type Role = "checks" | "acts";

/** A variable of the configuration, and for which roles it is read. */
export interface NeededVariable {
  readonly name: string;
  readonly secret: boolean;
  readonly roles: readonly Role[];
}

function referenced(value: unknown): readonly string[] {
  return typeof value === "string" && value.startsWith("env:") ? [value.slice("env:".length)] : [];
}

/** Variables behind `credentials: env:PREFIX`; the two SDK families have names of their own. */
function credentialNames(credentials: string): readonly string[] {
  const [prefix] = referenced(credentials);
  if (prefix === undefined) return [];
  if (prefix === "HUAWEICLOUD_SDK" || prefix === "OTC_SDK") return [`${prefix}_AK`, `${prefix}_SK`];
  return [`${prefix}_ACCESS_KEY`, `${prefix}_SECRET_KEY`];
}

/** Schemes whose senders are answered: what acts opens and signs their reply addresses with the same secrets. */
const ANSWERED: readonly string[] = [
  ...["slack", "dingtalk", "feishu-lark", "discord", "standard-webhooks", "servicenow", "zammad"],
];

const isSpeaking = (kind: string) => (SPEAKING_KINDS as readonly string[]).includes(kind);

/** What Curfew speaks to a source with: tokens of its own, and the secrets that both sides share. */
function spokenWith({ scheme, secrets, byKind, comment }: SourceConfig): readonly string[] {
  const shared: readonly string[] = ANSWERED.includes(scheme) ? SEALING_KINDS : [];
  const kinds = Object.entries(byKind).filter(([kind]) => isSpeaking(kind) || shared.includes(kind));
  const own = shared.length > 0 ? secrets : [];
  return [...own, ...kinds.flatMap(([, values]) => values), ...(comment ? [comment.token] : [])];
}

/** Variables in which the addresses of channels stand. */
function channelNames({ teams, policies }: Config): readonly string[] {
  const channels = [...Object.values(teams), ...policies].flatMap(({ tell }) => tell ?? []);
  return channels.flatMap((text) => {
    const read = readChannel(text);
    if (!read.ok || !("variable" in read.address)) return [];
    const { kind, variable } = read.address;
    return kind === "webhook" ? [variable, `${variable}_SECRET`] : [variable];
  });
}

/**
 * Every variable that the configuration refers to, once: senders' secrets for those that check signatures, everything
 * else, and what senders are answered with, for those that open the log and send. Sorted by name.
 */
export function variablesOf(config: Config): readonly NeededVariable[] {
  const found = new Map<string, NeededVariable>();
  const add = (names: readonly string[], role: Role, secret = true) => {
    for (const name of names) {
      const before = found.get(name);
      const roles = [...new Set([...(before?.roles ?? []), role])];
      found.set(name, { name, secret: secret || before?.secret === true, roles });
    }
  };
  for (const { project, endpoint, credentials } of config.targets) {
    add([...referenced(project), ...referenced(endpoint)], "acts", false);
    add(credentialNames(credentials), "acts");
  }
  for (const source of config.sources) {
    const proving = Object.entries(source.byKind).filter(([kind]) => !isSpeaking(kind));
    add([...source.secrets, ...proving.flatMap(([, values]) => values)].flatMap(referenced), "checks");
    add(spokenWith(source).flatMap(referenced), "acts");
  }
  add(channelNames(config), "acts");
  for (const { action } of config.policies) {
    add(Object.values(action?.parameters ?? {}).flatMap(referenced), "acts");
  }
  add(["CURFEW_LOG_KEY"], "acts");
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first name that a function's environment cannot hold. */
export function unusableName(variables: readonly Variable[]): string | undefined {
  return variables.find(({ name }) => !USABLE.test(name))?.name;
}
