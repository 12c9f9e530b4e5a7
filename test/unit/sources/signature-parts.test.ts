import { expect, it } from "vitest";
import { signatureParts } from "../../../lib/sources/signature-parts.ts";
import { signatureRecords } from "../../../lib/sources/signature-records.ts";

function record(id: "standard-webhooks" | "pagerduty" | "github" | "gitlab") {
  const [first] = signatureRecords(id);
  if (!first) throw new Error(`no record ${id}`);
  return first;
}

const standard = {
  "webhook-id": "msg_1",
  "webhook-timestamp": "1736929800",
  "webhook-signature": "v1,a v1,b",
};

it("reads list, timestamp and id", () => {
  expect(signatureParts(record("standard-webhooks"), standard)).toEqual({
    signatures: ["v1,a", "v1,b"],
    timestamp: "1736929800",
    deliveryId: "msg_1",
    complete: true,
  });
});

it("a comma-separated list may have blanks after the commas", () => {
  const parts = signatureParts(record("pagerduty"), { "X-PagerDuty-Signature": "v1=a, v1=b" });
  expect(parts.signatures).toEqual(["v1=a", "v1=b"]);
});

it("does not split the signature of a sender that sends one", () => {
  expect(signatureParts(record("github"), { "x-hub-signature-256": "sha256=a,b" }).signatures).toEqual([
    "sha256=a,b",
  ]);
});

it("tries ten signatures of a list at most", () => {
  const many = Array.from({ length: 30 }, (_, index) => `v1,${index}`).join(" ");
  expect(signatureParts(record("standard-webhooks"), { "webhook-signature": many }).signatures).toHaveLength(
    10,
  );
});

it("is incomplete without signature, timestamp or an id that is signed", () => {
  for (const name of Object.keys(standard)) {
    expect(signatureParts(record("standard-webhooks"), { ...standard, [name]: undefined }).complete).toBe(
      false,
    );
  }
});

it("is incomplete when the timestamp is anything but digits", () => {
  for (const timestamp of ["1736929800.0", "-1736929800", "1e9", "0x67", " ", "1736929800,1736929800"]) {
    const parts = signatureParts(record("standard-webhooks"), {
      ...standard,
      "webhook-timestamp": timestamp,
    });
    expect(parts).toMatchObject({ timestamp: null, complete: false });
  }
});

it("an id with blanks, quotes or braces is none", () => {
  for (const id of ['{"a', "a b", "a\nb", "x".repeat(257)]) {
    expect(
      signatureParts(record("standard-webhooks"), { ...standard, "webhook-id": id }).deliveryId,
    ).toBeNull();
  }
});

it("the first id header that is there counts, and an unsigned id may be missing", () => {
  const token = { "x-gitlab-token": "t" };
  expect(signatureParts(record("gitlab"), { ...token, "idempotency-key": "k" }).deliveryId).toBe("k");
  expect(
    signatureParts(record("gitlab"), { ...token, "webhook-id": "w", "idempotency-key": "k" }).deliveryId,
  ).toBe("w");
  expect(signatureParts(record("gitlab"), token)).toMatchObject({ deliveryId: null, complete: true });
});
