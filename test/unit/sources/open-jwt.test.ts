import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { type ReceiveInput, receive } from "../../../lib/sources/receive.ts";
import type { SourceSecret } from "../../../lib/sources/secret-kinds.ts";

const NOW = new Date("2025-01-15T08:30:00Z");
const AT_S = NOW.getTime() / 1_000;
const URL_OF_KEYS = "https://keys.example.com/certs";
const CLAIMS = {
  iss: "https://accounts.example.com",
  aud: "https://curfew.example.com/webhooks/budget",
  sub: "1122334455",
  email: "push@project.iam.example.com",
  email_verified: true,
  iat: AT_S - 30,
  exp: AT_S + 3_570,
};
const { exp: _end, ...WITHOUT_END } = CLAIMS;
const SECRETS: readonly SourceSecret[] = [
  { kind: "issuer", value: CLAIMS.iss },
  { kind: "audience", value: CLAIMS.aud },
  { kind: "email", value: CLAIMS.email },
  { kind: "jwks-url", value: URL_OF_KEYS },
];

let privateKey: GenerateKeyPairResult["privateKey"];
let keySet: string;

beforeAll(async () => {
  const pair = await generateKeyPair("ES256", { extractable: true });
  privateKey = pair.privateKey;
  keySet = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k1", alg: "ES256" }] });
});

function token(claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "k1" }).sign(privateKey);
}

function input(bearer: string | null, wish: Partial<ReceiveInput> = {}): ReceiveInput {
  return {
    ...{ name: "gcp", method: "POST", query: {}, now: NOW, secrets: SECRETS },
    headers: bearer === null ? {} : { authorization: `Bearer ${bearer}` },
    body: Buffer.from('{"type":"order","data":{"a":1}}'),
    fetchKey: async (url) => {
      expect(url).toBe(URL_OF_KEYS);
      return keySet;
    },
    ...wish,
  };
}

describe("a sender with an OpenID Connect token", () => {
  it("is let in with the right issuer, audience and account", async () => {
    expect(await receive("jwt", input(await token(CLAIMS)))).toMatchObject({
      event: { source: "gcp", type: "webhook.received", data: { type: "order", a: 1 } },
    });
    const bySubject = SECRETS.map((secret): SourceSecret => {
      return secret.kind === "email" ? { kind: "subject", value: CLAIMS.sub } : secret;
    });
    expect(await receive("jwt", input(await token(CLAIMS), { secrets: bySubject }))).toMatchObject({
      ok: true,
    });
  });

  it.each<[string, JWTPayload]>([
    ["another issuer", { ...CLAIMS, iss: "https://evil.example.com" }],
    ["another audience", { ...CLAIMS, aud: "https://other.example.com" }],
    ["another account", { ...CLAIMS, email: "other@project.iam.example.com" }],
    ["an account that nobody verified", { ...CLAIMS, email_verified: false }],
    ["a beginning in the future", { ...CLAIMS, nbf: AT_S + 600 }],
    ["no end", WITHOUT_END],
    ["an end that is too far from its beginning", { ...CLAIMS, iat: AT_S - 86_400, exp: AT_S + 86_400 }],
  ])("is refused with %s", async (_, claims) => {
    const received = await receive("jwt", input(await token(claims)));
    expect(received).toMatchObject({ ok: false, status: 401 });
  });

  it("is told apart in the log when its token is over", async () => {
    const old = await token({ ...CLAIMS, iat: AT_S - 3_700, exp: AT_S - 100 });
    expect(await receive("jwt", input(old))).toMatchObject({ code: "stale", status: 401 });
  });

  it("is refused without a token, with an unsigned one, and with one under a shared secret", async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${part({ alg: "none" })}.${part(CLAIMS)}.`;
    const shared = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: "HS256", kid: "k1" })
      .sign(Buffer.from(keySet));
    const codes = await Promise.all(
      [null, unsigned, shared, "a.b.c"].map((bearer) => receive("jwt", input(bearer))),
    );
    expect(codes.map((received) => (received.ok ? "ok" : received.code))).toEqual([
      ...["missing-signature", "bad-signature", "bad-signature", "bad-signature"],
    ]);
  });

  it("is asked to come again when the keys cannot be had, and when nobody is named there is nobody to let in", async () => {
    const bearer = await token(CLAIMS);
    for (const fetchKey of [undefined, () => Promise.reject(new Error("down")), async () => "<html>"]) {
      expect(await receive("jwt", input(bearer, { fetchKey }))).toMatchObject({
        code: "key-unavailable",
        status: 503,
      });
    }
    const open = SECRETS.filter(({ kind }) => kind !== "email");
    expect(await receive("jwt", input(bearer, { secrets: open }))).toMatchObject({ code: "no-secret" });
  });

  it("may bring a fixed key set in place of an address", async () => {
    const secrets = [
      ...SECRETS.filter(({ kind }) => kind !== "jwks-url"),
      { kind: "jwks" as const, value: keySet },
    ];
    const received = await receive("jwt", input(await token(CLAIMS), { secrets, fetchKey: undefined }));
    expect(received).toMatchObject({ ok: true });
  });
});

describe("an issuer that changes its key", () => {
  /** A sender's keys as the host keeps them: what was read first, until somebody asks again. */
  async function changing() {
    const next = await generateKeyPair("ES256", { extractable: true });
    const nextSet = JSON.stringify({
      keys: [{ ...(await exportJWK(next.publicKey)), kid: "k2", alg: "ES256" }],
    });
    const published = { set: nextSet, kept: keySet, asked: 0 };
    const fetchKey: ReceiveInput["fetchKey"] = async (_url, { again = false } = {}) => {
      if (again) {
        published.asked += 1;
        if (published.set === "") throw new Error("asked too often");
        published.kept = published.set;
      }
      return published.kept;
    };
    const signed = (kid: string, key: GenerateKeyPairResult["privateKey"]) =>
      new SignJWT(CLAIMS).setProtectedHeader({ alg: "ES256", kid }).sign(key);
    const fate = async (token: string) => {
      const received = await receive("jwt", input(token, { fetchKey }));
      return received.ok ? "taken" : received.code;
    };
    return {
      published,
      fate,
      old: await signed("k1", privateKey),
      fresh: await signed("k2", next.privateKey),
    };
  }

  it("is let in at once with the new one, and with the old one no more", async () => {
    const { published, fate, old, fresh } = await changing();
    expect(await fate(old)).toBe("taken");
    expect(published.asked).toBe(0);
    expect([await fate(fresh), await fate(fresh), published.asked]).toEqual(["taken", "taken", 1]);
    expect(await fate(old)).toBe("bad-signature");
  });

  it("is asked to come again while its keys cannot be read again, since nobody can say yet", async () => {
    const { published, fate, fresh } = await changing();
    published.set = "";
    expect(await fate(fresh)).toBe("key-unavailable");
  });

  it("is refused with a key that stands in no set, old or new", async () => {
    const { published, fate, fresh } = await changing();
    published.set = keySet;
    expect([await fate(fresh), published.asked]).toEqual(["bad-signature", 1]);
  });

  it("is asked nothing where its keys stand in the configuration", async () => {
    const { published, fresh } = await changing();
    const secrets = [
      ...SECRETS.filter(({ kind }) => kind !== "jwks-url"),
      { kind: "jwks" as const, value: keySet },
    ];
    const received = await receive("jwt", input(fresh, { secrets }));
    expect([received, published.asked]).toMatchObject([{ code: "bad-signature" }, 0]);
  });
});
