import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runScan } from "../../lib/cli/commands/scan.ts";
import type { ScanDocument } from "../../lib/cli/scan/scan-document.ts";
import { OPERATIONS, type OperationName } from "../../lib/domain/modelarts/operations.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { type EmulatedCloud, startCloud, TEST_KEY } from "./support/emulated-cloud.ts";
import { type FakeTerminal, fakeTerminal } from "./support/fake-terminal.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { createTestClock } from "./support/test-clock.ts";

const HUAWEI = {
  HUAWEICLOUD_SDK_AK: TEST_KEY.accessKey,
  HUAWEICLOUD_SDK_SK: TEST_KEY.secretKey,
  HUAWEICLOUD_SDK_PROJECT_ID: SAMPLE_PROJECTS.huaweicloud,
};
const OTC = {
  OS_ACCESS_KEY: TEST_KEY.accessKey,
  OS_SECRET_KEY: TEST_KEY.secretKey,
  OS_PROJECT_ID: SAMPLE_PROJECTS.otc,
};

const PRICES = `version: 1
currency: EUR
source: invented example figures
flavors:
  modelarts.bm.gpu.v100NV32: 3.6
  pi2.2xlarge.4: 1.35
  physical.p3.8xlarge: 28.4
`;

/** Forgotten machines of the sample fleet that are on and have every metric they need. */
const IDLE = [
  // Two cores: what runs there by itself is more than 5 %, and counts for nothing.
  "genome-jonas-demo1",
  "ops-rebuild-1",
  "speech-carla-test1",
  "speech-david-eval1",
  "vision-anna-train1",
  "vision-bruno-trial1",
  "vision-elif-gpu3",
];

const keep = cleanUpAfterEach();

