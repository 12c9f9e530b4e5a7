import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModelArtsClient, type ModelArtsClient } from "../../lib/clients/modelarts/client.ts";
import { SAMPLE_FLEET, SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { type RunningEmulator, startEmulator } from "../../lib/emulator/start-emulator.ts";

const KEY = { accessKey: "EXAMPLE0ACCESSKEY", secretKey: "example-secret-key" };

describe("calls beside the daily ones, against the emulator", () => {
  let emulator: RunningEmulator;
  let client: ModelArtsClient;

  beforeAll(async () => {
    emulator = await startEmulator({ credentials: [KEY], fleet: SAMPLE_FLEET, speed: 1_000 });
    client = createModelArtsClient({
      cloud: "huaweicloud",
      endpoint: emulator.url,
      projectId: SAMPLE_PROJECTS.huaweicloud,
      credentials: () => KEY,
    });
  });

  afterAll(async () => {
    await client.close();
    await emulator.close();
  });

  it("syncDevServers answers the caller's list", async () => {
    const page = await client.syncDevServers({ limit: 5 });
    expect(page?.data).toHaveLength(5);
  });

  it("getHyperinstance shows a supernode with its servers", async () => {
    const [listed] = (await client.listHyperinstances()).data;
    const node = await client.getHyperinstance(listed?.id ?? "");
    expect(node).toMatchObject({ id: listed?.id, name: "vision-olga-super1" });
    expect(node.servers?.map(({ name }) => name)).toEqual(["vision-olga-node1"]);
  });

  it("stopHyperinstance and startHyperinstance move it", async () => {
    const [listed] = (await client.listHyperinstances()).data;
    const id = listed?.id ?? "";
    await client.stopHyperinstance(id);
    await expect.poll(async () => (await client.getHyperinstance(id)).status).toBe("STOPPED");
    await client.startHyperinstance(id);
    await expect.poll(async () => (await client.getHyperinstance(id)).status).toBe("ACTIVE");
  });

  it("renameDevServer is updateDevServer, and showLease tells what the notebook tells", async () => {
    const [server] = (await client.listDevServers()).data;
    expect(await client.updateDevServer(server?.id ?? "", { name: "renamed-1" })).toMatchObject({
      name: "renamed-1",
    });
    const [notebook] = (await client.listNotebooks({ status: "RUNNING" })).data;
    const lease = await client.showLease(notebook?.id ?? "");
    expect(lease.duration).toBe(notebook?.lease?.duration);
  });
});
