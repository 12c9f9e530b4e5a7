import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModelArtsClient, type ModelArtsClient } from "../../lib/clients/modelarts/client.ts";
import { collectPages } from "../../lib/clients/modelarts/paging.ts";
import { SAMPLE_FLEET, SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { type RunningEmulator, startEmulator } from "../../lib/emulator/start-emulator.ts";
import { FAKE_CREDENTIALS } from "../fixtures/fake-credentials.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("the client and the emulator", () => {
  const clouds = ["huaweicloud", "otc"] as const;
  const clients = new Map<string, ModelArtsClient>();
  const running: RunningEmulator[] = [];
  const clientOf = (cloud: (typeof clouds)[number]): ModelArtsClient => {
    const client = clients.get(cloud);
    if (!client) throw new Error(`no client for ${cloud}`);
    return client;
  };

  beforeAll(async () => {
    const emulator = await startEmulator({ credentials: [FAKE_CREDENTIALS], fleet: SAMPLE_FLEET });
    running.push(emulator);
    for (const cloud of clouds) {
      const projectId = SAMPLE_PROJECTS[cloud];
      clients.set(
        cloud,
        createModelArtsClient({
          ...{ cloud, projectId, endpoint: emulator.url, credentials: () => FAKE_CREDENTIALS },
          limits: { backoffMs: 1, pauseMaxMs: 5 },
        }),
      );
    }
  });

  afterAll(async () => {
    for (const client of clients.values()) await client.close();
    for (const emulator of running) await emulator.close();
  });

  it("agree about listings, page by page and whole", async () => {
    const client = clientOf("huaweicloud");
    const servers = await collectPages(client.listings.devServers());
    expect(servers).toMatchObject({ complete: true, total: servers.items.length });
    expect(servers.items.length).toBeGreaterThan(0);
    for (const cloud of clouds) {
      const notebooks = await collectPages(clientOf(cloud).listings.allNotebooks());
      expect(notebooks).toMatchObject({ complete: true, total: notebooks.items.length });
    }
    expect((await client.listAllDevServers()).data.length).toBeGreaterThan(0);
    expect((await client.listDevServerFlavors()).data.length).toBeGreaterThan(0);
    expect((await client.listNotebookFlavors()).data.length).toBeGreaterThan(0);
    expect((await client.listHyperinstances()).data).toEqual(expect.any(Array));
    expect((await client.listLegacyNotebooks()).instances).toEqual(expect.any(Array));
  });

  it("agree about a machine and what is done to it", async () => {
    const client = clientOf("huaweicloud");
    const { items } = await collectPages(client.listings.devServers());
    const id = items.find(({ status }) => status === "RUNNING")?.id ?? "";
    expect((await client.showDevServer(id)).id).toBe(id);
    expect((await client.stopDevServer(id))?.status).toBe("STOPPING");
    await expect(client.reinstallDevServerOS(id, { key_pair_name: "ops" })).rejects.toMatchObject({
      details: { status: 400, ambiguous: false },
    });
  });

  it("agree about what is not there", async () => {
    const expected = { code: "not-found", details: { status: 400 } };
    const client = clientOf("huaweicloud");
    await expect(client.showDevServer(NOBODY)).rejects.toMatchObject(expected);
    await expect(client.stopDevServer(NOBODY)).rejects.toMatchObject(expected);
    await expect(clientOf("otc").showNotebook(NOBODY)).rejects.toMatchObject(expected);
    await expect(clientOf("otc").showLegacyNotebook(NOBODY)).rejects.toMatchObject(expected);
  });

  it("agree about signals", async () => {
    const client = clientOf("huaweicloud");
    const now = Date.now();
    const metric = { namespace: "SYS.ECS", metric_name: "cpu_util" };
    const dimensions = [{ name: "instance_id", value: NOBODY }];
    const answer = await client.batchQueryMetricData({
      metrics: [{ ...metric, dimensions }],
      ...{ from: now - 3_600_000, to: now, period: "300", filter: "average" },
    });
    expect(answer.metrics.flatMap(({ datapoints }) => datapoints)).toEqual([]);
    const seconds = Math.floor(now / 1000);
    const range = { start: seconds - 3600, end: seconds, step: 60 };
    expect(await client.queryRange({ query: "ma_container_cpu_util", ...range })).toMatchObject({
      status: "success",
    });
    expect((await client.filterServersByTag({ action: "filter" })).resources).toEqual(expect.any(Array));
    expect((await client.listMetrics()).metrics).toEqual(expect.any(Array));
  });

  it("agree that a wrong key is refused", async () => {
    const client = createModelArtsClient({
      cloud: "huaweicloud",
      projectId: SAMPLE_PROJECTS.huaweicloud,
      endpoint: running[0]?.url ?? "",
      credentials: () => ({ ...FAKE_CREDENTIALS, secretKey: "example-wrong-key" }),
    });
    await expect(client.listDevServers()).rejects.toMatchObject({ code: "unauthorized" });
    await client.close();
  });
});
