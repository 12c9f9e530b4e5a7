import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runEmulate } from "../../lib/cli/commands/emulate.ts";
import { createModelArtsClient } from "../../lib/clients/modelarts/client.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { startServer } from "../fixtures/loopback-server.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { type FakeTerminal, fakeTerminal } from "./support/fake-terminal.ts";
import { makeTempFolder } from "./support/temp-folder.ts";

interface Ready {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly accessKey: string;
  readonly secretKey?: string;
  readonly projects: readonly { readonly id: string; readonly cloud: string }[];
}

const KEYS = { accessKey: "EXAMPLE-ACCESS-KEY", secretKey: "example-secret-key" } as const;

const keep = cleanUpAfterEach();

describe("curfew emulate", () => {
  let terminal: FakeTerminal;
  let folder: string;
  let running: Promise<number> | undefined;

  beforeEach(async () => {
    folder = keep(await makeTempFolder()).path;
    terminal = fakeTerminal({ cwd: folder });
    running = undefined;
  });

  afterEach(async () => {
    terminal.interrupt();
    await running?.catch(() => undefined);
  });

  /** Starts it and waits for its line. */
  async function emulate(options: Readonly<Record<string, unknown>> = {}): Promise<Ready> {
    running = runEmulate({ args: [], options, terminal });
    const failed = running.then(
      () => undefined,
      (error: unknown) => error,
    );
    for (let turn = 0; turn < 1_000 && terminal.outLines.length === 0; turn += 1) {
      const over = await Promise.race([failed, new Promise((resolve) => setTimeout(() => resolve("on"), 5))]);
      if (over !== "on") throw over;
    }
    return JSON.parse(terminal.outLines[0] ?? "") as Ready;
  }

  function listServers({ url, accessKey, secretKey }: { url: string; accessKey: string; secretKey: string }) {
    const client = createModelArtsClient({
      cloud: "huaweicloud",
      endpoint: url,
      projectId: SAMPLE_PROJECTS.huaweicloud,
      credentials: () => ({ accessKey, secretKey }),
    });
    keep(client);
    return client.listAllDevServers();
  }

  it("makes up as many notebooks as it is asked for, which have run for longer than a rehearsal lasts", async () => {
    const { url, projects } = await emulate({ ...KEYS, notebooks: "30" });
    expect(projects).toEqual([{ id: SAMPLE_PROJECTS.huaweicloud, cloud: "huaweicloud" }]);
    const client = keep(
      createModelArtsClient({
        ...{ cloud: "huaweicloud", endpoint: url, projectId: SAMPLE_PROJECTS.huaweicloud },
        credentials: () => KEYS,
      }),
    );
    const { data: notebooks } = await client.listAllNotebooks({ limit: 50 });
    expect(notebooks).toHaveLength(30);
    const monthAgo = Date.now() - 31 * 86_400_000;
    expect(
      notebooks.filter(({ status, create_at: at }) => status !== "RUNNING" || (at ?? 0) > monthAgo),
    ).toEqual([]);
  });

  it("does not make a fleet up beside one that is given", async () => {
    await expect(emulate({ notebooks: "3", fleet: "sample" })).rejects.toThrow(/^--notebooks: makes a fleet/);
    await expect(emulate({ notebooks: "-1" })).rejects.toThrow(/^--notebooks: a whole number from 0 to/);
  });

  it("prints one line, never the secret key that it was given, and answers to it", async () => {
    const ready = await emulate(KEYS);
    expect(ready).toEqual({
      url: `http://127.0.0.1:${ready.port}`,
      host: "127.0.0.1",
      port: expect.any(Number),
      accessKey: KEYS.accessKey,
      projects: [
        { id: SAMPLE_PROJECTS.huaweicloud, cloud: "huaweicloud" },
        { id: SAMPLE_PROJECTS.otc, cloud: "otc" },
      ],
    });
    expect((await listServers({ ...KEYS, url: ready.url })).data).not.toHaveLength(0);
    expect(terminal.outLines).toHaveLength(1);
    expect([...terminal.outLines, ...terminal.errLines].join()).not.toContain(KEYS.secretKey);
  });

  it("makes up a secret key where none was given, tells it, and another one each time", async () => {
    const ready = await emulate();
    const secretKey = ready.secretKey ?? "";
    expect(secretKey).toMatch(/^[0-9a-f]{40}$/);
    expect((await listServers({ url: ready.url, accessKey: ready.accessKey, secretKey })).data).toBeDefined();
    terminal.interrupt();
    await running;
    terminal = fakeTerminal({ cwd: folder });
    expect((await emulate()).secretKey).not.toBe(secretKey);
  });

  it("runs until it is stopped, then lets go of the port", async () => {
    const { url } = await emulate(KEYS);
    expect((await fetch(`${url}/_emulator/state`)).status).toBe(200);
    terminal.interrupt();
    expect(await running).toBe(0);
    await expect(fetch(`${url}/_emulator/state`)).rejects.toThrow();
  });

  it("listens where it is told to and says who has the port already", async () => {
    const taken = keep(await startServer((response) => response.end()));
    const { port } = new URL(taken.origin);
    await expect(emulate({ port })).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining(`--port: ${port} is in use`),
    });
  });

  it.each([
    [{ port: "abc" }, "--port"],
    [{ port: "70000" }, "--port"],
    [{ seed: "1.5" }, "--seed"],
    [{ speed: "0" }, "--speed"],
    [{ speed: "fast" }, "--speed"],
    [{ accessKey: "two words" }, "--access-key"],
    [{ secretKey: "" }, "--secret-key"],
    [{ fleet: "none.json" }, "--fleet"],
  ])("refuses %j naming the option", async (options, name) => {
    await expect(emulate(options)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining(name),
    });
  });

  it("does not repeat a secret key that was mistyped", async () => {
    const error = await emulate({ secretKey: "example secret" }).catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain("example secret");
  });

  it("loads a fleet file, and accepts any project where it names none", async () => {
    await writeFile(
      join(folder, "fleet.json"),
      JSON.stringify({ machines: [{ kind: "notebook", name: "nb-1" }] }),
    );
    const { url, projects } = await emulate({ ...KEYS, fleet: "fleet.json" });
    expect(projects).toEqual([]);
    const state = (await (await fetch(`${url}/_emulator/state`)).json()) as { resources: unknown[] };
    expect(state.resources).toHaveLength(1);
  });

  it.each([
    ["{", "not JSON"],
    ["null", "a JSON object"],
    ['{"machines":[{"kind":"notebok","name":"x"}]}', "machines[0].kind"],
    ['{"machinse":[]}', "machinse"],
  ])("refuses the fleet %s, naming field and rule", async (text, why) => {
    await writeFile(join(folder, "fleet.json"), text);
    await expect(emulate({ fleet: "fleet.json" })).rejects.toMatchObject({
      message: expect.stringMatching(/^--fleet: .*fleet\.json/),
    });
    await expect(emulate({ fleet: "fleet.json" })).rejects.toThrow(why);
  });
});
