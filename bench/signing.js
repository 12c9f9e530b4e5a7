// How fast a request is signed: Curfew, the vendor's SDK, and the bare cryptography that no signer can avoid.
import { createHash, createHmac } from "node:crypto";
import { AKSKSigner } from "@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js";
import { signRequest } from "curfew/signing";

const ROUNDS = 15;
const BATCH = 50;
const BODY_BYTES = { "100 B": 100, "10 kB": 10_000 };

const origin = "https://modelarts.eu-de.example.com";
const path = "/v1/0a1b2c3d4e5f60718293a4b5c6d7e8f9/notebooks/616fb98f-46ca-475e-917e-2563e5a8cd19";
const headers = { "content-type": "application/json", "X-Project-Id": "0a1b2c3d4e5f60718293a4b5c6d7e8f9" };
const credentials = {
  accessKey: "EXAMPLEACCESSKEY0000",
  secretKey: "example-secret-key-0000000000000000000000",
};
const sdkCredentials = { getAk: () => credentials.accessKey, getSk: () => credentials.secretKey };

/**
 * Times the three signers in turns inside one process, so that a busy moment of the machine meets all of them, and
 * takes each one's median. The same request and the current time are signed by both signers.
 *
 * Measured is what signing adds to a request whose bytes are ready to be sent. The SDK's signer cannot take those
 * bytes: it serialises the object a second time to hash it, and that is part of its price here. Curfew and the bare
 * cryptography hash the bytes themselves. At 10 kB this serialisation is about half of the SDK's time.
 *
 * @param {{ seconds: number }} options time for everything, warm-up included
 * @returns {Promise<{ bench: "signing", case: string, name: string, opsPerSecond: number, ratio: number }[]>}
 *   `ratio` is Curfew's speed divided by the row's
 */
export async function signingBench({ seconds }) {
  const cases = Object.entries(BODY_BYTES);
  return cases.flatMap(([name, bytes]) => timeCase(name, signersFor(bytes), seconds / cases.length));
}

function signersFor(bytes) {
  const data = { name: "x".repeat(bytes - '{"name":""}'.length) };
  const body = Buffer.from(JSON.stringify(data));
  const canonical = canonicalText(body);
  return {
    curfew: () =>
      signRequest({ method: "PUT", url: origin + path, headers, body, credentials, date: new Date() }),
    "huaweicloud-sdk-core": () =>
      AKSKSigner.sign(
        { method: "PUT", endpoint: origin + path, queryParams: {}, headers, data },
        sdkCredentials,
      ),
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
    "host:modelarts.eu-de.example.com",
    `x-project-id:${headers["X-Project-Id"]}`,
    "x-sdk-date:20250115T083000Z",
  ];
  return `PUT\n${path}/\n\n${lines.join("\n")}\n\ncontent-type;host;x-project-id;x-sdk-date\n${payloadHash}`;
}

function timeCase(name, signers, seconds) {
  const entries = Object.entries(signers);
  const sliceMs = (seconds * 1000) / ((ROUNDS + 1) * entries.length);
  const samples = new Map(entries.map(([signer]) => [signer, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [signer, sign] of entries) {
      const opsPerSecond = measure(sign, sliceMs);
      // The first round only warms the compiler up.
      if (round > 0) samples.get(signer).push(opsPerSecond);
    }
  }
  const curfew = median(samples.get("curfew"));
  return entries.map(([signer]) => {
    const opsPerSecond = median(samples.get(signer));
    return { bench: "signing", case: name, name: signer, opsPerSecond, ratio: curfew / opsPerSecond };
  });
}

function measure(sign, sliceMs) {
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
