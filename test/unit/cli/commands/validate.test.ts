import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runValidate } from "../../../../lib/cli/commands/validate.ts";
import { cleanUpAfterEach } from "../../../e2e/support/clean-up.ts";
import { makeTempFolder } from "../../../e2e/support/temp-folder.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const keep = cleanUpAfterEach();

const GOOD = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: env:HW_PROJECT }
owners:
  - field: user.name
policies:
  idle-gpu:
    { on: { every: 10m }, resource: notebook, where: flavor.gpu > 0, idle: 2h, then: stop, mode: enforce }
  nights:
    { on: { cron: "0 20 * * *", zone: UTC }, resource: [notebook, dev-server], then: stop }
`;

async function validate(
  text: string | null,
  options: Readonly<Record<string, unknown>> = {},
  args: readonly string[] = [],
) {
  const { path } = keep(await makeTempFolder());
  if (text !== null) await writeFile(join(path, "curfew.yaml"), text);
  const terminal = fakeTerminal({ cwd: path });
  const run = () => runValidate({ args, options, terminal });
  return { run, terminal, out: terminal.text, err: () => terminal.errLines.join("\n") };
}

describe("curfew validate", () => {
  it("says ok, counts, and shows every policy", async () => {
    const { run, out, err } = await validate(GOOD);
    expect(await run()).toBe(0);
    expect(out()).toMatch(/^curfew\.yaml: ok, 2 policies, 0 warnings\n\nPOLICY/);
    expect(out()).toMatch(/idle-gpu +every 10m +notebook +stop +enforce +idle for 2h and flavor.gpu > 0/);
    expect(out()).toMatch(/nights +cron "0 20 \* \* \*" UTC +notebook, dev-server +stop +observe/);
    expect(err()).toBe("");
  });

  it("proves what policies do to each other, and with --strict takes a warning for a no", async () => {
    const mornings = GOOD.replace("idle: 2h,", 'hours: "20:00-07:00",').concat(
      "  mornings: { on: { every: 10m }, resource: notebook, hours: { on: 06:00-20:00 }, then: start, mode: enforce }\n",
    );
    const { run, out, err } = await validate(mornings);
    expect(await run()).toBe(0);
    expect(out()).toContain("curfew.yaml: ok, 3 policies, 1 warning");
    expect(err()).toContain(
      "curfew.yaml:11:55 warning: idle-gpu stops notebook machines while mornings wants",
    );
    expect(await (await validate(mornings, { strict: true })).run()).toBe(2);
    expect(await (await validate(GOOD, { strict: true })).run()).toBe(0);
  });

  it("needs no credentials and no variable to be set", async () => {
    const { run, out } = await validate(GOOD);
    await run();
    expect(out()).toContain("0 warnings");
  });

  it("shows every problem with its line and a caret on standard error, and exits with 2", async () => {
    const broken = GOOD.replace("cn-north-4", "cn-nort-4").replace("flavor.gpu", "flavour.gpu");
    const { run, out, err } = await validate(broken);
    expect(await run()).toBe(2);
    expect(out()).toBe("curfew.yaml: not usable, 2 errors, 0 warnings");
    expect(err()).toContain("curfew.yaml:3:39 error:");
    expect(err()).toMatch(/\n {2}\| +\^/);
    expect(err()).toContain('did you mean "flavor"?');
  });

  it("lets warnings pass and shows them", async () => {
    const warned = GOOD.replace("cn-north-4,", "cn-north-4, endpoint: http://proxy.example.test,");
    const { run, out, err } = await validate(warned);
    expect(await run()).toBe(0);
    expect(out()).toContain("ok, 2 policies, 1 warning\n");
    expect(err()).toContain("warning:");
  });

  it("prints one object with --json and nothing else", async () => {
    const { run, terminal } = await validate(GOOD, { json: true });
    expect(await run()).toBe(0);
    expect(terminal.json()).toEqual({ ok: true, errors: [], warnings: [] });
    const broken = await validate(GOOD.replace("version: 1", "version: 2"), { json: true });
    expect(await broken.run()).toBe(2);
    expect(broken.terminal.json()).toMatchObject({ ok: false, errors: [{ path: "version", line: 1 }] });
    expect(broken.terminal.errLines).toEqual([]);
  });

  it("takes the file as an argument", async () => {
    const { run, out, terminal } = await validate(null, {}, ["other.yaml"]);
    await writeFile(join(terminal.cwd, "other.yaml"), GOOD);
    expect(await run()).toBe(0);
    expect(out()).toContain("other.yaml: ok");
  });

  it("reads files beside the configuration, wherever it is called from", async () => {
    const { path } = keep(await makeTempFolder());
    await writeFile(join(path, "curfew.yaml"), GOOD.replace("field: user.name", "csv: owners.csv"));
    await writeFile(join(path, "owners.csv"), "resource,owner\nnb-1,anna\n");
    const terminal = fakeTerminal({ cwd: "/" });
    expect(await runValidate({ args: [join(path, "curfew.yaml")], options: {}, terminal })).toBe(0);
  });

  it("says how to write one where there is none", async () => {
    const { run } = await validate(null);
    await expect(run()).rejects.toMatchObject({
      code: "invalid-config",
      message: expect.stringContaining("curfew init"),
    });
  });
});
