import { describe, expect, it } from "vitest";
import type { FleetMachineInput } from "../../../lib/emulator/fleet.ts";
import type { Pattern } from "../../../lib/emulator/truth.ts";
import { drive, START, testId } from "./driver.ts";

const HOUR = 3_600_000;
const CES = "/V1.0/{p}/batch-query-metric-data";
const AOM = "/v1/{p}/aom/api/v1/query_range";
const GPU = "modelarts.bm.gpu.v100NV32";

interface Point {
  readonly timestamp: number;
  readonly average?: number;
  readonly max?: number;
}

function server(more: Partial<FleetMachineInput> = {}): FleetMachineInput {
  return {
    kind: "dev-server",
    id: testId(1),
    name: "vision-anna-one",
    flavor: "p2s.4xlarge.8",
    createdMinutesAgo: 20_000,
    truth: { pattern: "steady-training" },
    ...more,
  };
}

function withServer(more: Partial<FleetMachineInput> = {}) {
  const cloud = drive({ fleet: { machines: [server(more)] } });
  const instance = String(cloud.call("GET", `/v1/{p}/dev-servers/${testId(1)}`).at("cloud_server.id"));
  const ask = (
    namespace: string,
    metric: string,
    window: { from: number; to: number; period?: string; filter?: string; gpu?: string },
  ) => {
    const dimensions = [{ name: "instance_id", value: instance }];
    if (window.gpu !== undefined) dimensions.push({ name: "gpu", value: window.gpu });
    const body = {
      metrics: [{ namespace, metric_name: metric, dimensions }],
      from: window.from,
      to: window.to,
      period: window.period ?? "300",
      filter: window.filter ?? "average",
    };
    const answer = cloud.call("POST", CES, { body });
    expect(answer.status).toBe(200);
    return answer.at("metrics.0.datapoints") as readonly Point[];
  };
  return { cloud, instance, ask };
}

const lastHour = { from: START - HOUR, to: START };

