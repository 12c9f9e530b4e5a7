import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../lib/config/load-config.ts";
import { errorsOf, load, told } from "./load.ts";

const TEXT = `version: 1
targets:
  a: { cloud: otc, region: eu-de, project: p, prices: prices.yaml }
`;
const withPrices = (text: string) => ({ files: { "prices.yaml": text } });

describe("price files", () => {
  it("are read for the target that names them", async () => {
    const loaded = await load(
      TEXT,
      withPrices("version: 1\ncurrency: EUR\nsource: invented\nflavors: { x: 1.5 }\n"),
    );
    expect(loaded.ok && loaded.config.prices).toEqual({
      a: { version: 1, currency: "EUR", source: "invented", flavors: { x: 1.5 } },
    });
    expect(loaded.ok && loaded.config.prices["constructor"]).toBeUndefined();
  });

  it("may be JSON", async () => {
    const json = JSON.stringify({ version: 1, currency: "EUR", source: "invented", flavors: {} });
    expect((await load(TEXT, withPrices(json))).ok).toBe(true);
  });

  it.each([
    [
      "version: 1\ncurency: EUR\nsource: x\nflavors: {}\n",
      'prices.yaml:2:1: there is no key "curency" | did you mean "currency"?',
    ],
    [
      "version: 1\ncurrency: euro\nsource: x\nflavors: {}\n",
      "prices.yaml:2:11: currency must be a currency code of three capital letters, such as EUR",
    ],
    ["version: 1\ncurrency: EUR\nsource: x\nflavors: { a: -1 }\n", "prices.yaml:4:15: a must be at least 0"],
    ["version: 1\ncurrency: EUR\nflavors: {}\n", "prices.yaml:1:1: source is missing"],
    [
      "a: [\n",
      "prices.yaml:2:1: the indentation or a closing bracket is wrong here | keys of one block begin in the same column; every [ and { needs its ] and }",
    ],
  ])("are checked: %j", async (text, expected) => {
    const errors = await errorsOf(TEXT, withPrices(text));
    expect(errors[0]).toMatchObject({ path: "targets.a.prices", line: 3, column: 55 });
    expect(errors.map(told).map((line) => line.replace(/^3:55 /, ""))).toContain(expected);
  });

  it("tell no more than twenty mistakes each", async () => {
    const flavors = Array.from({ length: 50 }, (_, index) => `  f${index}: dear`).join("\n");
    const text = `version: 1\ncurrency: EUR\nsource: x\nflavors:\n${flavors}\n`;
    expect(await errorsOf(TEXT, withPrices(text))).toHaveLength(20);
  });
});

describe("files that cannot be read", () => {
  it("are told by the system's code alone", async () => {
    const loaded = await loadConfig({
      text: TEXT,
      path: "/etc/curfew/curfew.yaml",
      schemes: [],
      readFile: async (path) => {
        throw Object.assign(new Error(`secret things about ${path}`), { code: "EACCES" });
      },
    });
    expect(!loaded.ok && loaded.errors.map(told)).toEqual([
      "3:55 prices.yaml: it cannot be read (EACCES) | the path is relative to this config",
    ]);
  });

  it("are asked for by a path relative to the config, or by an absolute one", async () => {
    const asked: string[] = [];
    const text = TEXT.replace("prices.yaml", "/srv/prices.yaml");
    for (const given of [TEXT, text]) {
      await loadConfig({
        text: given,
        path: "/etc/curfew/curfew.yaml",
        schemes: [],
        readFile: async (path) => {
          asked.push(path);
          return "";
        },
      });
    }
    expect(asked).toEqual(["/etc/curfew/prices.yaml", "/srv/prices.yaml"]);
  });
});
