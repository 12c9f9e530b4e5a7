import { schemeOf } from "../../../lib/sources/schemes.ts";
import type { SourceSecret } from "../../../lib/sources/secret-kinds.ts";
import { signForTest } from "../../../lib/sources/sign-event.ts";
import type { SchemeId } from "../../../lib/sources/signature-records.ts";
import type { SignedEvent } from "../../../lib/sources/signed-event.ts";
import { CANARY_SECRETS, canary, DISCORD_SEED } from "./canary-secrets.ts";
import { rebuildTicket } from "./webhook-sender.ts";

const NOTEBOOK = "c0ffee00-0000-4000-8000-000000000102";
const SERVER = "c0ffee00-0000-4000-8000-000000000220";
const ORDER = "stop vision-anna-train1";

/** What people and programs send along although it does not belong there. */
const CARELESS = {
  admin_pass: canary("admin-pass"),
  form: { fields: [{ Password: canary("form-password"), token: canary("form-token") }] },
  notebook: { name: "nb-1", token: canary("notebook-token") },
  callback_url: `https://desk-user:${canary("callback-password")}@desk.example/${canary("callback")}`,
};

const json = (body: unknown) => JSON.stringify(body);
const own = (type: string, data: object) => json({ type, data });
const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();

const feishu = (type: string, event: object) =>
  json({ schema: "2.0", header: { event_id: type, event_type: type }, event });

const wecom = (fields: string) =>
  `<xml><ToUserName>ww</ToUserName><FromUserName>U1</FromUserName><CreateTime>1778576400</CreateTime>${fields}</xml>`;

/** Bodies that each sender really sends, with every key of the platform in its place. */
const BODIES: Readonly<Partial<Record<SchemeId, readonly string[]>>> = {
  "standard-webhooks": [
    own("ticket.updated", { key: "T-1", requester: "U1", server: NOTEBOOK, ...CARELESS }),
    own("note", CARELESS),
    own("chat.message", {
      user: "U1",
      text: ORDER,
      callback_url: `https://desk.example/${canary("answers")}`,
    }),
    own("budget.alert", { budget: "b", at: 0.9, ...CARELESS }),
  ],
  "jira-cloud": [json(rebuildTicket(SERVER))],
  servicenow: [own("ticket.updated", { key: "RITM1", sys_id: "0".repeat(32), ...CARELESS })],
  alertmanager: [json({ version: "4", groupKey: "{}", status: "firing", alerts: [], ...CARELESS })],
  slack: [
    form({
      ...{ command: "/curfew", text: ORDER, user_id: "U1", team_id: "T1", trigger_id: "1" },
      response_url: `https://hooks.slack.com/commands/${canary("slack-response")}`,
      token: canary("slack-verification"),
    }),
    json({
      ...{ type: "event_callback", event_id: "Ev1", token: canary("slack-verification") },
      event: { type: "function_executed", bot_access_token: canary("slack-function") },
    }),
  ],
  "microsoft-teams": [json({ type: "message", id: "1", text: ORDER, from: { id: "U1", aadObjectId: "U1" } })],
  dingtalk: [
    json({
      ...{ msgtype: "text", text: { content: ORDER }, msgId: "1", senderStaffId: "U1" },
      sessionWebhook: `https://oapi.dingtalk.com/robot/sendBySession?session=${canary("dingtalk-session")}`,
      sessionWebhookExpiredTime: 4_000_000_000_000,
    }),
  ],
  discord: [
    json({
      ...{ type: 2, id: "1", application_id: "2", token: canary("discord-token").replaceAll("-", "_") },
      ...{
        member: { user: { id: "U1" } },
        data: { name: "stop", options: [{ value: "vision-anna-train1" }] },
      },
    }),
  ],
  "feishu-lark": [
    feishu("im.message.receive_v1", {
      sender: { sender_id: { open_id: "U1" } },
      message: { chat_id: "oc_1", message_id: "om_1", content: json({ text: ORDER }) },
    }),
    feishu("card.action.trigger", {
      ...{ operator: { open_id: "U1" }, token: canary("feishu-card"), context: { open_chat_id: "oc_1" } },
      action: { tag: "button", value: { command: ORDER } },
    }),
    feishu("url.preview.get", { token: canary("feishu-preview") }),
  ],
  wecom: [
    wecom(`<MsgType>text</MsgType><Content>${ORDER}</Content><MsgId>1</MsgId>`),
    wecom(
      `<MsgType>event</MsgType><Event>template_card_menu_event</Event><ResponseCode>${canary("wecom-code")}</ResponseCode>`,
    ),
  ],
};