describe("Cloud Eye datapoints", () => {
  it("are the same whenever the same past is asked for, and other for another machine", () => {
    const one = withServer();
    const before = one.ask("SYS.ECS", "cpu_util", lastHour);
    expect(before).toHaveLength(12);
    one.cloud.pass(7200);
    expect(one.ask("SYS.ECS", "cpu_util", lastHour)).toEqual(before);
    expect(withServer({ id: testId(1) }).ask("SYS.ECS", "cpu_util", lastHour)).toEqual(before);
    expect(one.ask("SYS.ECS", "cpu_util", { from: START - 2 * HOUR, to: START - HOUR })).not.toEqual(before);
  });

  it("show the hidden truth only through meters: training is busy, a forgotten server was and no longer is", () => {
    const { ask } = withServer({ truth: { pattern: "forgotten", idleSinceHours: 3 } });
    const busy = ask("SYS.ECS", "cpu_util", { from: START - 4 * HOUR, to: START - 3 * HOUR });
    const idle = ask("SYS.ECS", "cpu_util", { from: START - 3 * HOUR, to: START });
    expect(Math.min(...busy.map((point) => point.average ?? 0))).toBeGreaterThan(25);
    expect(Math.max(...idle.map((point) => point.average ?? 100))).toBeLessThan(5);
  });

  it("are missing while the machine is off and begin again after a start", () => {
    const { cloud, ask } = withServer();
    cloud.call("PUT", `/v1/{p}/dev-servers/${testId(1)}/stop`);
    cloud.pass(7200);
    const whileOff = ask("SYS.ECS", "cpu_util", { from: START, to: START + 2 * HOUR });
    expect(whileOff).toEqual([]);
    expect(ask("SYS.ECS", "cpu_util", lastHour)).toHaveLength(12);
    cloud.call("PUT", `/v1/{p}/dev-servers/${testId(1)}/start`, { body: {} });
    cloud.pass(3600);
    expect(
      ask("SYS.ECS", "cpu_util", { from: START + 2 * HOUR, to: START + 3 * HOUR }).length,
    ).toBeGreaterThan(9);
  });

  it("come from the agent every minute and from outside every five, raw", () => {
    const { ask } = withServer();
    const times = (points: readonly Point[]) => points.map((point) => point.timestamp);
    const agent = times(ask("AGT.ECS", "cpu_usage", { ...lastHour, period: "1" }));
    expect([agent.length, (agent[1] ?? 0) - (agent[0] ?? 0)]).toEqual([60, 60_000]);
    const outside = times(ask("SYS.ECS", "cpu_util", { ...lastHour, period: "1" }));
    expect([outside.length, (outside[1] ?? 0) - (outside[0] ?? 0)]).toEqual([12, 300_000]);
  });

  it("are none for a dead agent, while the hypervisor still sees the load", () => {
    const { ask } = withServer({ truth: { pattern: "dead-agent" } });
    expect(ask("AGT.ECS", "cpu_usage", lastHour)).toEqual([]);
    expect(ask("AGT.ECS", "gpu_usage_gpu", { ...lastHour, gpu: "0" })).toEqual([]);
    expect(ask("SYS.ECS", "cpu_util", lastHour)).toHaveLength(12);
  });

  it("are kept per GPU, and only for GPUs that exist", () => {
    const { ask } = withServer();
    const first = ask("AGT.ECS", "gpu_usage_gpu", { ...lastHour, gpu: "0" });
    const second = ask("AGT.ECS", "gpu_usage_gpu", { ...lastHour, gpu: "1" });
    expect(first).toHaveLength(12);
    expect(second).not.toEqual(first);
    expect(ask("AGT.ECS", "gpu_usage_gpu", { ...lastHour, gpu: "2" })).toEqual([]);
    expect(ask("AGT.ECS", "gpu_usage_gpu", lastHour)).toEqual([]);
  });

  it("of bare metal stand under SERVICE.BMS and need the agent", () => {
    const { ask } = withServer({ serverType: "BMS" });
    expect(ask("SYS.ECS", "cpu_util", lastHour)).toEqual([]);
    expect(ask("SERVICE.BMS", "cpu_usage", lastHour)).toHaveLength(12);
  });

  it("call the inbound rate net_bitSent, in bits", () => {
    const { ask } = withServer();
    const inbound = ask("AGT.ECS", "net_bitSent", { ...lastHour, period: "300" })[0]?.average ?? 0;
    const bytes = ask("SYS.ECS", "network_incoming_bytes_rate_inband", lastHour)[0]?.average ?? 0;
    expect(inbound / bytes).toBeCloseTo(8, 3);
  });

  it("reach back only as far as their period allows, without a word", () => {
    const { ask } = withServer();
    expect(ask("SYS.ECS", "cpu_util", { from: START - 48 * HOUR, to: START })).toHaveLength(288);
    const raw = ask("AGT.ECS", "cpu_usage", { from: START - 8 * HOUR, to: START, period: "1" });
    expect(raw[0]?.timestamp).toBe(START - 4 * HOUR);
    expect(
      ask("SYS.ECS", "cpu_util", { from: START - 100 * 24 * HOUR, to: START, period: "86400" }).length,
    ).toBe(14);
  });

  it("do not exist before their period is over", () => {
    const { ask } = withServer();
    expect(ask("SYS.ECS", "cpu_util", { from: START - 60_000, to: START + HOUR })).toEqual([]);
  });

  it("can be put together in five ways", () => {
    const { ask } = withServer();
    const by = (filter: string) =>
      (ask("AGT.ECS", "cpu_usage", { ...lastHour, filter })[0] as unknown as Record<string, number>)[
        filter
      ] ?? 0;
    expect(by("min")).toBeLessThan(by("average"));
    expect(by("average")).toBeLessThan(by("max"));
    expect(by("sum")).toBeCloseTo(by("average") * 5, 0);
    expect(by("variance")).toBeGreaterThan(0);
  });
});

