// How fast a delivery is verified and read: Curfew's `receive` beside the sender's own reference library.
import { generateKeyPairSync, sign } from "node:crypto";
import { Webhooks } from "@octokit/webhooks";
import { isValidSlackRequest } from "@slack/bolt";
import { receive, signForTest } from "curfew/sources";
import { verifyKey } from "discord-interactions";
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { Webhook } from "standardwebhooks";
import { inTurns, rowsOf } from "./measure.js";

const KEY = "whsec_bm90IGEgcmVhbCBzZWNyZXQsIGJ1dCBhIGxvbmcgb25l";
const SECRET = "not-a-real-secret-0000000000000000";
/** A delivery of about 2 kB, as a ticket system sends it. */
const ticket = {
  type: "ticket.updated",
  data: { key: "OPS-1", status: "Approved", text: "x".repeat(2_000) },
};

/** Verifying alone is not enough for either side: whoever calls wants the body read as well. */
async function always(check) {
  if (!(await check())) throw new Error("a delivery that is right was refused");
}

function curfewOf(scheme, { headers, body, secrets, query = {} }) {
  return () =>
    always(async () => {
      const input = { method: "POST", query, headers, body, secrets, now: new Date() };
      return (await receive(scheme, input)).ok;
    });
}

function standardWebhooks() {
  const body = Buffer.from(JSON.stringify(ticket));
  const secrets = [{ kind: "hmac", value: KEY }];
  const { headers } = signForTest("standard-webhooks", {
    body,
    secrets,
    now: new Date(),
    deliveryId: "msg_1",
  });
  const peer = new Webhook(KEY);
  const text = body.toString("utf8");
  return {
    curfew: curfewOf("standard-webhooks", { headers, body, secrets }),
    standardwebhooks: () => always(() => peer.verify(text, headers)),
  };
}

function github() {
  const body = Buffer.from(
    JSON.stringify({
      action: "labeled",
      issue: { id: 1, number: 7, body: "x".repeat(2_000), updated_at: "2026-01-15T08:00:00Z" },
      repository: { full_name: "o/r" },
    }),
  );
  const secrets = [{ kind: "hmac", value: SECRET }];
  const { headers } = signForTest("github", {
    body,
    secrets,
    now: new Date(),
    deliveryId: "d-1",
    event: "issues",
  });
  const peer = new Webhooks({ secret: SECRET });
  const text = body.toString("utf8");
  return {
    curfew: curfewOf("github", { headers, body, secrets }),
    "@octokit/webhooks": () =>
      always(async () => (await peer.verify(text, headers["x-hub-signature-256"])) && JSON.parse(text)),
  };
}

function slack() {
  const body = Buffer.from(
    new URLSearchParams({
      ...{
        command: "/curfew",
        text: "status nb-1",
        user_id: "U1",
        team_id: "T1",
        channel_id: "C1",
        trigger_id: "1.2",
      },
      response_url: "https://hooks.slack.com/commands/T1/1/not-a-real-token",
    }).toString(),
  );
  const secrets = [{ kind: "hmac", value: SECRET }];
  const { headers } = signForTest("slack", { body, secrets, now: new Date(), deliveryId: "1.2" });
  const text = body.toString("utf8");
  const signed = {
    "x-slack-signature": headers["x-slack-signature"],
    "x-slack-request-timestamp": Number(headers["x-slack-request-timestamp"]),
  };
  return {
    curfew: curfewOf("slack", { headers, body, secrets }),
    "@slack/bolt": () =>
      always(
        () =>
          isValidSlackRequest({ signingSecret: SECRET, body: text, headers: signed }) &&
          Object.fromEntries(new URLSearchParams(text)),
      ),
  };
}

function discord() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const hex = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
  const body = Buffer.from(
    JSON.stringify({
      type: 2,
      id: "1",
      application_id: "1",
      token: "not-a-token",
      member: { user: { id: "9" } },
      data: { name: "status" },
    }),
  );
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = sign(null, Buffer.concat([Buffer.from(timestamp), body]), privateKey).toString("hex");
  const headers = { "x-signature-ed25519": signature, "x-signature-timestamp": timestamp };
  const text = body.toString("utf8");
  return {
    curfew: curfewOf("discord", { headers, body, secrets: [{ kind: "public-key", value: hex }] }),
    "discord-interactions": () =>
      always(async () => (await verifyKey(body, signature, timestamp, hex)) && JSON.parse(text)),
  };
}

async function token() {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "RS256", use: "sig" }] };
  const claims = { issuer: "https://issuer.example.com", audience: "curfew" };
  const jwt = await new SignJWT({})
    .setProtectedHeader({ alg: "RS256", kid: "k" })
    .setIssuer(claims.issuer)
    .setAudience(claims.audience)
    .setSubject("s")
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(privateKey);
  const body = Buffer.from(JSON.stringify({ hello: "x".repeat(2_000) }));
  const text = body.toString("utf8");
  const secrets = [
    ...[
      { kind: "jwks", value: JSON.stringify(jwks) },
      { kind: "issuer", value: claims.issuer },
    ],
    ...[
      { kind: "audience", value: claims.audience },
      { kind: "subject", value: "s" },
    ],
  ];
  const known = createLocalJWKSet(jwks);
  return {
    curfew: curfewOf("jwt", { headers: { authorization: `Bearer ${jwt}` }, body, secrets }),
    jose: () =>
      always(async () => (await jwtVerify(jwt, known, { ...claims, subject: "s" })) && JSON.parse(text)),
  };
}

const CASES = {
  "standard-webhooks, 2 kB": standardWebhooks,
  "github, 2 kB": github,
  "slack, a command": slack,
  "discord, a command": discord,
  "jwt with a fixed key set, 2 kB": token,
};

/**
 * Verifies the same delivery again and again, one at a time.
 *
 * @param {{ rounds?: number, operations?: number }} sizes
 * @returns rows; `ratio` is Curfew's rate divided by the row's. Curfew's figure contains more: the delivery becomes a
 *   checked event with an id and a time.
 */
export async function sourcesBench({ rounds = 9, operations = 2_000 } = {}) {
  const rows = [];
  for (const [title, make] of Object.entries(CASES)) {
    const contestants = Object.entries(await make()).map(([name, once]) => [
      name,
      async (count) => {
        for (let done = 0; done < count; done += 1) await once();
      },
    ]);
    rows.push(
      ...rowsOf("sources", title, await inTurns(Object.fromEntries(contestants), { rounds, operations })),
    );
  }
  return rows;
}
