import { expect, it } from "vitest";
import { secretKindOf, secretProblem } from "../../../lib/sources/check-secret.ts";

it("tells the kind of a secret by its prefix where a scheme knows several", () => {
  expect(secretKindOf("gitlab", "whsec_MDEyMw==")).toBe("hmac");
  expect(secretKindOf("gitlab", "plain")).toBe("token");
  expect(secretKindOf("standard-webhooks", "whpk_MDEyMw==")).toBe("public-key");
  expect(secretKindOf("github", "whpk_MDEyMw==")).toBe("hmac");
});

it("finds nothing wrong with secrets that can be used", () => {
  expect(secretProblem("github", { kind: "hmac", value: "x" })).toBeNull();
  expect(secretProblem("standard-webhooks", { kind: "hmac", value: "whsec_MDEyMw==" })).toBeNull();
});

it("names the rule a secret breaks and never its value", () => {
  expect(secretProblem("github", { kind: "hmac", value: "" })).toBe("is empty");
  expect(secretProblem("github", { kind: "token", value: "x" })).toBe(
    "is a token, which github does not use",
  );
  expect(secretProblem("standard-webhooks", { kind: "hmac", value: "pass word" })).toBe(
    "must be whsec_ followed by base64",
  );
  expect(secretProblem("standard-webhooks", { kind: "public-key", value: "whpk_MDEy" })).toBe(
    "must be whpk_ followed by base64",
  );
});

it("takes what is only spoken with, in its own form", () => {
  expect(secretProblem("slack", { kind: "bot-token", value: "xoxb-fake" })).toBeNull();
  expect(secretProblem("slack", { kind: "bot-token", value: "" })).toBe("is empty");
  expect(secretProblem("github", { kind: "bot-token", value: "x" })).toBe(
    "is a bot-token, which github does not use",
  );
  expect(secretProblem("feishu-lark", { kind: "api-host", value: "open.larksuite.com" })).toBeNull();
  expect(secretProblem("feishu-lark", { kind: "bot-open-id", value: "ou_1a-b" })).toBeNull();
  expect(secretProblem("feishu-lark", { kind: "bot-open-id", value: "cli_1" })).toContain("begins with ou_");
  expect(secretProblem("feishu-lark", { kind: "api-host", value: "evil.example" })).toBe(
    "must be open.feishu.cn or open.larksuite.com",
  );
});
