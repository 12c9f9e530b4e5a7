import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diagnose, runDoctor } from "../../../../lib/cli/commands/doctor.ts";
import { createUndiciTransport, type UndiciTransport } from "../../../../lib/clients/transport/undici.ts";
import { SAMPLE_PROJECTS } from "../../../../lib/emulator/sample-fleet.ts";
import { type RunningEmulator, startEmulator } from "../../../../lib/emulator/start-emulator.ts";
import { type FakeTerminal, fakeTerminal } from "../fake-terminal.ts";

const KEY = { accessKey: "FAKEACCESSKEY0000000", secretKey: "fake-secret-key-that-opens-nothing" };

const ENV = {
  HW_ACCESS_KEY: KEY.accessKey,
  HW_SECRET_KEY: KEY.secretKey,
  JIRA_SECRET: "a-fake-secret",
  CURFEW_LOG_KEY: "visibly-fake-log-key",
};

const configOf = (endpoint: string, project: string) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${project}, credentials: env:HW, endpoint: "${endpoint}" }
owners:
  - field: user.name
sources:
  jira: { scheme: jira-cloud, secret: env:JIRA_SECRET }
policies:
  nights: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop }
`;

describe("diagnose", () => {
  let emulator: RunningEmulator;
  let transport: UndiciTransport;
  let cwd = "";

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), "curfew-doctor-"));
    emulator = await startEmulator({ credentials: [KEY] });
    transport = createUndiciTransport();
  });
  afterEach(async () => {
    await transport.close();
    await emulator.close();
    await rm(cwd, { recursive: true });
  });

  async function examine(env: Readonly<Record<string, string>>, json = true) {
    const terminal: FakeTerminal = { ...fakeTerminal({ cwd, env }), now: Date.now };
    const options = {
      config: undefined,
      transport,
      nodeVersion: "20.19.5",
      platform: "linux",
      json,
    } as const;
    return { code: await diagnose(terminal, options), terminal };
  }

  it("finds all well where all is well, and makes no store by looking", async () => {
    await writeFile(join(cwd, "curfew.yaml"), configOf(emulator.url, SAMPLE_PROJECTS.huaweicloud));
    const { code, terminal } = await examine(ENV);
    const levels = (terminal.json()["findings"] as { level: string }[]).map(({ level }) => level);
    expect(new Set(levels)).toEqual(new Set(["ok"]));
    expect(terminal.json()).toMatchObject({ ok: true, counts: { warning: 0, problem: 0 } });
    expect(code).toBe(0);
    await expect(access(join(cwd, "curfew.db"))).rejects.toThrow();
  });

  it("shows people every finding with its way out, and their sum", async () => {
    await writeFile(join(cwd, "curfew.yaml"), configOf(emulator.url, SAMPLE_PROJECTS.huaweicloud));
    const { code, terminal } = await examine(
      { ...ENV, HW_SECRET_KEY: "another-fake-secret", JIRA_SECRET: "", CURFEW_LINK_KEY: "short" },
      false,
    );
    expect(code).toBe(1);
    expect(terminal.text()).toMatch(
      /problem {2}target prod, read +the cloud does not accept these credentials: .*\n +→ check/,
    );
    expect(terminal.text()).toMatch(
      /problem {2}source jira +JIRA_SECRET: the environment variable is empty\n +→ set it/,
    );
    expect(terminal.text()).toMatch(
      /problem {2}links +CURFEW_LINK_KEY: must be at least 32 random characters/,
    );
    expect(terminal.text()).toMatch(/ok +node +Node\.js 20\.19\.5\n/);
    expect(terminal.outLines.at(-1)).toBe("3 problems, 0 warnings");
    expect(terminal.text()).not.toContain("another-fake-secret");
  });

  it("goes on with what needs no configuration when it does not load", async () => {
    await writeFile(join(cwd, "curfew.yaml"), "version: 1\ntargts: {}\n");
    const { code, terminal } = await examine({});
    expect(code).toBe(1);
    expect(terminal.json()["findings"]).toMatchObject([
      { subject: "node", level: "ok" },
      { subject: "config", level: "problem" },
      { subject: "log key", level: "warning" },
    ]);
    expect(terminal.errLines.join("\n")).toContain("targts");
  });

  it("takes the built-in configuration for what it is: an emulator needs no credentials", async () => {
    const { code, terminal } = await examine({});
    expect(code).toBe(0);
    expect(terminal.json()).toMatchObject({ ok: true, counts: { warning: 2, problem: 0 } });
  });

  it("runs as a command with a transport and a Node.js of its own", async () => {
    const terminal = fakeTerminal({ cwd, env: ENV });
    expect(await runDoctor({ args: [], options: { json: true }, terminal })).toBe(0);
    expect(JSON.stringify(terminal.json())).toContain(`Node.js ${process.versions.node}`);
  });
});