/** What the test signs with, of the variables that Curfew verifies with. */
function secretsOf(scheme: SchemeId): readonly SourceSecret[] {
  if (scheme === "discord") return [{ kind: "private-key", value: DISCORD_SEED }];
  const named = schemeOf(scheme).secretKinds.flatMap((kind) => {
    const name = `${scheme}-${kind}`.toUpperCase().replaceAll("-", "_");
    const value = (CANARY_SECRETS as Readonly<Record<string, string>>)[name];
    return value === undefined ? [] : [{ kind, value }];
  });
  return scheme === "wecom" ? [...named, { kind: "receive-id", value: "wwtest" }] : named;
}

/** Schemes that nobody but the sender can sign for. */
const UNSIGNABLE: readonly SchemeId[] = ["jwt", "smn", "sns"];

function signedOf(
  scheme: SchemeId,
  body: string,
  options: { readonly nowMs: number; readonly id: string },
): SignedEvent {
  const bytes = Buffer.from(body);
  if (UNSIGNABLE.includes(scheme)) {
    const headers = { authorization: `Bearer ${[1, 2, 3].map(() => canary("jwt")).join(".")}` };
    return { method: "POST", headers, body: bytes };
  }
  const { nowMs, id } = options;
  return signForTest(scheme, {
    body: bytes,
    secrets: secretsOf(scheme),
    now: new Date(nowMs),
    deliveryId: id,
  });
}

/** One request to a source. */
export interface CanaryDelivery extends Omit<SignedEvent, "method"> {
  readonly what: string;
  readonly method: string;
  readonly path: string;
}

const HOUR_MS = 3_600_000;

/** Every way to send something to a source, right and wrong; what is wrong has canaries wherever something can stand. */
export function canaryDeliveries(scheme: SchemeId, nowMs: number): readonly CanaryDelivery[] {
  const bodies = BODIES[scheme] ?? [json({ n: 1, ...CARELESS })];
  const [body = ""] = bodies;
  const address = (event: SignedEvent) =>
    `/webhooks/${scheme}${event.pathSecret === undefined ? "" : `/${event.pathSecret}`}`;
  const as = (what: string, event: SignedEvent, change: Partial<CanaryDelivery> = {}): CanaryDelivery => {
    return { what, path: address(event), ...event, ...change };
  };
  const right = signedOf(scheme, body, { nowMs, id: `${scheme}-1` });
  const garbage = {
    ...Object.fromEntries(Object.keys(right.headers).map((name) => [name, canary("header")])),
  };
  const mark = canary("noise");
  return [
    ...bodies.map((one, index) =>
      as("right", signedOf(scheme, one, { nowMs, id: `${scheme}-${index + 1}` })),
    ),
    as("replayed", right),
    as("stale", signedOf(scheme, body, { nowMs: nowMs - 3 * HOUR_MS, id: `${scheme}-stale` })),
    as("with a wrong signature", right, { headers: garbage }),
    as("unsigned", right, {
      headers: { "x-noise": mark, authorization: mark, cookie: mark },
      path: `/webhooks/${scheme}`,
    }),
    as("signed and malformed", signedOf(scheme, `{"token":"${mark}"`, { nowMs, id: `${scheme}-broken` })),
    as("with something behind its name", right, { path: `/webhooks/${scheme}/${mark}` }),
    as("with a query", right, { headers: {}, query: { token: mark, msg_signature: mark, echostr: mark } }),
    ...["PUT", "DELETE", "GET"].map((method) =>
      as(method, right, { method, path: `/webhooks/${scheme}/${mark}` }),
    ),
  ];
}
