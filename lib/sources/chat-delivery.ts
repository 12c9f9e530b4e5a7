import type { SchemeId } from "./signature-records.ts";

/** What a test event says, and who says it. */
export interface Said {
  /** The platform's id of the person. */
  readonly user: string;
  readonly text: string;
  readonly id: string;
  readonly nowMs: number;
}

type Writer = (said: Said) => string;

const cdata = (text: string) => `<![CDATA[${text.replaceAll("]]>", "")}]]>`;

const WRITERS: Readonly<Partial<Record<SchemeId, Writer>>> = {
  slack: ({ user, text, id }) =>
    new URLSearchParams({
      ...{ team_id: "T0TEST", channel_id: "C0TEST", user_id: user, command: "/curfew", text, trigger_id: id },
    }).toString(),
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
  "feishu-lark": ({ user, text, id, nowMs }) =>
    JSON.stringify({
      schema: "2.0",
      header: { event_id: id, event_type: "im.message.receive_v1", create_time: String(nowMs) },
      event: {
        sender: { sender_id: { open_id: user } },
        message: { chat_id: "oc_test", content: JSON.stringify({ text: `@_user_1 ${text}` }) },
      },
    }),
  wecom: ({ user, text, id, nowMs }) =>
    [
      `<xml><FromUserName>${cdata(user)}</FromUserName><CreateTime>${Math.floor(nowMs / 1_000)}</CreateTime>`,
      `<MsgType>${cdata("text")}</MsgType><Content>${cdata(text)}</Content><MsgId>${cdata(id)}</MsgId></xml>`,
    ].join(""),
};

/** The body of a message as this platform would send it; `null` where nobody chats. */
export function chatDelivery(scheme: SchemeId, said: Said): Uint8Array | null {
  const text = WRITERS[scheme]?.(said);
  return text === undefined ? null : Buffer.from(text, "utf8");
}

/** Schemes under which somebody can say something. */
export const CHAT_SCHEMES: readonly string[] = Object.keys(WRITERS);
