import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runWhy } from "../../../../lib/cli/commands/why.ts";
import { EXIT } from "../../../../lib/cli/terminal.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const CONFIG = `
version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: 0123456789abcdef0123456789abcdef, credentials: env:NOT_SET }
store: memory
owners:
  - field: user.name
policies:
  idle:
    { on: { every: 10m }, resource: [notebook, dev-server], idle: { for: 2h, jupyter: true }, then: stop }
  free:
    { on: { every: 10m }, resource: notebook, where: flavor.gpu > 100, idle: 2h, then: stop }
`;

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "curfew-why-"));
  await writeFile(join(folder, "curfew.yaml"), CONFIG);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function why(name: string, options: Readonly<Record<string, unknown>> = {}) {
  const terminal = fakeTerminal({ cwd: folder, nowMs: Date.now() });
  const code = await runWhy({ args: [name], options, terminal });
  return { code, terminal };
}

interface Card {
  readonly machine: string;
  readonly owner: string | null;
  readonly policies: readonly {
    readonly policy: string;
    readonly reason: string;
    readonly change: string | null;
    readonly votes: readonly { readonly signal: string; readonly says: string; readonly limit: number }[];
  }[];
}

describe("curfew why", () => {
  it("shows every signal of a machine, the verdict of each policy and what would change it", async () => {
    const { code, terminal } = await why("vision-anna-train1", { json: true });
    expect([code, terminal.errLines]).toEqual([EXIT.ok, expect.any(Array)]);
    const card = terminal.json() as unknown as Card;
    const [idle, free] = card.policies;
    expect(idle?.votes.map(({ signal }) => signal)).toEqual(
      expect.arrayContaining(["cpu", "gpu", "kernels", "person", "lease", "change", "uptime", "work"]),
    );
    expect(idle?.change).toEqual(expect.any(String));
    expect(free).toMatchObject({ policy: "free", reason: "where-false" });
    expect(terminal.text()).not.toMatch(/token|_notebook/);
  });

  it("prints a card for people, of one policy when asked", async () => {
    const { terminal } = await why("vision-anna-train1", { policy: "idle" });
    expect(terminal.text()).toMatch(/^vision-anna-train1 \(prod\/notebook\//);
    expect(terminal.text()).toMatch(/\n {4}cpu +(busy|idle|stale) /);
    expect(terminal.text()).toContain("to change it:");
    expect(terminal.text()).not.toContain("free");
  });

  it("fails for a name that nothing has, and refuses a policy that is not there", async () => {
    const { code, terminal } = await why("nobody");
    expect(code).toBe(EXIT.failed);
    expect(terminal.errLines.join("\n")).toContain("no machine has the name or id nobody");
    await expect(why("nobody", { policy: "other" })).rejects.toMatchObject({ code: "usage" });
  });
});
