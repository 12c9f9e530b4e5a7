import { describe, expect, it } from "vitest";
import { createModelArtsClient } from "../../../../lib/clients/modelarts/client.ts";
import { createTargetCloud } from "../../../../lib/clients/target/target-cloud.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { createEmulator } from "../../../../lib/emulator/create-emulator.ts";
import type { Pattern } from "../../../../lib/emulator/truth.ts";
import type { HttpTransport } from "../../../../lib/ports/http-transport.ts";

const HOUR = 3_600_000;
/** A Monday morning at work. */
const NOW = Date.UTC(2026, 2, 2, 10);
const KEY = { accessKey: "EXAMPLEACCESSKEY", secretKey: "EXAMPLESECRETKEYNOTREAL" };
const PROJECT = "1111aaaa2222bbbb3333cccc4444dddd";

/** A target whose cloud is the emulator, reached without a socket at an address of this machine. */
function createStage(patterns: readonly Pattern[], cloud: "huaweicloud" | "otc" = "huaweicloud") {
  const machines = patterns.map((pattern) => ({
    ...{ kind: "notebook" as const, name: pattern, flavor: "modelarts.vm.cpu.8u", createdMinutesAgo: 600 },
    truth: { pattern },
    lease: { type: "idle" as const, durationMs: 72 * HOUR },
  }));
  const emulator = createEmulator({
    credentials: [KEY],
    fleet: { cloud, projects: { [PROJECT]: { cloud } }, machines },
    now: () => NOW,
  });
  const transport: HttpTransport = async ({ method, url, headers, body }) => {
    const { pathname, search, host } = new URL(url);
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    const { status, ...answer } = emulator.handle({
      ...{ method, path: pathname, query: search.slice(1), body: body ?? new Uint8Array() },
      headers: { host, ...Object.fromEntries(lower) },
    });
    return { status, headers: answer.headers, body: answer.body };
  };
  const client = createModelArtsClient({
    ...{ cloud, projectId: PROJECT, credentials: () => KEY, transport, now: () => new Date(NOW) },
    ...{ region: cloud === "otc" ? "eu-de" : "cn-north-4", endpoint: "http://127.0.0.1:9" },
  });
  const parts = { name: "prod", cloud, client, allow: [], tagKeys: [], now: () => NOW };
  const resolveSecret = (reference: string) => reference;
  return { emulator, transport, port: createTargetCloud({ ...parts, resolveSecret, transport }) };
}

type Stage = ReturnType<typeof createStage>;

async function tell({ port }: Stage, jupyter = true) {
  const { resources } = await port.list("notebook");
  const measured = await port.measure(resources, { nowMs: NOW, windowMs: 2 * HOUR, jupyter });
  return { resources, measured };
}

function own(resources: readonly Resource[], { byResource }: Awaited<ReturnType<Stage["port"]["measure"]>>) {
  return Object.fromEntries(
    resources.map(({ name, ref }) => [
      name,
      (byResource.get(ref) ?? []).flatMap(({ signal, max }) => (signal === "kernels" ? [max] : [])),
    ]),
  );
}

describe("notebooks that are asked themselves", () => {
  it("tell what their kernels do, whatever their meters say", async () => {
    const stage = createStage(["dead-agent", "idle", "ssh-only"]);
    const { resources, measured } = await tell(stage);
    expect(own(resources, measured)).toEqual({ "dead-agent": [1], idle: [0], "ssh-only": [0] });
    const rested = resources.find(({ name }) => name === "idle")?.ref ?? "";
    const signals = measured.byResource.get(rested)?.map(({ signal }) => signal);
    expect(signals).toEqual(expect.arrayContaining(["cpu", "network", "kernels", "sessions", "terminals"]));
  });

  it("are not asked unless the policy says so", async () => {
    const stage = createStage(["idle"]);
    const { measured } = await tell(stage, false);
    expect([...measured.byResource.values()].flat().map(({ signal }) => signal)).not.toContain("kernels");
    expect(stage.emulator.state().calls["ShowNotebook"]).toBeUndefined();
  });

  it("do not count the question as activity, while any other question does", async () => {
    const stage = createStage(["idle"]);
    await tell(stage);
    expect(stage.emulator.state().notebookActivity.size).toBe(0);
    const [{ id = "" } = {}] = (await stage.port.list("notebook")).resources;
    const base = { method: "GET", timeoutMs: 1_000, responseBytesMax: 10_000 } as const;
    const url = `http://127.0.0.1:9/_notebook/${id}/api/kernels`;
    const refused = await stage.transport({ ...base, url, headers: { authorization: "token wrong" } });
    expect(refused.status).toBe(403);
    const { notebookToken } = await import("../../../../lib/emulator/jupyter/answer-jupyter.ts");
    const [machine] = stage.emulator.state().machines.shards.flatMap((shard) => [...shard.values()]);
    if (machine?.kind !== "notebook") throw new Error("no notebook");
    const authorization = `token ${notebookToken(machine)}`;
    await stage.transport({ ...base, url, headers: { authorization } });
    expect(stage.emulator.state().notebookActivity.get(id)).toBe(NOW);
  });

  it("are all there is to know where the cloud has no meters and nobody can come in by SSH", async () => {
    const { measured } = await tell(createStage(["idle"], "otc"));
    const [votes = []] = measured.byResource.values();
    expect(votes.map(({ signal, alone }) => `${signal} ${alone}`)).toEqual([
      "kernels true",
      "sessions true",
      "terminals true",
    ]);
  });
});
