import { expect, it } from "vitest";
import { resolveSources } from "../../../lib/compose/webhook-sources.ts";
import type { Config } from "../../../lib/domain/config.ts";
import { SourceConfig } from "../../../lib/domain/policy.ts";

const chat = SourceConfig.parse({
  ...{ name: "chat", scheme: "slack", secrets: [] },
  byKind: { hmac: ["env:SIGNING"], "bot-token": ["env:BOT"] },
});
const config = { sources: [chat] } as unknown as Config;

it("what Curfew speaks with need not be where signatures are checked", () => {
  expect(resolveSources(config, (name) => (name === "SIGNING" ? "fake" : undefined))).toEqual([
    { name: "chat", scheme: "slack", secrets: [{ kind: "hmac", value: "fake" }] },
  ]);
  expect(() => resolveSources(config, () => undefined)).toThrow(/SIGNING/);
});

it("a secret in an address that could be guessed keeps Curfew from starting, and is not told", () => {
  const azure = SourceConfig.parse({
    ...{ name: "azure", scheme: "azure-path", secrets: [], byKind: { path: ["env:AZURE_PATH"] } },
  });
  const resolve = (value: string) => () =>
    resolveSources({ sources: [azure] } as unknown as Config, () => value);
  expect(resolve("0123456789abcdef0123456789abcdef")()).toMatchObject([{ secrets: [{ kind: "path" }] }]);
  expect(resolve("guess-me-if-you-can")).toThrow(
    /^sources\.azure\.secret: AZURE_PATH: the secret must be random and of at least 128 bits: 22 /,
  );
  expect(resolve("guess-me-if-you-can")).not.toThrow(/guess-me/);
});
