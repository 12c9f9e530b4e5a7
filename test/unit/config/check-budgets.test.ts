import { describe, expect, it } from "vitest";
import { errorsOf, told, warningsOf } from "./load.ts";

const book = (currency: string) => `version: 1\n${currency}\nsource: example\nflavors: { a: 1 }\n`;
const files = {
  "eur.yaml": book("currency: EUR"),
  "cny.yaml": book("currency: CNY"),
  "none.yaml": book(""),
};
const target = (name: string, prices?: string) =>
  `  ${name}: { cloud: huaweicloud, region: cn-north-4, project: ${name}${prices ? `, prices: ${prices}` : ""} }\n`;
const HEAD = "version: 1\nowners: [{ field: user.name }]\n";

/** A config with these targets and this budget; the budget stands on line 3. */
function text(budget: string, targets: readonly string[], policies = ""): string {
  return `${HEAD}budgets: { vision: { ${budget} } }\ntargets:\n${targets.join("")}${policies}`;
}

const one = [target("prod", "eur.yaml")];
const stop = (at: string) =>
  `policies:\n  hard: { on: { budget: vision, at: ${at} }, resource: notebook, then: stop }\n`;

const mistakes = async (config: string) => (await errorsOf(config, { files })).map(told);
const warnings = async (config: string) =>
  (await warningsOf(config, { files })).map(({ message }) => message);

describe("a budget", () => {
  it("is right with prices in its currency", async () => {
    expect(await warnings(text('amount: 10 EUR, scope: team == "vision"', one))).toEqual([]);
  });

  it.each([
    ["a scope that does not parse", "scope: team ==", "scope"],
    ["a scope that asks about an event", 'scope: event.slot == "x"', "no event to ask about"],
    [
      "a zone that does not exist",
      "zone: Europe/Berlinn",
      'is not a time zone | did you mean "Europe/Berlin"?',
    ],
    ["a level that is no share", "levels: [80]", "levels"],
  ])("with %s is refused", async (_, part, said) => {
    const found = await mistakes(text(`amount: 10 EUR, ${part}`, one));
    expect(found.length).toBeGreaterThan(0);
    expect(found.join("\n")).toContain(said.startsWith("is not") ? said : "3:");
    expect(found.join("\n").toLowerCase()).not.toContain("undefined");
  });

  it.each([
    ["amount: 0 EUR", "amount must be more than 0", "amount: 20000 EUR"],
    ["amount: 0.0000 EUR", "amount must be more than 0", "leave the budget out"],
    ["amount: 10 EUR, levels: [50%, 0%]", "3:52 a level must be more than 0%", "levels: [50%, 80%]"],
  ])(
    "with %s is refused, since its shares would be reached before anything was spent",
    async (part, rule, out) => {
      const [found, ...others] = await mistakes(text(part, one));
      expect(found).toContain(rule);
      expect(found).toContain(out);
      expect(others).toEqual([]);
    },
  );

  it("must have a currency", async () => {
    expect(await mistakes(text('amount: "10"', one))).toEqual([expect.stringContaining("such as 20000 EUR")]);
  });

  it("is refused where machines it may mean are priced in another currency", async () => {
    const both = [target("prod", "eur.yaml"), target("lab", "cny.yaml")];
    expect(await mistakes(text("amount: 10 EUR", both))).toEqual([
      expect.stringContaining("in another currency (lab in CNY); two currencies are never added up"),
    ]);
    expect(await warnings(text('amount: 10 EUR, scope: target == "prod"', both))).toEqual([]);
    expect(await mistakes(text('amount: 10 USD, scope: target == "prod"', both))).toHaveLength(1);
  });

  it("warns of targets without prices", async () => {
    const both = [target("prod", "eur.yaml"), target("lab")];
    expect(await warnings(text("amount: 10 EUR", both))).toEqual([
      "lab has no prices, so what runs there is not counted",
    ]);
    expect(await warnings(text('amount: 10 EUR, scope: target == "prod"', both))).toEqual([]);
  });

  it("warns when the first thing that happens is a stop", async () => {
    const hard = "machines are stopped at 90% and nobody is told before";
    expect(await warnings(text("amount: 10 EUR", one, stop("90%")))).toContain(hard);
    expect(await warnings(text("amount: 10 EUR, levels: [90%]", one, stop("90%")))).toContain(hard);
    expect(await warnings(text("amount: 10 EUR, levels: [80%]", one, stop("90%")))).not.toContain(hard);
    const tells = "  soft: { on: { budget: vision, at: 50% }, resource: notebook, then: none }\n";
    expect(await warnings(text("amount: 10 EUR", one, stop("90%") + tells))).not.toContain(hard);
  });
});

describe("a price file", () => {
  it("without a currency is refused, with its name and line", async () => {
    const [found] = await mistakes(text("amount: 10 EUR", [target("prod", "none.yaml")]));
    expect(found).toContain("none.yaml:");
    expect(found).toContain("currency");
  });
});

describe("the sender budgets", () => {
  it("is nobody's but our own meter's", async () => {
    const found = await mistakes(
      `${HEAD}targets:\n${target("prod")}sources: { budgets: { secret: env:X, scheme: standard-webhooks } }\n`,
    );
    expect(found).toEqual([expect.stringContaining("budgets")]);
  });
});
