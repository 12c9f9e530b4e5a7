import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packageFrom } from "../../../../lib/cli/commands/package-command.ts";
import { HUAWEI } from "../../stack/configs.ts";
import { type FakeTerminal, fakeTerminal } from "../fake-terminal.ts";

const CODE = 'exports.handler = async () => require("./curfew.config.json");\n';
const ALL = ["functiongraph", "lambda"].flatMap((platform) =>
  ["webhook", "schedule", "queue"].map((name) => `${platform}/${name}`),
);

let cwd = "";
let built = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "curfew-package-"));
  built = join(cwd, "built");
  for (const one of ALL) {
    await mkdir(join(built, one), { recursive: true });
    await writeFile(join(built, one, "index.js"), CODE);
  }
  await writeFile(join(cwd, "curfew.yaml"), HUAWEI);
});
afterEach(() => rm(cwd, { recursive: true }));

async function pack(options: Readonly<Record<string, unknown>> = {}): Promise<FakeTerminal> {
  const terminal = fakeTerminal({ cwd });
  expect(await packageFrom(built)({ args: [], options, terminal })).toBe(0);
  return terminal;
}

const refusal = (options: Readonly<Record<string, unknown>> = {}) =>
  expect(packageFrom(built)({ args: [], options, terminal: fakeTerminal({ cwd }) })).rejects;

const bytesOf = (out: string, file: string) => readFile(join(cwd, out, file));

describe("curfew package", () => {
  it("gives the same bytes for the same code and configuration, and others for another configuration", async () => {
    await pack({ out: "one" });
    await pack({ out: "two" });
    for (const one of ALL) {
      expect((await bytesOf("one", `${one}.zip`)).equals(await bytesOf("two", `${one}.zip`))).toBe(true);
    }
    await writeFile(join(cwd, "curfew.yaml"), HUAWEI.replace("idle: 2h", "idle: 3h"));
    await pack({ out: "two" });
    const [first] = ALL;
    expect((await bytesOf("one", `${first}.zip`)).equals(await bytesOf("two", `${first}.zip`))).toBe(false);
  });

  it("lays code and configuration into each function's folder, under dist/functions unless told otherwise", async () => {
    await pack();
    for (const one of ALL) {
      expect(await readFile(join(cwd, "dist/functions", one, "index.js"), "utf8")).toBe(CODE);
      const config = await readFile(join(cwd, "dist/functions", one, "curfew.config.json"), "utf8");
      expect(JSON.parse(config)).toMatchObject({ config: { policies: [{ name: "idle-gpu" }, {}] } });
    }
  });

  it("carries the calendars that the configuration names", async () => {
    const calendar = "version: 1\nsource: made up\nuntil: 2027-12-31\nholidays: [2027-01-01]\n";
    await writeFile(join(cwd, "made-up.yaml"), calendar);
    const policy = "hours: { off: free, calendar: made-up.yaml }, then: stop";
    const nights = `  nights: { on: { every: 10m }, resource: dev-server, ${policy} }\n`;
    await writeFile(join(cwd, "curfew.yaml"), HUAWEI.replace("policies:\n", `policies:\n${nights}`));
    await pack();
    const config = await readFile(join(cwd, "dist/functions", String(ALL[0]), "curfew.config.json"), "utf8");
    expect(JSON.parse(config)).toMatchObject({
      config: { calendars: { "made-up.yaml": { holidays: ["2027-01-01"], until: "2027-12-31" } } },
    });
  });

  it("reads no variable: references stay references", async () => {
    const asked: string[] = [];
    const terminal = {
      ...fakeTerminal({ cwd }),
      env: (name: string) => {
        asked.push(name);
        return "a-value-that-is-not-real";
      },
    };
    await packageFrom(built)({ args: [], options: {}, terminal });
    expect(asked).toEqual([]);
    const text = await readFile(join(cwd, "dist/functions/functiongraph/webhook/curfew.config.json"), "utf8");
    expect(text).toContain("env:JIRA_SECRET");
    expect(text).not.toContain("a-value-that-is-not-real");
  });

  it("refuses a configuration with errors and writes nothing", async () => {
    await writeFile(join(cwd, "curfew.yaml"), HUAWEI.replace("policies:", "policys:"));
    await refusal().toMatchObject({ code: "invalid-config" });
    await expect(bytesOf("dist/functions", "functiongraph/webhook.zip")).rejects.toThrow("ENOENT");
  });

  it("refuses to pack the demonstration where no configuration is", async () => {
    await rm(join(cwd, "curfew.yaml"));
    await refusal().toThrow("no curfew.yaml here; write one with: curfew init");
    await refusal({ config: "gone.yaml" }).toThrow(/gone\.yaml: there is no such file/);
  });

  it("says how to build a function that is not built", async () => {
    await rm(join(built, "lambda/queue"), { recursive: true });
    await refusal().toThrow(
      /lambda.queue.index\.js: the function is not built; build it with: npm run prepare/,
    );
  });

  it("shows the sizes of every function in a table, of one platform if told so", async () => {
    const lines = (await pack()).outLines;
    expect(lines[0]).toMatch(/^PLATFORM +FUNCTION +CODE kB +CONFIG kB +GZIP kB +ZIP kB$/);
    expect(lines.slice(1).map((line) => line.split(/ +/).slice(0, 2).join("/"))).toEqual(ALL);
    const one = (await pack({ platform: "lambda" })).outLines.slice(1);
    expect(one.map((line) => line.split(/ +/)[0])).toEqual(["lambda", "lambda", "lambda"]);
  });

  it("prints the sizes in bytes as JSON", async () => {
    const [first] = JSON.parse((await pack({ json: true })).text()) as readonly Record<string, unknown>[];
    const zip = await bytesOf("dist/functions", "functiongraph/webhook.zip");
    const config = await bytesOf("dist/functions", "functiongraph/webhook/curfew.config.json");
    expect(first).toMatchObject({ platform: "functiongraph", name: "webhook", code: CODE.length });
    expect(first).toMatchObject({ zip: zip.length, config: config.length });
  });
});
