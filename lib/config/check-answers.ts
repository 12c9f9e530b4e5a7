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

/** Chats in which people could be answered, and will not be, for want of a setting. All of it are warnings. */
export function checkAnswers({ sources }: Sections, schemes: readonly string[]): readonly Finding[] {
  return sources.flatMap((source): readonly Finding[] => {
    const speaking = SPEAKING[schemeOf(source, schemes) ?? ""];
    if (speaking === undefined) return [];
    const { byKind } = secretsOf(source.file);
    if (speaking.needs.every((kind) => (byKind[kind] ?? []).length > 0)) return [];
    const { lost, hint } = speaking;
    return [{ path: ["sources", source.name, "secret"], severity: "warning", message: lost, hint }];
  });
}
