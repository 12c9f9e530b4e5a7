import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { schemaKeys } from "../../lib/config/config-json-schema.ts";
import { formatDiagnostics } from "../../lib/config/format-diagnostics.ts";
import { loadConfig } from "../../lib/config/load-config.ts";
import { ANY_CHARACTER } from "../fixtures/any-character.ts";

const EXAMPLE = readFileSync(new URL("../../examples/curfew.yaml", import.meta.url), "utf8");

/** One key a line, so that a line names a key. Every key of the format is in it. */
const COMPLETE = `version: 1
targets:
  prod:
    cloud: huaweicloud
    region: cn-north-4
    project: env:P
    credentials: env:HW
    endpoint: http://127.0.0.1:9000
    prices: prices.yaml
store: memory
allow: [stop, lease]
limits:
  perRun: 10
  percent: 20
  perOwnerPerHour: 3
owners:
  - field: user.name
  - name: '(?<owner>.+)'
  - csv: owners.csv
teams:
  vision:
    members: [anna]
sources:
  jira:
    scheme: jira-cloud
    secret: env:S
policies:
  one:
    on:
      cron: "0 20 * * *"
      zone: UTC
    resource: notebook
    where: flavor.gpu > 0
    idle:
      for: 2h
      cpu: 5
      gpu: 1
      npu: 1
      network: 1.6
    then:
      lease:
        type: timing
        hours: 2
    mode: observe
    cooldown: 30m
  two:
    on:
      every: 10m
    resource: notebook
    then: stop
  three:
    on:
      budget: b
      at: 90%
    resource: notebook
    then: stop
  four:
    on:
      ticket: jira
      when: event.status == "Done"
    resource: notebook
    then: stop
  five:
    on:
      webhook: jira
    resource: notebook
    then: stop
  six:
    on:
      request: stop
      from: [inbox]
  seven:
    on:
      every: 1h
    resource: dev-server
    then:
      reinstall-os:
        keyPair: ops
        password: env:PASSWORD
        leave: running
`;

const FILES: Readonly<Record<string, string>> = {
  "prices.yaml": "{ version: 1, currency: EUR, source: invented, flavors: {} }",
  "owners.csv": "resource,owner\na,anna\n",
};

function load(text: string) {
  return loadConfig({
    text,
    path: "curfew.yaml",
    readFile: async (file) => FILES[file] ?? "",
    schemes: ["jira-cloud", "standard-webhooks"],
  });
}

const keysAt = schemaKeys();
const ALL_KEYS = new Set(
  [
    [],
    ["targets", "x"],
    ["limits"],
    ["owners", 0],
    ["teams", "x"],
    ["sources", "x"],
    ["policies", "x"],
    ["policies", "x", "on"],
    ["policies", "x", "idle"],
    ["policies", "x", "then"],
    ["policies", "x", "then", "lease"],
    ["policies", "x", "then", "reinstall-os"],
  ].flatMap((path) => keysAt(path)),
);

/** Lines whose key belongs to the format and is no free name. */
const KEY_LINES = COMPLETE.split("\n").flatMap((line, index) => {
  const key = /^[\s-]*([A-Za-z-]+):/.exec(line)?.[1];
  return key !== undefined && ALL_KEYS.has(key) ? [{ index, key }] : [];
});

const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz");

/** One slip of the finger: a letter too many, too few, another one, or two exchanged. */
const slip = (word: string) =>
  fc
    .tuple(fc.constantFrom("add", "drop", "replace", "swap"), fc.nat({ max: word.length - 1 }), letter)
    .map(([kind, at, other]) => {
      const [before, here = "", behind] = [word.slice(0, at), word[at], word.slice(at + 1)];
      if (kind === "add") return `${before}${other}${here}${behind}`;
      if (kind === "drop") return `${before}${behind}`;
      if (kind === "replace") return `${before}${other}${behind}`;
      return `${before}${behind.slice(0, 1)}${here}${behind.slice(1)}`;
    })
    .filter((typed) => typed !== "" && !typed.startsWith("-") && !ALL_KEYS.has(typed));

const mistyped = fc
  .constantFrom(...KEY_LINES)
  .chain(({ index, key }) => slip(key).map((typed) => ({ index, key, typed })));

describe("loading a config", () => {
  it("starts from a text that is right", async () => {
    const loaded = await load(COMPLETE);
    expect(loaded.ok ? [] : loaded.errors).toEqual([]);
    expect(new Set(KEY_LINES.map(({ key }) => key)).size).toBeGreaterThan(45);
  });

  it("reports any single mistyped key with its line", async () => {
    await fc.assert(
      fc.asyncProperty(mistyped, async ({ index, key, typed }) => {
        const lines = COMPLETE.split("\n");
        lines[index] = (lines[index] ?? "").replace(`${key}:`, `${typed}:`);
        const loaded = await load(lines.join("\n"));
        if (loaded.ok) throw new Error(`${typed} was accepted`);
        const found = loaded.errors.find(
          (error) => error.line === index + 1 && error.message.includes(JSON.stringify(typed)),
        );
        expect(found?.message).toMatch(/^there is no key /);
        expect(found?.column).toBe((lines[index] ?? "").indexOf(typed) + 1);
        expect(found?.hint).toBeDefined();
      }),
      { numRuns: 40 },
    );
  });

  it("never throws, whatever the text, and its answer can be shown", async () => {
    const noise = fc.string({ unit: ANY_CHARACTER, maxLength: 200 });
    const signs = fc.string({
      unit: fc.constantFrom(..."[]{}:,-?&*!|>'\"%@#\n\t abc1"),
      maxLength: 120,
    });
    const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
    const damaged = fc
      .tuple(fc.nat({ max: EXAMPLE.length }), fc.nat({ max: 40 }), signs)
      .map(([at, length, insert]) => `${EXAMPLE.slice(0, at)}${insert}${EXAMPLE.slice(at + length)}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(noise, signs, json, damaged), async (text) => {
        const loaded = await load(text);
        const found = loaded.ok ? loaded.warnings : loaded.errors;
        expect(loaded.ok || found.length > 0).toBe(true);
        for (const { line, column } of found) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(text.split("\n").length + 1);
          expect(column).toBeGreaterThanOrEqual(1);
        }
        expect(typeof formatDiagnostics(found, { path: "curfew.yaml", text })).toBe("string");
      }),
      { numRuns: 60 },
    );
  });

  it("never throws for any value at any key", async () => {
    const place = fc.constantFrom(
      "targets",
      "store",
      "allow",
      "limits",
      "owners",
      "teams",
      "sources",
      "policies",
    );
    await fc.assert(
      fc.asyncProperty(place, fc.jsonValue({ maxDepth: 5 }), async (key, value) => {
        const loaded = await load(`version: 1\n${key}: ${JSON.stringify(value)}\n`);
        expect(typeof loaded.ok).toBe("boolean");
      }),
      { numRuns: 40 },
    );
  });
});