describe("limits of Cloud Eye", () => {
  const metric = {
    namespace: "SYS.ECS",
    metric_name: "cpu_util",
    dimensions: [{ name: "instance_id", value: "x" }],
  };
  const body = (count: number, period: string) => ({
    metrics: Array.from({ length: count }, () => metric),
    from: START - 300_000,
    to: START,
    period,
    filter: "average",
  });

  it.each([
    ["huaweicloud", 500, "60", 200],
    ["huaweicloud", 501, "300", 400],
    ["otc", 10, "300", 200],
    ["otc", 11, "300", 400],
    ["otc", 1, "60", 400],
  ] as const)("on %s, %i metrics with period %s answer %i", (cloud, count, period, status) => {
    const answer = drive({ fleet: { cloud } }).call("POST", CES, { body: body(count, period) });
    expect(answer.status).toBe(status);
    if (status === 400)
      expect(answer.json).toMatchObject({ http_code: "400", message: { code: "ces.0014" } });
  });

  it("list metrics page by page from a marker", () => {
    const { cloud, instance } = withServer();
    const list = (query: Record<string, string>) => cloud.call("GET", "/V1.0/{p}/metrics", { query });
    const all = list({});
    const total = Number(all.at("meta_data.total"));
    expect([all.at("meta_data.count"), all.at("metrics.0.namespace")]).toEqual([total, "SYS.ECS"]);
    const names: unknown[] = [];
    let start: string | undefined;
    for (let page = 0; page < 10; page += 1) {
      const answer = list({ limit: "3", ...(start === undefined ? {} : { start }) });
      const metrics = answer.at("metrics") as unknown[];
      if (metrics.length === 0) break;
      names.push(...metrics);
      start = String(answer.at("meta_data.marker"));
    }
    expect(names).toEqual(all.at("metrics"));
    const gpus = list({ metric_name: "gpu_usage_gpu", "dim.0": `instance_id,${instance}` });
    expect(gpus.at("meta_data.total")).toBe(2);
  });
});

function notebook(
  number: number,
  pattern: Pattern,
  more: Partial<FleetMachineInput> = {},
): FleetMachineInput {
  return {
    kind: "notebook",
    id: testId(number),
    name: `vision-anna-${number}`,
    flavor: GPU,
    createdMinutesAgo: 10_000,
    truth: { pattern },
    ...more,
  };
}

describe("AOM container metrics", () => {
  const end = START / 1000 - 300;
  const ask = (cloud: ReturnType<typeof drive>, query: string, more: Record<string, string | number> = {}) =>
    cloud.call("GET", AOM, { query: { query, start: end - 3600, end, step: "60s", ...more } });
  const fleet = drive({
    fleet: {
      machines: [
        notebook(1, "steady-training"),
        notebook(2, "idle"),
        notebook(3, "dead-agent"),
        notebook(4, "no-metrics"),
        notebook(5, "tiny-flavor", { flavor: "modelarts.vm.cpu.2u" }),
      ],
    },
  });
  const large = drive({
    fleet: { machines: [notebook(6, "steady-training", { flavor: "modelarts.bm.gpu.4v100NV32" })] },
  });
  const series = (query: string) =>
    (ask(fleet, query).at("data.result") as {
      metric: Record<string, string>;
      values: [number, string][];
    }[]) ?? [];
  const ids = (query: string) => series(query).map(({ metric }) => metric["service_id"]);

  it("answer a matrix with times in seconds and values as text", () => {
    const answer = ask(fleet, `ma_container_gpu_util{service_id="${testId(1)}"}`);
    expect(answer.json).toMatchObject({ status: "success", data: { resultType: "matrix" } });
    const [only] = series(`ma_container_gpu_util{service_id="${testId(1)}"}`);
    expect(only?.metric).toEqual({
      ...{ __name__: "ma_container_gpu_util", service_id: testId(1), gpu_index: "0" },
    });
    expect(only?.values).toHaveLength(61);
    expect(only?.values.every(([at, value]) => at % 60 === 0 && Number(value) > 80)).toBe(true);
  });

  it("have a series for each GPU, which can be asked for by its index", () => {
    const labels = (query: string) =>
      (ask(large, query).at("data.result") as { metric: Record<string, string> }[]).map(
        ({ metric }) => metric["gpu_index"] ?? "none",
      );
    expect(labels("ma_container_gpu_util")).toEqual(["0", "1", "2", "3"]);
    expect(labels("ma_container_cpu_util")).toEqual(["none"]);
    expect(labels('{__name__=~"ma_container_.*_util",gpu_index="2"}')).toEqual(["2"]);
  });

  it("have no series for a notebook that reports nothing, or has no GPU", () => {
    expect(ids("ma_container_gpu_util")).toEqual([testId(1), testId(2)]);
    expect(ids("ma_container_cpu_util")).toEqual([testId(1), testId(2), testId(5)]);
  });

  it.each([
    [`ma_container_gpu_util{service_id=~"${testId(2)}|${testId(3)}"}`, [testId(2)]],
    [`{__name__="ma_container_gpu_util",service_id=~".*1"}`, [testId(1)]],
    [`ma_container_gpu_util{service_id!="${testId(1)}"}`, [testId(2)]],
    [`ma_container_gpu_util{service_id!~".*1", }`, [testId(2)]],
    [`ma_container_gpu_util{container_name="modelarts-training"}`, []],
    ["some_other_metric", []],
  ])("understand %s", (query, expected) => {
    expect(ids(query)).toEqual(expected);
  });

  it("match a name by pattern", () => {
    const names = series(`{__name__=~"ma_container_(cpu|gpu)_util",service_id="${testId(1)}"}`);
    expect(names.map(({ metric }) => metric["__name__"])).toEqual([
      "ma_container_cpu_util",
      "ma_container_gpu_util",
    ]);
  });

  it.each([
    [""],
    ["{}"],
    ["ma_container_cpu_util{"],
    ["ma_container_cpu_util{service_id}"],
    [`ma_container_cpu_util{service_id=~"("}`],
    ["rate(ma_container_cpu_util[5m])"],
  ])("answer 400 to %j", (query) => {
    const answer = ask(fleet, query);
    expect(answer.status).toBe(400);
    expect(answer.code).toBe("AOM.04008001");
  });

  it("refuse more than 11,000 steps and a time that runs backwards", () => {
    expect(ask(fleet, "ma_container_cpu_util", { step: "1s", start: end - 12_000 }).status).toBe(400);
    expect(ask(fleet, "ma_container_cpu_util", { start: end + 1 }).status).toBe(400);
  });

  it("arrive five minutes late", () => {
    const now = START / 1000;
    const answer = ask(fleet, `ma_container_cpu_util{service_id="${testId(1)}"}`, {
      start: now - 600,
      end: now,
      step: 60,
    });
    const values = answer.at("data.result.0.values") as [number, string][];
    const newest = values.find(([at]) => at === now - 300)?.[1];
    // What is shown for the last minutes is the newest sample that has arrived, repeated.
    expect(values.filter(([at]) => at > now - 300).every(([, value]) => value === newest)).toBe(true);
  });

  it("do not exist on Open Telekom Cloud", () => {
    const otc = drive({ fleet: { cloud: "otc", machines: [notebook(1, "busy")] } });
    expect(ask(otc, "ma_container_cpu_util").code).toBe("APIG.0101");
  });
});

