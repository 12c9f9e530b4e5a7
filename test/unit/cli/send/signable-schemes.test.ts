import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../../../lib/cli/command-list.ts";
import { isSignable, sayableSchemes } from "../../../../lib/cli/send/signable-schemes.ts";
import type { Saying } from "../../../../lib/sources/chat-delivery.ts";
import { SCHEMES } from "../../../../lib/sources/schemes.ts";
import type { SecretKind } from "../../../../lib/sources/secret-kinds.ts";
import { signForTest } from "../../../../lib/sources/sign-event.ts";

/** One value of each form that any kind of secret has, all of them visibly fake. */
const VALUES: Readonly<Partial<Record<SecretKind, readonly string[]>>> = {
  hmac: ["a-fake-secret", "whsec_YS1mYWtlLXNlY3JldC1vZi0yNC1ieXRlcw==", "YS1mYWtlLXNlY3JldA=="],
  "public-key": ["0".repeat(64), `whpk_${Buffer.alloc(32).toString("base64")}`],
  "encoding-aes-key": ["A".repeat(43)],
};

/** Whether what a configuration may hold for a scheme signs anything. */
function signs(id: string, kinds: readonly SecretKind[]): boolean {
  const secrets = kinds.flatMap((kind) =>
    (VALUES[kind] ?? ["a-fake-value"]).map((value) => ({ kind, value })),
  );
  try {
    signForTest(id, { body: Buffer.from("{}"), secrets, now: new Date(0), deliveryId: "d-1" });
    return true;
  } catch {
    return false;
  }
}

const optionOf = (flag: string) =>
  COMMANDS.find(({ name }) => name === "send")?.options?.find(({ flags }) => flags.startsWith(flag));

describe("schemes that curfew send can sign for", () => {
  it.each(SCHEMES.map(({ id, secretKinds }) => [id, secretKinds] as const))(
    "%s is told rightly",
    (id, kinds) => {
      expect(isSignable(id)).toBe(signs(id, kinds));
    },
  );

  it.each<[Saying, string]>([
    ["type", "--as"],
    ["press", "--press"],
  ])("are named in the help and in the docs where somebody can %s", (saying, flag) => {
    const list = sayableSchemes(saying);
    expect(optionOf(flag)?.description).toContain(`(${list.join(", ")})`);
    const page = readFileSync("docs/sources.md", "utf8").replaceAll(/\s+/g, " ");
    expect(page).toContain(`\`${flag}\` goes with ${list.map((id) => `\`${id}\``).join(", ")}`);
  });

  it("are not those that docs/sources.md says cannot be tried", () => {
    const page = readFileSync("docs/sources.md", "utf8").replaceAll(/\s+/g, " ");
    const never = SCHEMES.filter(({ id }) => !isSignable(id)).map(({ id }) => `\`${id}\``);
    expect(page).toContain(`What the sender signs with a key of its own (${never.join(", ")}, Standard`);
  });
});