describe("curfew scan", () => {
  const clock = createTestClock();
  let cloud: EmulatedCloud;
  let folder: string;

  beforeEach(async () => {
    cloud = keep(await startCloud(clock));
    folder = keep(await makeTempFolder()).path;
  });

  function terminalWith(env: Readonly<Record<string, string>>): FakeTerminal {
    return fakeTerminal({ cwd: folder, env, now: clock.now });
  }

  async function scan(
    options: Readonly<Record<string, unknown>> = {},
    env: Readonly<Record<string, string>> = { ...HUAWEI, ...OTC },
  ) {
    const terminal = terminalWith(env);
    const code = await runScan({ args: [], options: { endpoint: cloud.url, ...options }, terminal });
    return { code, terminal, text: terminal.outLines.join("\n") };
  }

  async function scanJson(
    options: Readonly<Record<string, unknown>> = {},
    env?: Readonly<Record<string, string>>,
  ) {
    const { code, terminal } = await scan({ json: true, ...options }, env);
    expect(terminal.outLines).toHaveLength(1);
    return { code, terminal, document: JSON.parse(terminal.outLines[0] ?? "") as ScanDocument };
  }

  it("says what comes next, and hands on as a file what init would not find by itself", async () => {
    await writeFile(join(folder, "prices.yaml"), PRICES);
    expect((await scan()).text).toMatch(/Next: this scan once more with --out scan\.json, then curfew init/);
    const kept = await scan({ out: "scan.json", prices: "prices.yaml" });
    expect(kept.text).toMatch(/Next: curfew init --from-scan scan\.json --prices prices\.yaml$/);
    expect(kept.text).toMatch(/\n\nhuaweicloud http[^\n]+: no legacy-notebook\notc http/);
  });

  it("never writes: the journal stays empty and every call is a read", async () => {
    await scan();
    expect(await cloud.journal()).toEqual([]);
    const names = Object.keys(await cloud.calls()) as OperationName[];
    expect(names).toEqual(
      expect.arrayContaining(["ListAllDevServers", "QueryRange", "BatchQueryMetricData"]),
    );
    expect(names.filter((name) => OPERATIONS[name]?.effect !== "read")).toEqual([]);
  });

  it("lists both clouds, and prints a list before the signals are read", async () => {
    const { code, text } = await scan();
    expect(code).toBe(0);
    expect(text).toMatch(
      /notebook +vision-anna-train1 +RUNNING +modelarts\.bm\.gpu\.v100NV32 +anna +pay-per-use +6d/,
    );
    expect(text).toMatch(/legacy-notebook +weather-samir-lab1/);
    expect(text).toMatch(/dev-server +vision-nils-year1 +RUNNING +\S+ +nils +prepaid/);
    // No tag and no user tells whose the bare metal server is, so its owner is a guess and looks like one.
    expect(text).toMatch(/vision-mina-metal1 .* mina\? /);
    expect(text.indexOf("weather-samir-lab1")).toBeLessThan(text.indexOf("Idle now:"));
  });

  it("shows the first list while another one is still on its way", async () => {
    await cloud.fault({ fault: "delay", delayMs: 60_000, match: { operation: "ListAllDevServers" } });
    const terminal = terminalWith(HUAWEI);
    const running = runScan({ args: [], options: { endpoint: cloud.url }, terminal });
    const ended = expect(running).rejects.toMatchObject({ code: "timeout" });
    for (let turn = 0; turn < 500 && !terminal.outLines.join().includes("vision-anna-train1"); turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(terminal.outLines.join()).toContain("vision-anna-train1");
    // Ctrl-C ends it at once, although that answer is still to come.
    terminal.interrupt();
    await ended;
  });

  it("calls idle exactly what rests beyond doubt, and says of all others why not", async () => {
    const { document } = await scanJson();
    expect(document.idle.map(({ name }) => name).sort()).toEqual(IDLE);
    const reasons = Object.fromEntries(document.machines.map(({ name, verdict }) => [name, verdict?.reason]));
    expect(reasons).toMatchObject({
      "lidar-farid-sweep1": "busy",
      "genome-jonas-demo1": "idle",
      "search-hugo-train2": "no-evidence",
      "search-ines-legacy1": "no-evidence",
      "vision-olga-super1": "no-metrics",
      "weather-samir-lab1": "no-metrics",
    });
    const unexplained = document.machines.filter(({ verdict }) => verdict !== null && verdict.text === "");
    expect(unexplained).toEqual([]);
  });

  it("counts hours and no money without prices, and says how to get money", async () => {
    const { text } = await scan();
    expect(text).toContain("A stop would save: 5,110 machine-hours a month on 7 idle machines");
    expect(text).toContain("--prices prices.yaml");
    expect(text).not.toMatch(/\d EUR|prices: /);
  });

  it("sums money from the price file, with its source beside it", async () => {
    await writeFile(join(folder, "prices.yaml"), PRICES);
    const { text } = await scan({ prices: "prices.yaml" });
    expect(text).toContain("A stop would save: 12,483.00 EUR and 5,110 machine-hours a month");
    expect(text.match(/prices: invented example figures/g)).toHaveLength(3);
    expect(text).toMatch(/20,732\.00 EUR +bare metal is billed on while stopped +vision-mina-metal1/);
    const { document } = await scanJson({ prices: "prices.yaml" });
    expect(document.recoverable).toMatchObject({ perMonth: 12_483, source: "invented example figures" });
  });

  it("says what a stop would not save, and why", async () => {
    const { document } = await scanJson();
    const why = document.notRecoverable.map((entry) => entry.why).join("\n");
    for (const word of ["bare metal", "yearly/monthly", "supernode", "disks"]) expect(why).toContain(word);
  });

  it("goes on when a list fails, says so, and does not exit as if nothing was", async () => {
    // A sign-in page is not asked for again; a cloud that is down, with its pauses, is a long test.
    await cloud.fault({ fault: "html", times: 1_000, match: { operation: "ListAllDevServers" } });
    const { code, text } = await scan();
    expect(code).toBe(1);
    expect(text).toContain("vision-anna-train1");
    expect(text).toMatch(
      /not the whole picture:\n {2}huaweicloud dev-server: ListAllDevServers: the answer is not JSON/,
    );
  });

  it("goes on without owner tags, which is no failure", async () => {
    await cloud.fault({ fault: "html", times: 2, match: { operation: "FilterServersByTag" } });
    const { code, document } = await scanJson();
    expect(code).toBe(0);
    expect(document.problems).toMatchObject([{ what: "owner tags", seen: true }]);
    expect(document.machines.find(({ name }) => name === "lidar-rosa-gpu1")?.ownership.from).toBe("name");
  });

  it("blames the metric service for machines whose signals could not be read", async () => {
    await cloud.fault({ fault: "html", match: { operation: "QueryRange" } });
    const { code, document } = await scanJson();
    expect(code).toBe(1);
    expect(document.idle.map(({ name }) => name).sort()).toEqual(["ops-rebuild-1", "vision-elif-gpu3"]);
    const anna = document.machines.find(({ name }) => name === "vision-anna-train1");
    expect(anna?.verdict).toMatchObject({ reason: "signals-failed" });
  });

  it("looks at one cloud alone when only that has credentials", async () => {
    const { document } = await scanJson({}, OTC);
    expect(document.targets).toMatchObject([
      { name: "otc", machines: { notebook: 0, "legacy-notebook": 2 } },
    ]);
  });

  it("wants idleness to last as long as is asked for", async () => {
    const { document } = await scanJson({ idle: "24h" });
    expect(document.idleMs).toBe(86_400_000);
    expect(document.idle.map(({ name }) => name)).toContain("vision-bruno-trial1");
    expect(document.idle.map(({ name }) => name)).not.toContain("vision-anna-train1");
  });

  it("keeps the scan in a file, and no key anywhere", async () => {
    const { text, terminal } = await scan({ out: "scan.json" });
    const kept = await readFile(join(folder, "scan.json"), "utf8");
    expect(JSON.parse(kept)).toMatchObject({ version: 1, idle: expect.any(Array), problems: [] });
    expect(text).toContain("curfew init --from-scan scan.json");
    for (const said of [kept, text, terminal.errLines.join("\n")])
      expect(said).not.toContain(TEST_KEY.secretKey);
  });

  it("refuses wrong options before it asks anybody", async () => {
    await expect(scan({ idle: "5m" })).rejects.toMatchObject({ code: "usage" });
    await expect(scan({ prices: "none.yaml" })).rejects.toMatchObject({ code: "usage" });
    await expect(scan({}, {})).rejects.toMatchObject({ code: "missing-credentials" });
    expect(await cloud.calls()).toEqual({});
  });

  it("tells a wrong key from an empty cloud", async () => {
    const { code, text } = await scan({}, { ...HUAWEI, HUAWEICLOUD_SDK_SK: "another-example-secret" });
    expect(code).toBe(1);
    expect(text).toContain("unauthorized");
    expect(text).not.toContain("Idle now");
  });
});
