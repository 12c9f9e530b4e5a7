import { createHash, createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { ALGORITHM, signature } from "../../../lib/signing/signature.ts";

it("is one HMAC over algorithm, date and the hash of the canonical request", () => {
  const hash = createHash("sha256").update("canonical").digest("hex");
  expect(ALGORITHM).toBe("SDK-HMAC-SHA256");
  for (const key of ["one", "two", "one"]) {
    const expected = createHmac("sha256", key)
      .update(`SDK-HMAC-SHA256\n20250115T083000Z\n${hash}`)
      .digest("hex");
    expect(signature("canonical", "20250115T083000Z", key)).toBe(expected);
  }
});
