import type { SchemeId } from "./signature-records.ts";

/** What a test event says, and who says it. */
export interface Said {
  /** The platform's id of the person. */
  readonly user: string;
  /** The words, or the command of the button that is pressed. */
  readonly text: string;
  readonly id: string;
  readonly nowMs: number;
}

/** What somebody does in a test event. */
export type Saying = "type" | "press";

type Writer = (said: Said) => string;

const cdata = (text: string) => `<![CDATA[${text.replaceAll("]]>", "")}]]>`;

/** The button's message has the id of the delivery: every test press is of a button of its own. */
const BUTTON = "curfew-test";

const slackForm = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();

function feishuBody({ id, nowMs }: Said, type: string, event: object): string {
  const header = { event_id: id, event_type: type, create_time: String(nowMs) };
  return JSON.stringify({ schema: "2.0", header, event });
}

function wecomBody({ user, nowMs }: Said, inner: string): string {
  const seconds = Math.floor(nowMs / 1_000);
  return `<xml><FromUserName>${cdata(user)}</FromUserName><CreateTime>${seconds}</CreateTime>${inner}</xml>`;
}

function genericBody({ user, nowMs }: Said, data: object): string {
  const timestamp = new Date(nowMs).toISOString();
  return JSON.stringify({ type: "chat.message", timestamp, data: { user, ...data } });
}

const TYPED: Readonly<Partial<Record<SchemeId, Writer>>> = {
  slack: ({ user, text, id }) =>
    slackForm({
      ...{ team_id: "T0TEST", channel_id: "C0TEST", user_id: user, command: "/curfew", text, trigger_id: id },
    }),
  "microsoft-teams": ({ user, text, id, nowMs }) =>
    JSON.stringify({
      ...{ type: "message", id, timestamp: new Date(nowMs).toISOString(), channelId: "msteams" },
      ...{ from: { id: "29:test", aadObjectId: user }, conversation: { id: "19:test" } },
      text: `<at>curfew</at> ${text}`,
    }),
  dingtalk: ({ user, text, id, nowMs }) =>
    JSON.stringify({
      ...{ msgtype: "text", text: { content: ` ${text}` }, msgId: id, createAt: nowMs },
      ...{ conversationId: "cidTest", conversationType: "2", senderStaffId: user },
    }),
  discord: ({ user, text, id }) => {
    const [name = "", ...rest] = text.trim().split(/\s+/);
    const options = rest.map((value, index) => ({ name: `word${index + 1}`, type: 3, value }));
    return JSON.stringify({ type: 2, id, member: { user: { id: user } }, data: { name, type: 1, options } });
  },
  "feishu-lark": (said) =>
    feishuBody(said, "im.message.receive_v1", {
      sender: { sender_id: { open_id: said.user } },
      message: { chat_id: "oc_test", content: JSON.stringify({ text: `@_user_1 ${said.text}` }) },
    }),
  wecom: (said) =>
    wecomBody(
      said,
      `<MsgType>${cdata("text")}</MsgType><Content>${cdata(said.text)}</Content><MsgId>${cdata(said.id)}</MsgId>`,
    ),
  "standard-webhooks": (said) => genericBody(said, { text: said.text }),
};

/** Teams and DingTalk have no buttons that reach us. */
const PRESSED: Readonly<Partial<Record<SchemeId, Writer>>> = {
  slack: ({ user, text, id }) =>
    slackForm({
      payload: JSON.stringify({
        ...{ type: "block_actions", user: { id: user }, team: { id: "T0TEST" }, channel: { id: "C0TEST" } },
        ...{ trigger_id: id, container: { message_ts: id } },
        actions: [{ action_id: BUTTON, value: text }],
      }),
    }),
  discord: ({ user, text, id }) =>
    JSON.stringify({
      ...{ type: 3, id, member: { user: { id: user } }, message: { id }, data: { custom_id: text } },
    }),
  "feishu-lark": (said) =>
    feishuBody(said, "card.action.trigger", {
      operator: { open_id: said.user },
      action: { tag: "button", value: { command: said.text } },
      context: { open_chat_id: "oc_test", open_message_id: said.id },
    }),
  wecom: (said) =>
    wecomBody(
      said,
      [
        `<MsgType>${cdata("event")}</MsgType><Event>${cdata("template_card_event")}</Event>`,
        `<EventKey>${cdata(said.text)}</EventKey><TaskId>${cdata(said.id)}</TaskId>`,
      ].join(""),
    ),
  "standard-webhooks": (said) =>
    genericBody(said, { action: { id: BUTTON, value: said.text, message: said.id } }),
};

const WRITERS: Readonly<Record<Saying, Readonly<Partial<Record<SchemeId, Writer>>>>> = {
  type: TYPED,
  press: PRESSED,
};

/** The body of a message, or of a pressed button, as this platform would send it; `null` where there is none. */
export function chatDelivery(scheme: SchemeId, said: Said, saying: Saying = "type"): Uint8Array | null {
  const text = WRITERS[saying][scheme]?.(said);
  return text === undefined ? null : Buffer.from(text, "utf8");
}

/** Schemes under which somebody can say something, or press a button. */
export function chatSchemes(saying: Saying): readonly string[] {
  return Object.keys(WRITERS[saying]);
}
