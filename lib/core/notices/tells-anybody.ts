import { CHAT_PLATFORMS } from "../../domain/chat.ts";
import type { TellingConfig } from "./told.ts";

const CHATS: readonly string[] = CHAT_PLATFORMS;

/** Whether a configuration says of anybody that they are to be told, or answered in a chat or on a ticket. */
export function tellsAnybody({ teams, policies, sources }: TellingConfig): boolean {
  return (
    Object.values(teams).some(({ tell = [] }) => tell.length > 0) ||
    policies.some(({ tell }) => tell.length > 0) ||
    sources.some(({ comment, scheme }) => comment !== null || CHATS.includes(scheme))
  );
}

/** Channels that a configuration names, each once. */
export function channelsIn({ teams, policies }: TellingConfig): readonly string[] {
  const named = [
    ...Object.values(teams).flatMap(({ tell = [] }) => tell),
    ...policies.flatMap(({ tell }) => tell),
  ];
  return [...new Set(named)];
}
