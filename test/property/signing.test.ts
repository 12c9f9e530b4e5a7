import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signRequest } from "../../lib/signing/sign-request.ts";
import { signature } from "../../lib/signing/signature.ts";
import {
  type ReceivedRequest,
  type Verification,
  verifySignature,
} from "../../lib/signing/verify-signature.ts";
import { equalInConstantTime } from "../../lib/signing/webhook-signature.ts";
import { canonicalUrl } from "../../lib/signing/wire-url.ts";
import { ANY_CHARACTER } from "../fixtures/any-character.ts";

const credentials = { accessKey: "EXAMPLEACCESSKEY0000", secretKey: "example-secret-key" };
const date = new Date("2025-01-15T08:30:00Z");
const origin = "https://modelarts.eu-de.example.com";

const text = fc.string({ unit: ANY_CHARACTER, maxLength: 12 });
const segment = fc
  .oneof(
    text,
    fc.string({ unit: fc.constantFrom("_", "-", "*", "'", "(", "!", "~", "+", "%", " ", "ä", "项") }),
  )
  .filter((one) => !one.includes("/"));
const path = fc.array(segment, { minLength: 1, maxLength: 5 });
const pair = fc.tuple(text, text).filter(([name]) => name !== "");
const pairs = fc.array(pair, { maxLength: 5 });
const headerName = fc.stringMatching(/^x-[a-z\d-]{1,10}$/).filter((name) => !name.startsWith("x-sdk-"));
const headerValue = fc.stringMatching(/^[!-~](?:[ -~]{0,20}[!-~])?$/);
const headers = fc.dictionary(headerName, headerValue, { maxKeys: 5, noNullPrototype: true });
const body = fc.uint8Array({ maxLength: 40 });

type Pairs = readonly (readonly [string, string])[];

