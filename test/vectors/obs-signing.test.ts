import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { obsSignature, obsStringToSign, signObsRequest } from "../../lib/signing/obs-signature.ts";

const Headers = z.record(z.string(), z.string());
const Vectors = z.object({
  defaults: z.object({
    ak: z.string(),
    sk: z.string(),
    securityToken: z.string(),
    date: z.string(),
    bucket: z.string(),
  }),
  vectors: z.array(
    z.object({
      name: z.string(),
      style: z.enum(["virtual-host", "path", "cname"]),
      request: z.object({ method: z.string(), host: z.string(), path: z.string(), headers: Headers }),
      stringToSign: z.string(),
      authorization: z.string(),
    }),
  ),
  signedUrl: z.object({ url: z.string(), stringToSign: z.string() }),
  derived: z.array(
    z.object({
      name: z.string(),
      request: z.object({ method: z.string(), headers: Headers }),
      canonicalResource: z.string(),
      stringToSign: z.string(),
      authorization: z.string(),
    }),
  ),
});
type Vector = z.infer<typeof Vectors>["vectors"][number];

const file = Vectors.parse(
  JSON.parse(readFileSync(new URL("./obs-signing-vectors.json", import.meta.url), "utf8")),
);
const { ak, sk, securityToken, date, bucket } = file.defaults;

/** What was signed of a request as it was recorded on the wire. */
function inputOf({ style, request, authorization }: Vector) {
  const [path = "", query = ""] = request.path.split("?");
  const root = { "virtual-host": `/${bucket}`, path: "", cname: `/${request.host}` }[style];
  const dialect = authorization.startsWith("AWS ") ? ("aws" as const) : ("obs" as const);
  return { method: request.method, resource: root + path, query, headers: request.headers, dialect };
}

describe("requests recorded from the vendor's client", () => {
  it("are all there", () => {
    expect(file.vectors).toHaveLength(22);
    expect(new Set(file.vectors.map(({ name }) => name)).size).toBe(file.vectors.length);
  });

  it.each(file.vectors)("$name has the same text to sign and the same signature", (vector) => {
    const text = obsStringToSign(inputOf(vector));
    expect(text).toBe(vector.stringToSign);
    expect(`${vector.authorization.slice(0, 4)}${ak}:${obsSignature(text, sk)}`).toBe(vector.authorization);
  });

  it.each(file.vectors)("$name is signed like that from its parts", (vector) => {
    const { Date: _date, "x-obs-security-token": token, ...headers } = vector.request.headers;
    const signed = signObsRequest({
      ...inputOf(vector),
      headers,
      credentials: { accessKey: ak, secretKey: sk, ...(token === undefined ? {} : { securityToken }) },
      date: new Date(date),
    });
    expect(signed).toEqual({ ...vector.request.headers, Authorization: vector.authorization });
  });
});

describe("requests derived from the documented rules", () => {
  it("are all there", () => {
    expect(file.derived).toHaveLength(3);
  });

  it.each(file.derived)("$name", ({ request, canonicalResource, stringToSign, authorization }) => {
    const [resource = "", query = ""] = canonicalResource.split("?");
    const text = obsStringToSign({ ...request, resource, query });
    expect(text).toBe(stringToSign);
    expect(`OBS ${ak}:${obsSignature(text, sk)}`).toBe(authorization);
  });
});

describe("the signed URL recorded from the vendor's client", () => {
  it("carries the signature of the text with the expiry in place of the date", () => {
    const { searchParams } = new URL(file.signedUrl.url);
    const text = obsStringToSign({
      method: "GET",
      resource: `/${bucket}/a%20b.txt`,
      headers: { Date: searchParams.get("Expires") ?? "" },
    });
    expect(text).toBe(file.signedUrl.stringToSign);
    expect(obsSignature(text, sk)).toBe(searchParams.get("Signature"));
  });
});
