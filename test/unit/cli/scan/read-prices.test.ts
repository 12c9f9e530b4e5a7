import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPrices } from "../../../../lib/cli/scan/read-prices.ts";
import { cleanUpAfterEach } from "../../../e2e/support/clean-up.ts";
import { makeTempFolder } from "../../../e2e/support/temp-folder.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const keep = cleanUpAfterEach();

async function read(text: string) {
  const { path } = keep(await makeTempFolder());
  await writeFile(join(path, "prices.yaml"), text);
  const terminal = fakeTerminal({ cwd: path });
  const result = await readPrices("prices.yaml", terminal).catch((error: unknown) => error);
  return { result, shown: terminal.errLines.join("\n") };
}

const GOOD = {
  version: 1,
  currency: "EUR",
  source: "example",
  flavors: { "p2s.2xlarge.8": 1.5, "pi2.2xlarge.4": 0 },
};

describe("readPrices", () => {
  it("reads YAML and JSON alike", async () => {
    const yaml =
      "version: 1\ncurrency: EUR\nsource: example\nflavors: { p2s.2xlarge.8: 1.5, pi2.2xlarge.4: 0 }\n";
    expect((await read(yaml)).result).toEqual(GOOD);
    expect((await read(JSON.stringify(GOOD))).result).toEqual(GOOD);
  });

  it("shows the line of a price that was not filled in", async () => {
    const text = "version: 1\ncurrency: EUR\nsource: example\nflavors:\n  p2s.2xlarge.8:\n";
    const { result, shown } = await read(text);
    expect(result).toMatchObject({ code: "invalid-config" });
    expect(shown).toContain("prices.yaml:5:");
    expect(shown).toContain("must be a number");
  });

  it("guesses a mistyped key", async () => {
    const { shown } = await read("version: 1\ncurency: EUR\nsource: example\nflavors: {}\n");
    expect(shown).toContain('did you mean "currency"?');
  });

  it("shows where YAML breaks", async () => {
    const { result, shown } = await read("version: [1\n");
    expect(result).toMatchObject({ code: "invalid-config" });
    expect(shown).toContain("prices.yaml:");
  });

  it("says when there is no such file", async () => {
    const error = await readPrices("none.yaml", fakeTerminal()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "usage", message: expect.stringContaining("there is no such file") });
  });
});
