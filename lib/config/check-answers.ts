import { schemeOf } from "./check-sources.ts";
import type { Finding } from "./diagnostic.ts";
import type { Sections } from "./sections.ts";
import { secretsOf } from "./source-secrets.ts";

interface Speaking {
  /** Kinds of secrets without which nobody is answered. */
  readonly needs: readonly string[];
  readonly lost: string;
  readonly hint: string;
}

/** Chats that could be answered later, and with what. The others need nothing, or take no answer whatever is set. */
const SPEAKING: Readonly<Record<string, Speaking>> = {
  discord: {
    needs: ["reply-key"],
    lost: "without a reply-key nothing can hide where answers in Discord go, so nobody there gets one",
    hint: "secret: { public-key: …, reply-key: env:DISCORD_REPLY_KEY }, any random text, as from openssl rand -hex 32",
  },
  "feishu-lark": {
    needs: ["app-id", "app-secret"],
    lost: "Feishu takes answers from an app alone, so without app-id and app-secret nobody there gets one",
    hint: "secret: { encrypt-key: …, app-id: cli_…, app-secret: env:FEISHU_APP_SECRET }",
  },
};

/** Chats in which a call of the app is not told from a call of a person until the app's own id is configured. */
const CALLED_BY_NUMBER = "feishu-lark";

function checkOwnId({ name, file }: Sections["sources"][number]): readonly Finding[] {
  if ((secretsOf(file).byKind["bot-open-id"] ?? []).length > 0) return [];
  const message =
    "in a group of Feishu it cannot be told whether the app is called or a person, so what is said to one person may count";
  const hint =
    "secret: { encrypt-key: …, bot-open-id: ou_… }, the open_id of GET /open-apis/bot/v3/info; needless where the app may only read messages that call it";
  return [{ path: ["sources", name, "secret"], severity: "warning", message, hint }];
}

/** Chats in which people could be answered, and will not be, for want of a setting. Also where nobody can tell who is called. All of it are warnings. */
export function checkAnswers({ sources }: Sections, schemes: readonly string[]): readonly Finding[] {
  return sources.flatMap((source): readonly Finding[] => {
    const scheme = schemeOf(source, schemes) ?? "";
    const calls = scheme === CALLED_BY_NUMBER ? checkOwnId(source) : [];
    const speaking = SPEAKING[scheme];
    const { byKind } = secretsOf(source.file);
    if (!speaking || speaking.needs.every((kind) => (byKind[kind] ?? []).length > 0)) return calls;
    const { lost, hint } = speaking;
    const silent: Finding = {
      path: ["sources", source.name, "secret"],
      severity: "warning",
      message: lost,
      hint,
    };
    return [silent, ...calls];
  });
}
