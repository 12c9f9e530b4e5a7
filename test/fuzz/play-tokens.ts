import { answerLink } from "../../lib/adapters/web/link-endpoint.ts";
import { signLink } from "../../lib/signing/action-link.ts";
import { openReply, sealReply } from "../../lib/signing/seal.ts";

/** Yields numbers in [0, 1). */
type Random = () => number;

const below = (random: Random, end: number) => Math.floor(random() * end);

const NOW = new Date("2026-05-12T09:00:00Z");
const KEY = "test-only-key-that-opens-nothing-at-all";
const SECRETS = [{ kind: "hmac", value: "test-only-secret-that-opens-nothing" }] as const;
const LINK = { resource: "prod/notebook/nb-1", for: "2h", expiresMs: NOW.getTime() + 3_600_000 };

/** Genuine ones, and what they look like: whatever differs from them by a sign was made by nobody. */
const TOKEN = signLink(LINK, KEY);
const SEALED = sealReply(
  { platform: "slack", expiresMs: null, parts: { responseUrl: "https://hooks.slack.com/x" } },
  SECRETS[0].value,
);

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=/%+ \u0000ü😀";

function noise(random: Random, charsMax: number): string {
  const signs = [...SIGNS];
  return Array.from({ length: below(random, charsMax) }, () => signs[below(random, signs.length)]).join("");
}

const FORGERS: readonly ((token: string, random: Random) => string)[] = [
  (_token, random) => noise(random, 300),
  (token, random) => token.slice(0, below(random, token.length)),
  (token, random) => token + noise(random, 20),
  (token, random) => {
    const at = below(random, token.length);
    return token.slice(0, at) + noise(random, 3) + token.slice(at + 1);
  },
  (token, random) => {
    const [payload = "", signature = ""] = token.split(".");
    return random() < 0.5 ? `${payload}.${noise(random, 50)}` : `${noise(random, 200)}.${signature}`;
  },
  (token, random) => `${token.slice(0, 3)}${Buffer.from(noise(random, 400)).toString("base64url")}`,
  (token, random) => token.repeat(2 + below(random, 20)),
];

function forged(token: string, random: Random): string {
  const forge = FORGERS[below(random, FORGERS.length)];
  return forge?.(token, random) ?? "";
}

/** What came of presses that nobody was given a link for; `undefined`: nothing. */
async function pressProblem(token: string): Promise<string | undefined> {
  const taken: string[] = [];
  const answer = await answerLink(
    { method: "POST", path: `/webhooks/link/${token}` },
    {
      ...{ key: KEY, now: () => NOW, onRefused: () => undefined, onAccepted: () => undefined },
      onFailure: () => void taken.push("failed"),
      accept: async ({ id }) => {
        taken.push(id);
        return { outcome: "new", run: "r-1" };
      },
    },
  );
  if (taken.length > 0) return `a link was pressed: ${taken.join()}`;
  return answer.status === 404 ? undefined : `answered ${answer.status}`;
}

/** How a run of tokens went. */
export interface TokenFuzzResult {
  readonly tokens: number;
  readonly broken: readonly string[];
}

/** What came of a reply that nobody sealed; `undefined`: nothing. */
function openProblem(token: string): string | undefined {
  return openReply(token, SECRETS) === null ? undefined : "a reply opens";
}

async function problemOf(token: string, isLink: boolean): Promise<string | undefined> {
  // A slash at an end of an address is no part of it.
  if (token.replace(/^\/+|\/+$/g, "") === TOKEN || token === SEALED) return undefined;
  try {
    return isLink ? await pressProblem(token) : openProblem(token);
  } catch (error) {
    return `thrown: ${String(error)}`;
  }
}

/** Presses links that nobody made and opens replies that nobody sealed: none may do anything, none may break anything. */
export async function playTokens(random: Random, tokens: number): Promise<TokenFuzzResult> {
  const broken: string[] = [];
  if (openProblem(SEALED) === undefined) broken.push("the sealed reply itself does not open");
  if ((await pressProblem(TOKEN)) === undefined) broken.push("the link itself is refused");
  for (let number = 0; number < tokens && broken.length < 20; number += 1) {
    const isLink = number % 2 === 0;
    const token = forged(isLink ? TOKEN : SEALED, random);
    const problem = await problemOf(token, isLink);
    if (problem !== undefined)
      broken.push(`token ${number}: ${problem}: ${JSON.stringify(token.slice(0, 120))}`);
  }
  return { tokens, broken };
}
