import { discordText } from "../core/chat/discord-text.ts";
import { languageOfMessage } from "../core/chat/language-of.ts";
import { acknowledge } from "../core/chat/texts-acknowledgement.ts";
import type { ChatMessage, ChatPlatform } from "../domain/chat.ts";
import type { Notice } from "../domain/notice.ts";
import type { Pause } from "../domain/pause.ts";
import type { Reply } from "./parser.ts";

/** What became of a message by the time that its platform wants an answer. */
export interface Taken {
  readonly outcome: "new" | "unfinished" | "finished";
  readonly run: string;
  readonly pause: Pause;
  /** What the run said, where it was that quick; only platforms that take no answer later are told it here. */
  readonly answer?: Notice | undefined;
}

/** Platforms that show what they are answered, and take nothing later. */
export const ANSWERED_AT_ONCE: readonly ChatPlatform[] = ["microsoft-teams"];

const TEXT_CHARS_MAX = 20_000;
const JSON_TYPE = { "content-type": "application/json" };
const EMPTY: Reply = { status: 200, headers: {}, body: "" };

const json = (body: unknown): Reply => ({ status: 200, headers: JSON_TYPE, body: JSON.stringify(body) });

/** Where a platform answers nobody later, a button is a command that can be typed. */
function answerText({ title, lines, buttons }: Notice): string {
  const typed = buttons.map(({ label, command }) => `${label}: ${command}`);
  return [title, ...lines, ...typed].join("\n").slice(0, TEXT_CHARS_MAX);
}

function heardText(message: ChatMessage, { outcome, run, pause, answer }: Taken): string {
  if (answer !== undefined) return answerText(answer);
  const texts = acknowledge(languageOfMessage(message));
  const heard = message.reply === undefined ? texts.takenAs(run) : texts.taken();
  const first = outcome === "new" ? heard : texts.again();
  return pause.paused ? `${first} ${texts.paused(pause.by ?? "?", pause.why ?? "?")}` : first;
}

type Form = (message: ChatMessage, taken: Taken) => Reply;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** A command shows the text to who typed it, an event to nobody; said to a button, it could take the message's place. */
const slack: Form = (message, taken) => {
  if (message.action !== null) return EMPTY;
  const text = heardText(message, taken).replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
  return json({ response_type: "ephemeral", text });
};

/** For who asked alone. */
const DISCORD_EPHEMERAL = 64;
const DISCORD = { message: 4, later: 5, laterUpdate: 6 } as const;

/** `later` shows that an answer is being made, so it is for those alone that get one. */
const discord: Form = (message, taken) => {
  const { outcome, pause } = taken;
  const isPlain = outcome === "new" && !pause.paused && message.reply !== undefined;
  if (isPlain && message.action !== null) return json({ type: DISCORD.laterUpdate });
  if (isPlain) return json({ type: DISCORD.later, data: { flags: DISCORD_EPHEMERAL } });
  const content = discordText(heardText(message, taken));
  const data = { content, flags: DISCORD_EPHEMERAL, allowed_mentions: { parse: [] } };
  return json({ type: DISCORD.message, data });
};

/** A card shows a line over itself; a message in a chat is answered in the chat. */
const feishu: Form = (message, taken) => {
  if (message.action === null) return json({});
  const type = taken.pause.paused ? "warning" : "info";
  return json({ toast: { type, content: heardText(message, taken) } });
};

const dingtalk: Form = (message, taken) => {
  return json({ msgtype: "text", text: { content: heardText(message, taken) } });
};

const teams: Form = (message, taken) => {
  return json({ type: "message", textFormat: "plain", text: heardText(message, taken) });
};

const FORMS: Readonly<Record<ChatPlatform, Form | null>> = {
  slack,
  "microsoft-teams": teams,
  dingtalk,
  "feishu-lark": feishu,
  // An empty answer ends its attempts; anything else would have to be encrypted.
  wecom: () => EMPTY,
  discord,
  // Programs read the run and the pause from the endpoint's own answer.
  webhook: null,
};

/**
 * What a platform is answered at once, as soon as its message is durable, in the language of the speaker; `null` where
 * the endpoint's own answer will do. Nothing here says what will come of the message, and it says nothing to anybody
 * who has not proved who they are.
 */
export function chatAcknowledgement(message: ChatMessage, taken: Taken): Reply | null {
  return FORMS[message.platform]?.(message, taken) ?? null;
}
