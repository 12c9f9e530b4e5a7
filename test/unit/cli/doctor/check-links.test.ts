import { describe, expect, it } from "vitest";
import { checkLinks } from "../../../../lib/cli/doctor/check-links.ts";
import { config, policy } from "../../../fixtures/policies.ts";

const KEY = "not-a-real-key-0000000000000000000000";
const PUBLIC = "https://curfew.example.com";
const warns = config({
  policies: [policy({ name: "nights", warnMs: [1_800_000], tell: ["email:ops@example.com", "slack:#ops"] })],
});
const look = (variables: Readonly<Record<string, string>>, of = warns) =>
  checkLinks(of, (name) => variables[name]);

describe("links in warnings", () => {
  it("are missed where a policy warns in a channel that has no buttons, with what is lost and the way out", () => {
    expect(look({})).toEqual([
      {
        subject: "links",
        level: "warning",
        text: expect.stringMatching(
          /^warnings of nights reach email:ops@example.com without anything to press/,
        ),
        wayOut: expect.stringContaining("openssl rand -hex 32"),
      },
    ]);
  });

  it.each([
    ["no policy warns", config({ policies: [policy({ tell: ["email:ops@example.com"] })] })],
    ["nobody is told", config({ policies: [policy({ warnMs: [60_000] })] })],
    ["Slack has buttons", config({ policies: [policy({ warnMs: [60_000], tell: ["slack:#ops"] })] })],
    ["functions make none", { ...warns, store: "obs://a-bucket" }],
  ])("are not missed where %s", (_, of) => {
    expect(look({}, of)).toEqual([]);
  });

  it("are well where both are set and lead to the server itself", () => {
    expect(look({ CURFEW_LINK_KEY: KEY, CURFEW_PUBLIC_URL: `${PUBLIC}/` })).toEqual([
      expect.objectContaining({
        level: "ok",
        text: expect.stringContaining(`${PUBLIC}/webhooks/link/…`),
      }),
    ]);
  });

  it.each([
    ["CURFEW_LINK_KEY", { CURFEW_PUBLIC_URL: PUBLIC }],
    ["CURFEW_LINK_KEY", { CURFEW_LINK_KEY: "short-key", CURFEW_PUBLIC_URL: PUBLIC }],
    ["CURFEW_PUBLIC_URL", { CURFEW_LINK_KEY: KEY }],
    ["CURFEW_PUBLIC_URL", { CURFEW_LINK_KEY: KEY, CURFEW_PUBLIC_URL: "http://curfew.example.com" }],
  ])("are a problem by the name of the variable, never by its value: %s (%#)", (name, variables) => {
    const [finding] = look(variables);
    expect(finding).toMatchObject({ level: "problem", wayOut: expect.stringContaining("both, or neither") });
    expect(finding?.text).toContain(`${name}: `);
    expect(finding?.text).not.toMatch(/short-key|not-a-real-key/);
  });

  it.each([
    [`${PUBLIC}/webhooks`, "/webhooks/webhooks/link"],
    [`${PUBLIC}/ops`, "/ops/webhooks/link"],
    ["http://127.0.0.1:8787", "only this computer"],
  ])("are doubted where they lead to %s", (url, text) => {
    expect(look({ CURFEW_LINK_KEY: KEY, CURFEW_PUBLIC_URL: url })).toEqual([
      expect.objectContaining({ level: "warning", text: expect.stringContaining(text) }),
    ]);
  });
});
