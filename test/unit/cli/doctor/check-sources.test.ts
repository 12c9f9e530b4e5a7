import { describe, expect, it } from "vitest";
import { checkSource } from "../../../../lib/cli/doctor/check-sources.ts";

const SECRET = "whsec_dGhpcyBpcyBub3QgYSBzZWNyZXQgYXQgYWxs";

function check(scheme: string, env: Readonly<Record<string, string>>, secrets = ["env:FIRST"]) {
  const source = { name: "budget", scheme, secrets, byKind: {} } as Parameters<typeof checkSource>[0];
  return checkSource(source, (name) => env[name]);
}

describe("checkSource", () => {
  it("is content with a secret of the scheme's form", () => {
    expect(check("standard-webhooks", { FIRST: SECRET })).toMatchObject([
      { subject: "source budget", level: "ok" },
    ]);
  });

  it.each([
    ["is not set", {}, /FIRST: the environment variable is not set/],
    ["is empty", { FIRST: "" }, /FIRST: the environment variable is empty/],
    ["has another form", { FIRST: "no-base64!" }, /^env:FIRST must be whsec_ followed by base64/],
  ])("tells a secret that %s", (_, env, text) => {
    const [finding] = check("standard-webhooks", env as Record<string, string>);
    expect(finding).toMatchObject({ level: "problem", text: expect.stringMatching(text) });
  });

  it("looks at every secret while one is being rotated", () => {
    const found = check("jira-cloud", { FIRST: "a-fake-secret" }, ["env:FIRST", "env:SECOND"]);
    expect(found).toMatchObject([{ level: "problem", text: expect.stringContaining("SECOND") }]);
  });

  it("never shows a secret", () => {
    const findings = [
      ...check("standard-webhooks", { FIRST: "no-base64!" }),
      ...check("jira-cloud", { FIRST: SECRET }),
    ];
    expect(JSON.stringify(findings)).not.toMatch(/no-base64!|dGhpcyBp/);
  });
});
