// How fast a request is signed: Curfew, the vendor's SDK, and the bare cryptography that no signer can avoid.
import { createHash, createHmac } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { AKSKSigner } from "@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js";
import { signRequest } from "curfew/signing";

const WARM_UP_ROUNDS = 3;
const BATCH = 20;
const BODY_BYTES = { "100 B": 100, "10 kB": 10_000 };

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

const host = "modelarts.eu-de.example.com";
const path = "/v1/0a1b2c3d4e5f60718293a4b5c6d7e8f9/notebooks";
const url = `https://${host}${path}`;
const headers = { "content-type": "application/json", "X-Project-Id": "0a1b2c3d4e5f60718293a4b5c6d7e8f9" };
const credentials = {
  accessKey: "EXAMPLEACCESSKEY0000",
  secretKey: "example-secret-key-0000000000000000000000",
};
const sdkCredentials = { getAk: () => credentials.accessKey, getSk: () => credentials.secretKey };

/**
 * Times the three signers in short turns inside one process, so that a busy moment of the machine meets all of them,
 * and takes medians over the rounds. The same request and the current time are signed by both signers.
 *
 * Measured is what signing adds to a request whose bytes are ready to be sent. The SDK's signer cannot take those
 * bytes: it serialises the object a second time to hash it, and that is part of its price here. Curfew and the bare
 * cryptography hash the bytes themselves. At 10 kB this serialisation is about half of the SDK's time.
 *
 * @param {{ seconds: number, sliceMs?: number, roundsMin?: number }} options `seconds`: time for everything, warm-up
 *   included; `sliceMs`: of one turn
 * @returns {Promise<{ bench: "signing", case: string, name: string, opsPerSecond: number, ratio: number }[]>}
 *   `ratio` is Curfew's speed divided by the row's, the median of what it was in each round
 */
export async function signingBench({ seconds, sliceMs = 50, roundsMin = 15 }) {
  const cases = Object.entries(BODY_BYTES);
  const turns = { sliceMs, roundsMin, seconds: seconds / cases.length };
  return cases.flatMap(([name, bytes]) => timeCase(name, signersFor(bytes), turns));
}

function signersFor(bytes) {
  const data = { name: "x".repeat(bytes - '{"name":""}'.length) };
  const body = Buffer.from(JSON.stringify(data));
  const canonical = canonicalText(body);
  return {
    curfew: () => signRequest({ method: "POST", url, headers, body, credentials, date: new Date() }),
    "huaweicloud-sdk-core": () =>
      AKSKSigner.sign({ method: "POST", endpoint: url, queryParams: {}, headers, data }, sdkCredentials),
    "bare crypto": () => {
      createHash("sha256").update(body).digest("hex");
      const hash = createHash("sha256").update(canonical).digest("hex");
      return createHmac("sha256", credentials.secretKey)
        .update(`SDK-HMAC-SHA256\n20250115T083000Z\n${hash}`)
        .digest("hex");
    },
  };
}

/** The text whose hash is signed, for the bare cryptography to work on the same number of bytes. */
function canonicalText(body) {
  const payloadHash = createHash("sha256").update(body).digest("hex");
  const lines = [
    `content-type:${headers["content-type"]}`,
    `host:${host}`,
    `x-project-id:${headers["X-Project-Id"]}`,
    "x-sdk-date:20250115T083000Z",
  ];
  return `POST\n${path}/\n\n${lines.join("\n")}\n\ncontent-type;host;x-project-id;x-sdk-date\n${payloadHash}`;
}

function timeCase(name, signers, { seconds, sliceMs, roundsMin }) {
  const entries = Object.entries(signers);
  const rounds = Math.max(
    roundsMin,
    Math.floor((seconds * 1000) / (sliceMs * entries.length)) - WARM_UP_ROUNDS,
  );
  const playRound = () =>
    Object.fromEntries(entries.map(([signer, sign]) => [signer, measure(sign, sliceMs)]));
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) playRound();
  const speeds = Array.from({ length: rounds }, playRound);
  return entries.map(([signer]) => ({
    bench: "signing",
    case: name,
    name: signer,
    opsPerSecond: median(speeds.map((speed) => speed[signer])),
    ratio: median(speeds.map((speed) => speed.curfew / speed[signer])),
  }));
}

/** Operations in a second, over one slice. What the signer before left behind is collected before the clock starts. */
function measure(sign, sliceMs) {
  collectGarbage({ type: "minor" });
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  while (elapsed < sliceMs) {
    for (let i = 0; i < BATCH; i += 1) sign();
    count += BATCH;
    elapsed = performance.now() - start;
  }
  return (count / elapsed) * 1000;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
