import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runPermissions } from "../../../../lib/cli/commands/permissions-command.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const CONFIG = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: p, credentials: agency }
  lab: { cloud: otc, region: eu-de, project: p, credentials: env:LAB }
store: memory
owners: [{ field: user.name }]
policies:
  nights: { on: { every: 10m }, resource: notebook, then: stop }
`;

let cwd = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "curfew-permissions-"));
});
afterEach(() => rm(cwd, { recursive: true }));

interface Printed {
  readonly permissions: readonly {
    readonly cloud: string;
    readonly project: { readonly Statement: readonly { readonly Action: readonly string[] }[] };
    readonly global: unknown;
  }[];
}

async function printed(options: Readonly<Record<string, unknown>> = {}) {
  await writeFile(join(cwd, "curfew.yaml"), CONFIG);
  const terminal = fakeTerminal({ cwd });
  expect(await runPermissions({ args: [], options: { json: true, ...options }, terminal })).toBe(0);
  return (terminal.json() as unknown as Printed).permissions;
}

const INVOKE = "functiongraph:function:invokeAsync";

describe("curfew permissions", () => {
  it("prints one set per cloud, and what functions need only on the cloud that they run on", async () => {
    const [huawei, otc] = await printed({ bucket: "log" });
    expect(huawei).toMatchObject({ cloud: "huaweicloud", global: { Version: "1.1" } });
    expect(huawei?.project.Statement[0]?.Action).toContain(INVOKE);
    expect(otc).toMatchObject({ cloud: "otc", global: null });
    expect(otc?.project.Statement[0]?.Action).not.toContain(INVOKE);
  });

  it("needs neither a bucket nor calls between functions on a plain server", async () => {
    const [huawei] = await printed({ host: "node" });
    expect(huawei?.global).toBeNull();
    expect(huawei?.project.Statement[0]?.Action).not.toContain(INVOKE);
  });

  it("prints policies that can be pasted, and remarks that begin with a hash", async () => {
    await writeFile(join(cwd, "curfew.yaml"), CONFIG);
    const terminal = fakeTerminal({ cwd });
    await runPermissions({ args: [], options: {}, terminal });
    const blocks = terminal.text().split(/^#.*$/m);
    const policies = blocks
      .filter((block) => block.trim() !== "")
      .map((block) => JSON.parse(block) as object);
    expect(policies).toHaveLength(3);
    expect(terminal.text()).toContain("OBS:*:*:object:NAME-OF-THE-BUCKET/*");
  });

  it("says when it speaks of the built-in demonstration", async () => {
    const terminal = fakeTerminal({ cwd });
    expect(await runPermissions({ args: [], options: {}, terminal })).toBe(0);
    expect(terminal.errLines.join()).toContain("built-in demonstration");
  });
});