/** A URL as most callers write it; `encodeURIComponent` leaves characters that the signature encodes. */
function urlOf(segments: readonly string[], query: Pairs = []): string {
  const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${origin}/${segments.map(encodeURIComponent).join("/")}${search.length === 0 ? "" : `?${search.join("&")}`}`;
}

interface Signable {
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array;
}

/** Signs a request and lets it arrive. */
function sent({ url, headers: given = {}, body: bytes = new Uint8Array() }: Signable): ReceivedRequest {
  const signed = signRequest({ method: "PUT", url, headers: given, body: bytes, credentials, date });
  return {
    method: "PUT",
    target: canonicalUrl(url).slice(origin.length),
    headers: Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toLowerCase(), value])),
    body: bytes,
  };
}

function verify(received: ReceivedRequest): Verification {
  const lookupSecret = (accessKey: string) =>
    accessKey === credentials.accessKey ? credentials.secretKey : undefined;
  return verifySignature(received, { lookupSecret, now: date });
}

/** The text with one bit of one of its characters flipped. */
function flipBit(original: string, position: number, bit: number): string {
  const at = position % original.length;
  const flipped = String.fromCharCode(original.charCodeAt(at) ^ (1 << bit));
  return original.slice(0, at) + flipped + original.slice(at + 1);
}

const accepted = { ok: true, accessKey: credentials.accessKey };

describe("what was signed is accepted", () => {
  it("for any path, query, headers and body", () => {
    fc.assert(
      fc.property(path, pairs, headers, body, (segments, query, given, bytes) => {
        expect(verify(sent({ url: urlOf(segments, query), headers: given, body: bytes }))).toEqual(accepted);
      }),
      { numRuns: 400 },
    );
  });

  it("also when an HTTP client normalised the URL in its own way instead of sending the canonical one", () => {
    fc.assert(
      fc.property(path, pairs, (segments, query) => {
        const url = urlOf(segments, query);
        const { pathname, search } = new URL(url);
        expect(verify({ ...sent({ url }), target: pathname + search })).toEqual(accepted);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the canonical URL", () => {
  it("is its own canonical URL and has the same signature", () => {
    fc.assert(
      fc.property(path, pairs, (segments, query) => {
        const url = urlOf(segments, query);
        const canonical = canonicalUrl(url);
        expect(canonicalUrl(canonical)).toBe(canonical);
        expect(sent({ url: canonical })).toEqual(sent({ url }));
      }),
    );
  });

  it("is left as it is by the URL parser that HTTP clients use", () => {
    fc.assert(
      fc.property(path, pairs, (segments, query) => {
        const canonical = canonicalUrl(urlOf(segments, query));
        expect(new URL(canonical).href).toBe(canonical);
      }),
    );
  });

  it("means what the URL meant", () => {
    fc.assert(
      fc.property(path, pairs, (segments, query) => {
        const { pathname, search } = new URL(canonicalUrl(urlOf(segments, query)));
        const { pathname: expected } = new URL(urlOf(segments));
        expect(pathname.split("/").map(decodeURIComponent)).toEqual(
          expected.split("/").map(decodeURIComponent),
        );
        expect([...new URLSearchParams(search)]).toEqual(query.map(([name, value]) => [name, value]));
      }),
    );
  });
});

describe("order does not matter", () => {
  const shuffled = <T>(items: fc.Arbitrary<readonly T[]>) =>
    items.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length }),
      ),
    );

  it("among the headers", () => {
    fc.assert(
      fc.property(shuffled(headers.map((given) => Object.entries(given))), ([before, after]) => {
        const url = urlOf(["v1"]);
        const first = sent({ url, headers: Object.fromEntries(before) });
        const second = sent({ url, headers: Object.fromEntries(after) });
        expect(second.headers["authorization"]).toBe(first.headers["authorization"]);
      }),
    );
  });

  it("among the parameters of the query, repeated ones included", () => {
    const repeating = fc.array(fc.tuple(fc.constantFrom("a", "a-b", "a_b", "aB", "键", "a b"), text), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(shuffled<readonly [string, string]>(repeating), ([before, after]) => {
        const first = sent({ url: urlOf(["v1"], before) });
        const second = sent({ url: urlOf(["v1"], after) });
        expect(second.headers["authorization"]).toBe(first.headers["authorization"]);
      }),
    );
  });
});

describe("a single flipped bit is refused", () => {
  const position = fc.nat(1000);
  const url = urlOf(
    ["v1", "servers", "a_b-c*'"],
    [
      ["name", "中 文"],
      ["limit", "2"],
    ],
  );

  it("in the body", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), position, fc.nat(7), (bytes, at, bit) => {
        const tampered = Uint8Array.from(bytes);
        tampered[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
        expect(verify({ ...sent({ url, body: bytes }), body: tampered })).toMatchObject({
          reason: "mismatch",
        });
      }),
    );
  });

  it("in a header", () => {
    fc.assert(
      fc.property(headerName, headerValue, position, fc.nat(6), (name, value, at, bit) => {
        const received = sent({ url, headers: { [name]: value } });
        // A blank put around a value, or taken from there, is no change in HTTP; here only a change inside is.
        const flipped = flipBit(value, at, bit);
        fc.pre(flipped.trim() === flipped);
        const tampered = { ...received, headers: { ...received.headers, [name]: flipped } };
        expect(verify(tampered)).toMatchObject({ reason: "mismatch" });
      }),
    );
  });

  it("in the query or the path, unless it spells the same in another way", () => {
    const received = sent({ url });
    const meaning = (target: string) => {
      const [rawPath = "", ...rest] = target.split("?");
      const query = rest.join("?").split("&");
      const decoded = query.map((one) => one.split("=").map(decodeURIComponent));
      return JSON.stringify([rawPath.split("/").map(decodeURIComponent), decoded.sort()]);
    };
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(received.target.length - 1), fc.nat(6), (at, bit) => {
        const target = flipBit(received.target, at, bit);
        const verdict = verify({ ...received, target });
        if (verdict.ok) expect(meaning(target)).toBe(meaning(received.target));
        else refused += 1;
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(400);
  });

  it("in the date", () => {
    const received = sent({ url });
    fc.assert(
      fc.property(fc.nat(15), fc.nat(6), (at, bit) => {
        const flipped = flipBit("20250115T083000Z", at, bit);
        const tampered = { ...received, headers: { ...received.headers, "x-sdk-date": flipped } };
        expect(verify(tampered).ok).toBe(false);
      }),
    );
  });

  it("in the Authorization header", () => {
    const received = sent({ url, headers: { "x-note": "1" } });
    const authorization = received.headers["authorization"] ?? "";
    fc.assert(
      fc.property(fc.nat(authorization.length - 1), fc.nat(6), (at, bit) => {
        const flipped = flipBit(authorization, at, bit);
        const tampered = { ...received, headers: { ...received.headers, authorization: flipped } };
        expect(verify(tampered).ok).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it("in the method", () => {
    expect(verify({ ...sent({ url }), method: "POST" })).toMatchObject({ reason: "mismatch" });
  });
});

describe("the quick ways equal the plain ones", () => {
  it("a signature is the HMAC of createHmac, for keys shorter and longer than a block", () => {
    const key = fc.oneof(text, fc.string({ unit: ANY_CHARACTER, minLength: 60, maxLength: 140 }));
    fc.assert(
      fc.property(key, text, (secretKey, canonicalText) => {
        const hash = createHash("sha256").update(canonicalText).digest("hex");
        const expected = createHmac("sha256", secretKey)
          .update(`SDK-HMAC-SHA256\n20250115T083000Z\n${hash}`)
          .digest("hex");
        expect(signature(canonicalText, "20250115T083000Z", secretKey)).toBe(expected);
      }),
    );
  });

  it("comparing in constant time is comparing", () => {
    const odd = fc.string({ unit: fc.constantFrom("a", "b", "\ud800", "\udc00", "\ud801", "é") });
    fc.assert(
      fc.property(odd, odd, (a, b) => {
        expect(equalInConstantTime(a, b)).toBe(a === b);
        expect(equalInConstantTime(a, a)).toBe(true);
      }),
    );
  });
});
