import { describe, expect, it } from "vitest";
import { initialState, parseFleet } from "../../../lib/emulator/create-emulator.ts";
import { DEFAULT_MIX, generateFleet } from "../../../lib/emulator/generate-fleet.ts";
import { machinesOf, reallyWorks } from "../../../lib/emulator/reveal.ts";
import { SAMPLE_FLEET, SAMPLE_PROJECTS } from "../../../lib/emulator/sample-fleet.ts";
import type { Pattern } from "../../../lib/emulator/truth.ts";
import { drive, KEY, START } from "./driver.ts";

describe("a generated fleet", () => {
  it("is the same for the same seed and another one for another seed", () => {
    expect(generateFleet({ size: 50, seed: 3 })).toEqual(generateFleet({ size: 50, seed: 3 }));
    expect(generateFleet({ size: 50, seed: 3 })).not.toEqual(generateFleet({ size: 50, seed: 4 }));
  });

  it("has the default mix exactly", () => {
    const machines = generateFleet({ size: 100 }).machines ?? [];
    const counts: Partial<Record<Pattern, number>> = {};
    for (const { truth } of machines) if (truth) counts[truth.pattern] = (counts[truth.pattern] ?? 0) + 1;
    expect(counts).toEqual(DEFAULT_MIX);
    expect(machines.filter((machine) => machine.kind === "notebook")).toHaveLength(70);
  });

  it("has the mix and the kinds that are asked for", () => {
    const machines =
      generateFleet({ size: 7, mix: { idle: 1, busy: 1 }, kinds: { notebook: 1 } }).machines ?? [];
    expect(machines).toHaveLength(7);
    expect(new Set(machines.map((machine) => machine.truth?.pattern))).toEqual(new Set(["idle", "busy"]));
    expect(machines.every((machine) => machine.kind === "notebook")).toBe(true);
  });

  it("is a valid fleet with names of the form team-owner-purpose and different ids", () => {
    const state = initialState({ credentials: [KEY], fleet: generateFleet({ size: 500 }) }, START);
    expect(state.machines.size).toBe(500);
    for (const { name } of machinesOf(state, START)) expect(name).toMatch(/^[a-z]+-[a-z]+-[a-z]+\d+$/);
  });
});

describe("a fleet file", () => {
  it.each([
    [{ machines: [{ kind: "toaster", name: "a" }] }, "machines[0].kind"],
    [
      { machines: [{ kind: "notebook", name: "a", truth: { pattern: "lazy" } }] },
      "machines[0].truth.pattern",
    ],
    [{ machnes: [] }, "machnes"],
    [{ projects: { "no spaces": { cloud: "otc" } } }, "no spaces"],
  ])("%j is refused, naming the field", (fleet, field) => {
    expect(() => parseFleet(fleet)).toThrow(field);
  });

  it("keeps ids that it names and derives the others from its seed", () => {
    const fleet = (seed: number) => ({ seed, machines: [{ kind: "notebook" as const, name: "a" }] });
    const idOf = (seed: number) =>
      machinesOf(initialState({ credentials: [KEY], fleet: fleet(seed) }, START), START)[0]?.id;
    expect(idOf(1)).toBe(idOf(1));
    expect(idOf(1)).not.toBe(idOf(2));
  });

  it("in the middle of a transition lets it end", () => {
    const cloud = drive({ fleet: { machines: [{ kind: "notebook", name: "a", status: "STARTING" }] } });
    cloud.pass(30);
    expect(cloud.control("GET", "state").at("resources.0.status")).toBe("RUNNING");
  });

  it("is refused with a speed that is not above zero", () => {
    expect(() => initialState({ credentials: [], speed: 0 }, START)).toThrow("speed");
  });
});

describe("the sample fleet", () => {
  const cloud = drive({ fleet: SAMPLE_FLEET });
  const hw = { project: SAMPLE_PROJECTS.huaweicloud };

  it("has idle and busy GPU notebooks, and two without metrics", () => {
    const end = START / 1000 - 300;
    const answer = cloud.call("GET", "/v1/{p}/aom/api/v1/query_range", {
      ...hw,
      query: { query: "ma_container_gpu_util", start: end - 3 * 3600, end, step: 60 },
    });
    const series = answer.at("data.result") as {
      metric: Record<string, string>;
      values: [number, string][];
    }[];
    const idle = series.filter(({ values }) => values.every(([, value]) => Number(value) <= 1));
    const running = cloud.call("GET", "/v1/{p}/notebooks", {
      ...hw,
      query: { status: "RUNNING", limit: 50 },
    });
    expect(running.at("total")).toBe(10);
    expect(idle).toHaveLength(4);
    expect(series).toHaveLength(7);
  });

  it("has a team vision with every kind of billing and hardware", () => {
    const servers = cloud.call("GET", "/v1/{p}/dev-servers/all", hw).at("data") as {
      name: string;
      charging_mode: string;
      cloud_server: { type: string };
    }[];
    const vision = servers.filter(({ name }) => name.startsWith("vision-"));
    const count = (mode: string, type: string) =>
      vision.filter((one) => one.charging_mode === mode && one.cloud_server.type === type).length;
    expect([
      count("POST_PAID", "ECS"),
      count("PRE_PAID", "ECS"),
      count("POST_PAID", "BMS"),
      count("POST_PAID", "HPS"),
    ]).toEqual([4, 1, 1, 1]);
    expect(servers.length).toBeGreaterThan(vision.length);
  });

  it("has two old development environments on Open Telekom Cloud", () => {
    const list = cloud.call("GET", "/v1/{p}/demanager/instances", {
      project: SAMPLE_PROJECTS.otc,
      query: { de_type: "Notebook" },
    });
    expect(list.at("total_count")).toBe(2);
  });

  it("tells its truth to the control API alone", () => {
    const truth = cloud.control("GET", "truth").json as { name: string; pattern: string; works: boolean }[];
    expect(truth.find(({ name }) => name === "vision-anna-train1")).toMatchObject({
      pattern: "forgotten",
      works: false,
    });
    expect(truth.find(({ name }) => name === "lidar-farid-sweep1")).toMatchObject({
      pattern: "busy",
      works: true,
    });
    const paths = ["/v1/{p}/notebooks", "/v1/{p}/dev-servers", "/v1/{p}/dev-servers/hyperinstance"];
    for (const path of paths) {
      const text = new TextDecoder().decode(cloud.call("GET", path, hw).raw.body);
      expect(text).not.toMatch(/truth|pattern|forgotten|idleSince/);
    }
  });

  it("says that a stopped machine does not work, whatever its truth", () => {
    const [machine] = machinesOf(cloud.state(), START).filter(({ name }) => name === "vision-anna-gpu1");
    if (!machine) throw new Error("no such machine");
    expect(reallyWorks(machine, START)).toBe(true);
    expect(reallyWorks({ ...machine, runs: [{ from: START - 1000, to: START }] }, START)).toBe(false);
  });
});
