import type { ReplyHandle } from "../domain/reply-handle.ts";

/** How long the platforms take answers, in milliseconds. Sources: section 4 of each platform's document on interactions. */
export const REPLY_MS = {
  slack: 30 * 60_000,
  discord: 15 * 60_000,
  feishuCard: 30 * 60_000,
  wecom: 86_400_000,
} as const;

/** Hosts that a reply address may be on. An address elsewhere is dropped: whoever wrote it wants us to call it. */
const HOSTS = {
  slack: ["hooks.slack.com", "hooks.slack-gov.com"],
  dingtalk: ["oapi.dingtalk.com"],
} as const satisfies Partial<Record<ReplyHandle["platform"], readonly string[]>>;

const ADDRESS_CHARS_MAX = 2_048;

function parsedUrl(text: string): URL | null {
  return text.length <= ADDRESS_CHARS_MAX && URL.canParse(text) ? new URL(text) : null;
}

/** An address of the platform itself, by https on the usual port, as it was written; `null` for any other. */
export function platformAddress(platform: keyof typeof HOSTS, text: string | null): string | null {
  const url = text === null ? null : parsedUrl(text);
  const hosts: readonly string[] = HOSTS[platform];
  const fits =
    url?.protocol === "https:" && hosts.includes(url.host) && url.username === "" && url.password === "";
  return fits ? text : null;
}

/** An address that a program named for its answer. Where it may lead is for whoever calls it to say. */
export function callbackAddress(text: string): string | null {
  const url = parsedUrl(text);
  const fits = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  return fits ? text : null;
}

/** A handle of the parts that are known; `null` where none is. */
export function replyHandle(
  platform: ReplyHandle["platform"],
  expiresMs: number | null,
  parts: Readonly<Record<string, string | null>>,
): ReplyHandle | null {
  const known = Object.entries(parts).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return known.length === 0 ? null : { platform, expiresMs, parts: Object.fromEntries(known) };
}
