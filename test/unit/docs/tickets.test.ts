import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { provePolicies } from "../../../lib/config/checks/prove-policies.ts";
import { loadConfig } from "../../../lib/config/load-config.ts";
import { identityOf } from "../../../lib/core/access/identity-of.ts";
import { matchPolicies } from "../../../lib/core/match-policies.ts";
import { createRulebook } from "../../../lib/core/rulebook.ts";
import { digest } from "../../../lib/signing/hash-chain.ts";
import { receive } from "../../../lib/sources/receive.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";
import { signForTest } from "../../../lib/sources/sign-event.ts";
import { told } from "../config/load.ts";
import { completed } from "./read-cookbook.ts";

const PAGE = readFileSync(new URL("../../../docs/tickets.md", import.meta.url), "utf8");
const FENCE = /^```(yaml|json)\n([\s\S]*?)^```$/gm;
const NOW = Date.UTC(2026, 4, 12, 9);

/** Blocks of the page under the heading that they stand below. */
const BLOCKS = PAGE.split(/^#+ /m).flatMap((section) =>
  [...section.matchAll(FENCE)].map(([, kind = "", text = ""]) => ({
    ...{ kind, text, title: section.slice(0, section.indexOf("\n")) },
  })),
);
const YAMLS = BLOCKS.filter(({ kind }) => kind === "yaml");
const REST = YAMLS[0]?.text ?? "";

async function loaded(text: string) {
  const result = await loadConfig({
    ...{ text: completed(text, REST), path: "curfew.yaml", schemes: SCHEMES.map(({ id }) => id) },
    readFile: () => Promise.reject(new Error("no file")),
    prove: (config) => provePolicies(config, NOW),
  });
  const findings = [...(result.ok ? [] : result.errors), ...result.warnings].map(told);
  return { findings, config: result.ok ? result.config : null };
}

describe("docs/tickets.md", () => {
  it.each(YAMLS)("shows what loads without a warning: $title", async ({ text }) => {
    expect((await loaded(text)).findings).toEqual([]);
  });

  const systems = ["ServiceNow", "Zammad", "GLPI", "Anything else"] as const;
  it.each(systems)("shows a body that sets its policy off and names its people: %s", async (title) => {
    const { config } = await loaded(YAMLS.find((block) => block.title === title)?.text ?? "");
    const bodies = BLOCKS.filter(({ kind }) => kind === "json");
    const body = (bodies.find((block) => block.title === title) ?? bodies.at(-1))?.text ?? "";
    const [source] = config?.sources ?? [];
    if (!config || !source) throw new Error(`${title}: no config`);
    const secrets = [
      { kind: "hmac", value: "whsec_dGhpcyBpcyBhIHRlc3Qgc2VjcmV0LCBpdCBvcGVucyBub3RoaW5n" },
    ] as const;
    const now = new Date(NOW);
    const signed = signForTest(source.scheme, { body: Buffer.from(body), secrets, now, deliveryId: "1" });
    const received = await receive(source.scheme, { ...signed, query: {}, name: source.name, secrets, now });
    if (!received.ok || !("event" in received)) throw new Error(JSON.stringify(received));
    const rules = createRulebook(config, { digest });
    expect(matchPolicies(received.event, rules).intents.map(({ verb }) => verb)).toEqual(["reinstall-os"]);
    expect(identityOf(received.event, rules).user).toBe("u-1");
  });
});
