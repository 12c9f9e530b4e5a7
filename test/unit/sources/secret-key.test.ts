import { expect, it } from "vitest";
import { base64Bytes, secretKey } from "../../../lib/sources/secret-key.ts";

const text = { secretForm: "text", algorithm: "hmac-sha256" } as const;
const whsec = { secretForm: { base64After: "whsec_" }, algorithm: "hmac-sha256" } as const;
const whpk = { secretForm: { base64After: "whpk_" }, algorithm: "ed25519" } as const;
const secret = (value: string) => ({ kind: "hmac", value }) as const;

it("a text secret is its own bytes", () => {
  expect(secretKey(text, secret("ü"))).toEqual(Buffer.from([0xc3, 0xbc]));
});

it("base64 is decoded with and without prefix and padding", () => {
  const key = Buffer.from("0123");
  expect(
    ["whsec_MDEyMw==", "whsec_MDEyMw", "MDEyMw=="].map((value) => secretKey(whsec, secret(value))),
  ).toEqual([key, key, key]);
});

it("an empty key is no key, in whatever form", () => {
  expect(secretKey(text, secret(""))).toBeNull();
  expect(secretKey(whsec, secret(""))).toBeNull();
  expect(secretKey(whsec, secret("whsec_"))).toBeNull();
  expect(secretKey(whsec, secret("whsec_===="))).toBeNull();
});

it("what is no base64 is no key", () => {
  expect(secretKey(whsec, secret("whsec_not base64!"))).toBeNull();
  expect(base64Bytes("-_-_")).toBeNull();
});

it("a public key has 32 bytes", () => {
  expect(secretKey(whpk, secret(`whpk_${Buffer.alloc(32).toString("base64")}`))).toHaveLength(32);
  expect(secretKey(whpk, secret(`whpk_${Buffer.alloc(31).toString("base64")}`))).toBeNull();
});

it("reads a long text full of signs that only fill up once", () => {
  // A pattern that tries anew at each of them takes an hour for this.
  expect(base64Bytes(`${"=".repeat(3_000_000)}x`)).toBeNull();
  expect(base64Bytes("=".repeat(262_144))).toEqual(Buffer.alloc(0));
  expect(["YQ==", "YQ=", "YQ"].map((text) => base64Bytes(text))).toEqual(Array(3).fill(Buffer.from("a")));
});
