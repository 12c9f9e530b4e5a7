import { type ChannelAddress, channelVariables, readChannel } from "../clients/channels/address.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import { channelsOf } from "./people-parts.ts";
import type { Sections } from "./sections.ts";
import { secretsOf } from "./source-secrets.ts";
import type { Host } from "./store-host.ts";

/** What channels are checked against. */
export interface ChannelSurroundings {
  /** When given, variables that are not set are warned of. */
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  /** Where the configuration is to run; `undefined`: not looked at. */
  readonly host: Host | undefined;
}

interface Told {
  readonly path: ConfigPath;
  readonly text: string;
}

/** Every channel with its place: of teams and of policies. */
function toldChannels({ teams, policies }: Sections): readonly Told[] {
  const block = (
    key: string,
    named: readonly { name: string; file: { tell?: string | string[] | undefined } }[],
  ) =>
    named.flatMap(({ name, file: { tell } }) =>
      channelsOf(tell).map((text) => {
        const place = typeof tell === "object" ? [tell.indexOf(text)] : [];
        return { path: [key, name, "tell", ...place], text };
      }),
    );
  return [...block("teams", teams), ...block("policies", policies)];
}

function unset(
  address: ChannelAddress,
  { env, host }: ChannelSurroundings,
  path: ConfigPath,
): readonly Finding[] {
  if (env === undefined || (address.kind === "email" && isFunction(host))) return [];
  return channelVariables(address)
    .filter((name) => (env[name] ?? "") === "")
    .map((name) => ({
      ...{ path, severity: "warning" as const, message: `${name} is not set here` },
      hint: "it must be set where Curfew runs",
    }));
}

function isFunction(host: Host | undefined): boolean {
  return host !== undefined && host !== "node";
}

function hasBotToken({ sources }: Sections): boolean {
  return sources.some(({ name, file }) => {
    const scheme = file.scheme ?? name;
    return scheme === "slack" && (secretsOf(file).byKind["bot-token"] ?? []).length > 0;
  });
}

/** What keeps an address that is well formed from being written to. */
function unserved(
  address: ChannelAddress,
  sections: Sections,
  host: Host | undefined,
): Omit<Finding, "path"> | null {
  if (address.kind === "email" && isFunction(host)) {
    return {
      message: `a function on ${host} sends no e-mail`,
      hint: "tell a topic of SMN, which sends mails to its subscribers, or run Curfew on Node",
    };
  }
  if (address.kind === "slack-channel" && !hasBotToken(sections)) {
    return {
      message: "no source of scheme slack has a bot token, with which a channel is written to",
      hint: "sources: slack: { secret: { hmac: env:…, bot-token: env:… } }, or slack:env:NAME with the address of an incoming webhook",
    };
  }
  if (address.kind !== "smn" || !sections.targetsComplete) return null;
  const regions = [...new Set(sections.targets.map(({ file }) => file.region))];
  if (regions.includes(address.region)) return null;
  return {
    message: `no target lies in ${address.region}, so nobody may publish on this topic`,
    hint: `targets lie in ${regions.join(", ") || "no region"}`,
  };
}

/** Everything about channels under `tell` that a shape cannot say. A channel's text is never repeated: it may be a secret. */
export function checkChannels(sections: Sections, surroundings: ChannelSurroundings): readonly Finding[] {
  return toldChannels(sections).flatMap(({ path, text }): readonly Finding[] => {
    const read = readChannel(text);
    if (!read.ok) return [{ path, message: `the channel ${read.problem}`, hint: read.hint }];
    const problem = unserved(read.address, sections, surroundings.host);
    return problem === null ? unset(read.address, surroundings, path) : [{ path, ...problem }];
  });
}
