import type { Delivered } from "../../ports/messenger.ts";
import type { SealingSecret } from "../../signing/seal.ts";
import { outcomeOf, outcomeOfFailure, refusal } from "./outcome.ts";
import { fieldOf, jsonOf, type PostOptions } from "./post-message.ts";
import { FEISHU_CODES, readCode } from "./robot-answers.ts";

/** Feishu's own host; `api-host` of the source may name Lark's. */
export const FEISHU_HOST = "open.feishu.cn";
const HOSTS: readonly string[] = [FEISHU_HOST, "open.larksuite.com"];
/** A token is asked for anew so long before its end: Feishu hands out another one within half an hour of it. */
const MARGIN_MS = 300_000;
const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 16_384;

/** An app, as it proves itself. */
export interface FeishuApp {
  readonly host: string;
  readonly id: string;
  readonly secret: string;
}

/** A token, or why there is none. */
export type TenantToken =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly failed: Delivered };

/** The app of a source; `null`: its id or its secret is not there. Throws nothing: an unknown host is Feishu's. */
export function appOf(secrets: readonly SealingSecret[]): FeishuApp | null {
  const first = (kind: string) => secrets.find((secret) => secret.kind === kind)?.value;
  const [id, secret] = [first("app-id"), first("app-secret")];
  const host = HOSTS.find((known) => known === first("api-host")) ?? FEISHU_HOST;
  return id && secret ? { host, id, secret } : null;
}

interface Kept {
  readonly token: string;
  readonly untilMs: number;
}

async function ask(
  { host, id, secret }: FeishuApp,
  { transport, now }: PostOptions,
  where: string,
): Promise<Kept | Delivered> {
  const response = await transport({
    ...{ method: "POST", url: `https://${host}/open-apis/auth/v3/tenant_access_token/internal` },
    headers: { "Content-Type": "application/json; charset=utf-8", "User-Agent": "curfew" },
    body: new TextEncoder().encode(JSON.stringify({ app_id: id, app_secret: secret })),
    ...{ timeoutMs: TIMEOUT_MS, responseBytesMax: ANSWER_BYTES_MAX },
  });
  const answer = jsonOf(response);
  const failed = outcomeOf(where, response, now()) ?? readCode(where, FEISHU_CODES)(answer);
  if (failed !== null) return failed;
  const [token, seconds] = [fieldOf(answer, "tenant_access_token"), fieldOf(answer, "expire")];
  if (typeof token !== "string" || token === "") return refusal(`${where} gave no token to the app`);
  const lastsMs = typeof seconds === "number" ? seconds * 1_000 : 0;
  return { token, untilMs: now() + lastsMs - MARGIN_MS };
}

/** Tokens of apps, kept in memory while they last. */
export interface FeishuTokens {
  readonly take: (app: FeishuApp, where: string) => Promise<TenantToken>;
  /** Forgets a token that was refused. */
  readonly drop: (app: FeishuApp) => void;
}

/** Keeps the tokens of apps; none is written anywhere. */
export function createFeishuTokens(options: PostOptions): FeishuTokens {
  const kept = new Map<string, Kept>();
  const keyOf = ({ host, id }: FeishuApp) => `${host} ${id}`;
  return {
    drop: (app) => void kept.delete(keyOf(app)),
    take: async (app, where) => {
      const known = kept.get(keyOf(app));
      if (known && known.untilMs > options.now()) return { ok: true, token: known.token };
      const asked = await ask(app, options, where).catch((error: unknown) => outcomeOfFailure(where, error));
      if (!("token" in asked)) return { ok: false, failed: asked };
      kept.set(keyOf(app), asked);
      return { ok: true, token: asked.token };
    },
  };
}
