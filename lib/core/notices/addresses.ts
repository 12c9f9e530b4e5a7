import type { AutomationEvent } from "../../domain/event.ts";
import type { NoticeAddress } from "../../domain/notice.ts";
import { ticketRef } from "./ticket-ref.ts";
import type { TellingConfig } from "./told.ts";

/** Name of the team that stands in where a machine has none, or its team has no channel. */
export const CATCH_ALL = "*";

/** Channels as addresses, each once. */
export function channels(names: readonly string[]): readonly NoticeAddress[] {
  return [...new Set(names)].map((channel) => ({ kind: "channel", channel }));
}

/** What stands for an address wherever one has to be known again. */
export function addressKey(to: NoticeAddress): string {
  switch (to.kind) {
    case "channel":
      return to.channel;
    case "reply":
      return `reply\n${to.source}\n${to.sealed}`;
    case "comment":
      return `comment\n${to.source}\n${to.ticket}`;
    case "callback":
      return `callback\n${to.source}\n${to.url}`;
  }
}

function tellOf(team: string | null, { teams }: TellingConfig): readonly string[] {
  // Names of teams are other people's words: one called `constructor` must not find what every object has.
  return team !== null && Object.hasOwn(teams, team) ? (teams[team]?.tell ?? []) : [];
}

/** The channels of a team; of nobody's, those of the catch-all. */
export function teamChannels(team: string | null, config: TellingConfig): readonly string[] {
  const own = tellOf(team, config);
  return own.length > 0 ? own : tellOf(CATCH_ALL, config);
}

/** Channels that a policy names. */
export function policyChannels(policy: string | null, { policies }: TellingConfig): readonly string[] {
  return policies.find(({ name }) => name === policy)?.tell ?? [];
}

/** Who is told of a machine: its team, and whom the policy names. */
export function machineAddresses(
  { team, policy }: { readonly team: string | null; readonly policy: string | null },
  config: TellingConfig,
): readonly NoticeAddress[] {
  return channels([...policyChannels(policy, config), ...teamChannels(team, config)]);
}

/** IANA zone of a team; `null`: none is known. */
export function zoneOf(team: string | null, { teams }: TellingConfig): string | null {
  return team !== null && Object.hasOwn(teams, team) ? (teams[team]?.zone ?? null) : null;
}

/** Teams among names of teams and people. */
export function teamsAmong(names: readonly string[], { teams }: TellingConfig): readonly string[] {
  const ofPeople = Object.entries(teams).flatMap(([team, { members }]) =>
    members.some((member) => names.includes(member)) ? [team] : [],
  );
  const named = names.filter((name) => Object.hasOwn(teams, name));
  return [...new Set([...named, ...ofPeople])];
}

/**
 * Who is asked to agree: the channels of the teams that may. People who may by their own names are asked in the policy's
 * channels, and only where it has none in those of all their teams, since others read there too. The catch-all where that
 * is nobody.
 */
export function approverAddresses(
  { from, policy }: { readonly from: readonly string[]; readonly policy: string | null },
  config: TellingConfig,
): readonly NoticeAddress[] {
  const told = (names: readonly string[]) => names.flatMap((team) => tellOf(team, config));
  const teams = from.filter((name) => Object.hasOwn(config.teams, name));
  const people = from.filter((name) => !teams.includes(name));
  const ofTeams = told(teams);
  const ofPolicy = people.length > 0 || ofTeams.length === 0 ? policyChannels(policy, config) : [];
  const ofPeople = ofPolicy.length === 0 ? told(teamsAmong(people, config)) : [];
  const asked = [...ofTeams, ...ofPolicy, ...ofPeople];
  return channels(asked.length > 0 ? asked : tellOf(CATCH_ALL, config));
}

/** The team of a person, by the lists of members. */
export function teamOfPerson(person: string | null, { teams }: TellingConfig): string | null {
  if (person === null) return null;
  return Object.entries(teams).find(([, { members }]) => members.includes(person))?.[0] ?? null;
}

function callbackOf({ source, data }: AutomationEvent): readonly NoticeAddress[] {
  const url = "callback_url" in data ? data["callback_url"] : undefined;
  return typeof url === "string" && url !== "" ? [{ kind: "callback", source, url }] : [];
}

/** Where the answer to an event goes; nowhere for what nobody waits for. */
export function replyAddresses(
  event: AutomationEvent | null,
  { sources }: TellingConfig,
): readonly NoticeAddress[] {
  if (event === null) return [];
  const { source } = event;
  if (event.type === "chat.message") {
    const { reply, platform } = event.data;
    return reply === undefined ? [] : [{ kind: "reply", source, platform, sealed: reply }];
  }
  if (event.type !== "ticket.updated" && event.type !== "webhook.received") return [];
  const config = sources.find(({ name }) => name === source);
  const ticket = config?.comment ? ticketRef(event, config) : null;
  const comment: readonly NoticeAddress[] = ticket === null ? [] : [{ kind: "comment", source, ticket }];
  return [...comment, ...callbackOf(event)];
}
