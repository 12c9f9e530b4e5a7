import { describe, expect, it } from "vitest";
import type { Config } from "../../../lib/domain/config.ts";
import { permissionsOf } from "../../../lib/stack/permissions.ts";
import { configOf, HUAWEI, OTC } from "./configs.ts";

const NOTHING = { bucket: null, invokes: false } as const;

async function actionsOf(text: string, change: (config: Config) => Partial<Config> = () => ({})) {
  const config = await configOf(text);
  const cloud = config.targets[0]?.cloud ?? "huaweicloud";
  const { project, notes } = permissionsOf({ ...config, ...change(config) }, { cloud, ...NOTHING });
  return { actions: project?.Statement.flatMap(({ Action }) => Action) ?? [], notes };
}

describe("permissions", () => {
  it("are those of the calls that policies, allow list and targets can lead to", async () => {
    const { actions } = await actionsOf(HUAWEI);
    expect(actions).toEqual([
      "aom:metric:get",
      "modelarts:devserver:get",
      "modelarts:devserver:list",
      "modelarts:devserver:listByUser",
      "modelarts:devserver:start",
      "modelarts:devserver:stop",
      "modelarts:notebook:action",
      "modelarts:notebook:get",
      "modelarts:notebook:list",
      "modelarts:notebook:updateStopPolicy",
    ]);
  });

  it("include the bills and the lists that budgets are metered by", async () => {
    const config = await configOf(HUAWEI);
    const [first] = config.targets;
    const budgeted: Config = {
      ...config,
      policies: config.policies.slice(0, 1),
      budgets: [
        {
          ...{ name: "all", amount: 1, currency: "EUR", per: "month", zone: "UTC" },
          ...{ scope: null, levels: [] },
        },
      ],
      prices: { [first?.name ?? ""]: { version: 1, currency: "EUR", source: "example", flavors: {} } },
    };
    const found = permissionsOf(budgeted, { cloud: "huaweicloud", ...NOTHING });
    const bills = "costCenter:costAnalysis:listCosts";
    expect(found.global?.Statement).toEqual([{ Effect: "Allow", Action: [bills] }]);
    expect(found.project?.Statement[0]?.Action).toContain("modelarts:devserver:list");
    expect(found.why[bills]).toEqual(["the bills that budgets are compared with; optional"]);
    expect(found.notes.map(({ about }) => about)).toContain("bills");
    expect(permissionsOf(budgeted, { cloud: "otc", ...NOTHING }).global).toBeNull();
  });

  it("include publishing where a topic of a region of ours is told", async () => {
    const told = (region: string) => ({
      teams: {
        ops: { members: [], zone: null, calendar: null, tell: [`smn:urn:smn:${region}:0a:alerts`] },
      },
    });
    expect((await actionsOf(OTC, () => told("eu-de"))).actions).toContain("smn:topic:publish");
    expect((await actionsOf(OTC, () => told("cn-north-4"))).actions).not.toContain("smn:topic:publish");
  });

  it("shrink with the allow list", async () => {
    const { actions } = await actionsOf(HUAWEI, () => ({ allow: ["stop"] }));
    expect(actions).not.toContain("modelarts:devserver:start");
    expect(actions).not.toContain("modelarts:notebook:updateStopPolicy");
  });

  it("shrink with the kinds that policies speak of", async () => {
    const { actions } = await actionsOf(HUAWEI, ({ policies }) => ({ policies: policies.slice(0, 1) }));
    expect(actions.filter((action) => action.includes("devserver"))).toEqual([]);
  });

  it("include metrics of servers and tags only where something looks at them", async () => {
    const { actions } = await actionsOf(HUAWEI, ({ policies }) => ({
      policies: policies.map((policy) => ({ ...policy, idleMs: 3_600_000 })),
      owners: [{ kind: "field", field: "tag:owner" }],
    }));
    expect(actions).toEqual(
      expect.arrayContaining(["ces:metricData:list", "ces:metrics:list", "ecs:cloudServers:list"]),
    );
  });

  it("include the tags of servers where a policy asks for one", async () => {
    const asking = (where: string) =>
      actionsOf(HUAWEI, ({ policies }) => ({ policies: policies.map((policy) => ({ ...policy, where })) }));
    expect((await asking('!("keep" in tags)')).actions).toContain("ecs:cloudServers:list");
    expect((await asking('name == "keep"')).actions).not.toContain("ecs:cloudServers:list");
  });

  it("have no servers and no notebook metrics on Open Telekom Cloud", async () => {
    const { actions } = await actionsOf(OTC);
    expect(actions).toEqual([
      "modelarts:notebook:action",
      "modelarts:notebook:get",
      "modelarts:notebook:list",
      "modelarts:notebook:updateStopPolicy",
    ]);
  });

  it("name the verbs that no permission holds back, allowed or not", async () => {
    const { notes } = await actionsOf(HUAWEI);
    const free = notes.filter(({ about }) => about === "no-permission").map(({ text }) => text);
    expect(free).toEqual([
      expect.stringMatching(/^stop: BatchDevServersAction needs no permission.*it is in there$/),
      expect.stringMatching(/^start: BatchDevServersAction/),
      expect.stringMatching(/^reboot: RebootDevServer.*it is not in there$/),
      expect.stringMatching(/^reinstall-os: ReinstallDevServerOS/),
      expect.stringMatching(/^change-os: ChangeDevServerOS/),
    ]);
  });

  it("name the calls about which the documents say nothing", async () => {
    const { notes } = await actionsOf(HUAWEI);
    expect(notes.find(({ about }) => about === "undocumented")?.text).toContain("ListNotebookFlavors");
  });

  it("keep the global service in a policy of its own, within one bucket", async () => {
    const config = await configOf(HUAWEI);
    const { global, project, why } = permissionsOf(config, {
      cloud: "huaweicloud",
      bucket: "log",
      invokes: true,
    });
    expect(global?.Statement).toEqual([
      { Effect: "Allow", Action: ["obs:bucket:ListBucket"], Resource: ["OBS:*:*:bucket:log"] },
      {
        Effect: "Allow",
        Action: ["obs:object:GetObject", "obs:object:PutObject", "obs:object:DeleteObject"],
        Resource: ["OBS:*:*:object:log/*"],
      },
    ]);
    expect(project?.Statement[0]?.Action).toContain("functiongraph:function:invokeAsync");
    expect(why["modelarts:notebook:action"]).toEqual(["StopNotebook (stop)", "StartNotebook (start)"]);
  });
});