describe("tags of the servers behind DevServers", () => {
  const path = "/v1/{p}/cloudservers/resource_instances/action";
  const cloud = drive({
    fleet: {
      machines: [
        server({ tags: { team: "vision", owner: "anna" } }),
        server({ id: testId(2), name: "speech-bruno-two", tags: { team: "speech" } }),
        server({ id: testId(3), name: "vision-metal", serverType: "BMS", tags: { team: "vision" } }),
      ],
    },
  });
  const names = (body: Record<string, unknown>) =>
    (
      cloud.call("POST", path, { body: { action: "filter", ...body } }).at("resources") as {
        resource_name: string;
      }[]
    ).map((item) => item.resource_name);

  it("join values by or and keys by and, and know ECS only", () => {
    expect(names({})).toEqual(["vision-anna-one", "speech-bruno-two"]);
    expect(names({ tags: [{ key: "team", values: ["vision", "lidar"] }] })).toEqual(["vision-anna-one"]);
    expect(names({ tags: [{ key: "team", values: [] }] })).toHaveLength(2);
    expect(
      names({
        tags: [
          { key: "team", values: ["vision"] },
          { key: "owner", values: ["bruno"] },
        ],
      }),
    ).toEqual([]);
    expect(names({ not_tags: [{ key: "team", values: ["vision"] }] })).toEqual(["speech-bruno-two"]);
    expect(names({ matches: [{ key: "resource_name", value: "bruno" }] })).toEqual(["speech-bruno-two"]);
    expect(names({ limit: "1", offset: "1" })).toEqual(["speech-bruno-two"]);
  });

  it("are found under the id of the server, not of the DevServer", () => {
    const answer = cloud.call("POST", path, { body: { action: "filter" } });
    const show = cloud.call("GET", `/v1/{p}/dev-servers/${testId(1)}`);
    expect(answer.at("resources.0.resource_id")).toBe(show.at("cloud_server.id"));
    expect(cloud.call("POST", path, { body: { action: "count" } }).json).toEqual({ total_count: 2 });
  });
});
