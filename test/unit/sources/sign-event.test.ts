import { expect, it } from "vitest";
import { signForTest } from "../../../lib/sources/sign-event.ts";

const options = { body: Buffer.from("Hello, World!"), now: new Date(1_736_929_800_999), deliveryId: "d-1" };
const secret = { kind: "hmac", value: "It's a Secret to Everybody" } as const;

it("signs the published example of GitHub as GitHub does", () => {
  expect(signForTest("github", { ...options, secrets: [secret], event: "issues" })).toEqual({
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "issues",
      "x-github-delivery": "d-1",
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    },
    body: options.body,
  });
});

it("writes whole seconds, rounded down", () => {
  const { headers } = signForTest("glpi", { ...options, secrets: [secret] });
  expect(headers["x-glpi-timestamp"]).toBe("1736929800");
});

it("signs a list with every secret, a private key included", () => {
  const secrets = [
    { kind: "hmac", value: "whsec_b25l" },
    { kind: "hmac", value: "whsec_dHdv" },
    { kind: "private-key", value: `whsk_${Buffer.alloc(64, 3).toString("base64")}` },
  ] as const;
  const { headers } = signForTest("standard-webhooks", { ...options, secrets });
  expect(headers["webhook-signature"]).toMatch(/^v1,\S{44} v1,\S{44} v1a,\S{88}$/);
});

it("signs with the first secret where the sender sends one signature", () => {
  const one = signForTest("github", { ...options, secrets: [secret] });
  const two = signForTest("github", { ...options, secrets: [secret, { kind: "hmac", value: "other" }] });
  expect(two).toEqual(one);
});

it("sends a token as it is", () => {
  const { headers } = signForTest("gitlab", { ...options, secrets: [{ kind: "token", value: "t" }] });
  expect(headers).toMatchObject({ "x-gitlab-token": "t", "webhook-id": "d-1" });
  expect(headers).not.toHaveProperty("webhook-signature");
});

it("names what is missing when no secret can sign, and never a value", () => {
  const publicKey = { kind: "public-key", value: "whpk_hidden" } as const;
  expect(() => signForTest("standard-webhooks", { ...options, secrets: [publicKey] })).toThrow(
    "no secret can sign as standard-webhooks; it signs with hmac or private-key, which the sender keeps",
  );
  expect(() => signForTest("github", { ...options, secrets: [{ kind: "hmac", value: "" }] })).toThrow(
    "no secret can sign as github; it signs with hmac",
  );
});

it("knows no scheme that does not exist", () => {
  expect(() => signForTest("toString", { ...options, secrets: [secret] })).toThrow(
    'no scheme named "toString"',
  );
});
