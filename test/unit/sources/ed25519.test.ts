import { expect, it } from "vitest";
import { signEd25519, verifyEd25519 } from "../../../lib/sources/ed25519.ts";

// RFC 8032, section 7.1, test 2.
const seed = Buffer.from("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "hex");
const publicKey = Buffer.from("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "hex");
const message = Buffer.from("72", "hex");
const signature = Buffer.from(
  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  "hex",
);

it("signs and verifies the example of the RFC", () => {
  expect(signEd25519(seed, message)).toEqual(signature);
  expect(verifyEd25519(publicKey, message, signature)).toBe(true);
});

it("refuses another message, a short signature and a key that is no point", () => {
  expect(verifyEd25519(publicKey, Buffer.from("73", "hex"), signature)).toBe(false);
  expect(verifyEd25519(publicKey, message, signature.subarray(0, 63))).toBe(false);
  expect(verifyEd25519(Buffer.alloc(32, 0xff), message, signature)).toBe(false);
});
