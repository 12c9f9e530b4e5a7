import { describe, expect, it } from "vitest";
import type { FleetMachineInput } from "../../../lib/emulator/fleet.ts";
import { drive, testId } from "./driver.ts";

const ID = testId(1);
const IMAGE = "c90fb553-2cdb-4b81-b56a-ef68812c6cf7";
const LOGIN = { admin_pass: "@Admin_pass1" };

function machine(
  kind: FleetMachineInput["kind"],
  status: string,
  more: Partial<FleetMachineInput> = {},
): FleetMachineInput {
  const id = kind === "legacy-notebook" ? `DE-${ID}` : ID;
  return { kind, id, name: "vision-anna-one", status, ...more };
}

interface Act {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const ROOTS = {
  "dev-server": "dev-servers",
  supernode: "dev-servers/hyperinstance",
  notebook: "notebooks",
} as const;

const DEV_SERVER_ACTS: Readonly<Record<string, Act>> = {
  start: { method: "PUT", path: "/start", body: {} },
  stop: { method: "PUT", path: "/stop" },
  reboot: { method: "PUT", path: "/reboot" },
  changeos: { method: "POST", path: "/changeos", body: { image_id: IMAGE, ...LOGIN } },
  reinstallos: { method: "POST", path: "/reinstallos", body: LOGIN },
  delete: { method: "DELETE", path: "" },
};
const SUPERNODE_ACTS: Readonly<Record<string, Act>> = {
  start: { method: "PUT", path: "/start" },
  stop: { method: "PUT", path: "/stop" },
  changeos: { method: "POST", path: "/changeos", body: { image_id: IMAGE, key_pair_name: "KeyPair-1" } },
  delete: { method: "DELETE", path: "" },
};
const NOTEBOOK_ACTS: Readonly<Record<string, Act>> = {
  start: { method: "POST", path: "/start", body: {} },
  stop: { method: "POST", path: "/stop" },
  delete: { method: "DELETE", path: "" },
};

const DEV_SERVER_STATUSES = [
  ...["CREATE_FAILED", "RUNNING", "START_FAILED", "STOPPED", "STOP_FAILED", "REBOOT_FAILED"],
  ...["CHANGINGOS_FAILED", "REINSTALLINGOS_FAILED", "DELETE_FAILED", "ERROR"],
  ...["CREATING", "STARTING", "STOPPING", "REBOOTING", "CHANGINGOS", "REINSTALLINGOS", "DELETING"],
];

/** action, statuses it starts from, status on the way, status at the end, seconds in between. */
type Row = readonly [act: string, from: readonly string[], via: string, to: string, seconds: number];

const DEV_SERVER_ROWS: readonly Row[] = [
  ["start", ["STOPPED", "STOP_FAILED", "START_FAILED"], "STARTING", "RUNNING", 40],
  ["stop", ["RUNNING", "STOP_FAILED"], "STOPPING", "STOPPED", 40],
  ["reboot", ["RUNNING"], "REBOOTING", "RUNNING", 60],
  ["changeos", ["STOPPED", "CHANGINGOS_FAILED", "REINSTALLINGOS_FAILED"], "CHANGINGOS", "RUNNING", 240],
  [
    "reinstallos",
    ["STOPPED", "CHANGINGOS_FAILED", "REINSTALLINGOS_FAILED"],
    "REINSTALLINGOS",
    "RUNNING",
    240,
  ],
];
const SUPERNODE_ROWS: readonly Row[] = [
  ["start", ["STOPPED", "START_FAILED"], "STARTING", "RUNNING", 40],
  ["stop", ["RUNNING", "STOP_FAILED"], "STOPPING", "STOPPED", 40],
  ["changeos", ["STOPPED", "CHANGINGOS_FAILED"], "CHANGINGOS", "RUNNING", 240],
];
const NOTEBOOK_ROWS: readonly Row[] = [
  ["start", ["STOPPED", "START_FAILED"], "STARTING", "RUNNING", 30],
  ["stop", ["RUNNING"], "STOPPING", "STOPPED", 10],
];
const NOTEBOOK_STATUSES = [
  ...["INIT", "CREATING", "STARTING", "STOPPING", "DELETING", "RUNNING", "STOPPED", "SNAPSHOTTING"],
  ...["CREATE_FAILED", "START_FAILED", "DELETE_FAILED", "ERROR", "FROZEN"],
];

const TABLES = [
  { kind: "dev-server", acts: DEV_SERVER_ACTS, rows: DEV_SERVER_ROWS, statuses: DEV_SERVER_STATUSES },
  { kind: "supernode", acts: SUPERNODE_ACTS, rows: SUPERNODE_ROWS, statuses: DEV_SERVER_STATUSES },
  { kind: "notebook", acts: NOTEBOOK_ACTS, rows: NOTEBOOK_ROWS, statuses: NOTEBOOK_STATUSES },
] as const;

describe.each(TABLES)("the state machine of a $kind", ({ kind, acts, rows, statuses }) => {
  const path = `/v1/{p}/${ROOTS[kind]}/${ID}`;
  const quirks = { supernodeWords: false, reinstallStatus: false };
  const allowed = rows.flatMap(([act, from, via, to, seconds]) =>
    from.map((status) => ({ act, status, via, to, seconds })),
  );

  it.each(allowed)("$act takes $status over $via to $to", ({ act, status, via, to, seconds }) => {
    const cloud = drive({ quirks, fleet: { machines: [machine(kind, status)] } });
    const wanted = acts[act] as Act;
    const answer = cloud.call(wanted.method, path + wanted.path, { body: wanted.body });
    expect([answer.status, answer.at("status")]).toEqual([200, via]);
    cloud.pass(seconds - 1);
    expect(cloud.call("GET", path).at("status")).toBe(via);
    cloud.pass(1);
    expect(cloud.call("GET", path).at("status")).toBe(to);
    cloud.pass(86_400);
    expect(cloud.call("GET", path).at("status")).toBe(to);
  });

  const refused = rows.flatMap(([act, from]) =>
    statuses.filter((status) => !from.includes(status)).map((status) => ({ act, status })),
  );

  it.each(refused)("$act is refused in $status and changes nothing", ({ act, status }) => {
    const cloud = drive({ quirks, fleet: { machines: [machine(kind, status)] } });
    const wanted = acts[act] as Act;
    const answer = cloud.call(wanted.method, path + wanted.path, { body: wanted.body });
    expect([answer.status, answer.code]).toEqual([400, "ModelArts.6357"]);
    expect(answer.at("error_msg")).toContain("vision-anna-one");
    expect(cloud.call("GET", path).at("status")).toBe(status);
    expect(cloud.journal().at(-1)?.effects).toEqual([]);
  });
});

describe("deletion", () => {
  it("ends in 400 ModelArts.6404 for a DevServer, and the lists forget it", () => {
    const cloud = drive({ fleet: { machines: [machine("dev-server", "RUNNING")] } });
    expect(cloud.call("DELETE", `/v1/{p}/dev-servers/${ID}`).at("status")).toBe("DELETING");
    expect(cloud.call("GET", "/v1/{p}/dev-servers").at("total")).toBe(1);
    cloud.pass(30);
    const gone = cloud.call("GET", `/v1/{p}/dev-servers/${ID}`);
    expect([gone.status, gone.code]).toEqual([400, "ModelArts.6404"]);
    expect(cloud.call("GET", "/v1/{p}/dev-servers").at("total")).toBe(0);
  });

  it.each([
    ["RUNNING", 400],
    ["STOPPED", 400],
    ["CREATE_FAILED", 200],
    ["ERROR", 200],
  ])("of a yearly/monthly DevServer in %s answers %i", (status, expected) => {
    const cloud = drive({ fleet: { machines: [machine("dev-server", status, { billing: "PRE_PAID" })] } });
    expect(cloud.call("DELETE", `/v1/{p}/dev-servers/${ID}`).status).toBe(expected);
  });

  it("of a notebook takes a running one and knows three codes for not there", () => {
    const cloud = drive({ fleet: { machines: [machine("notebook", "RUNNING")] } });
    const path = `/v1/{p}/notebooks/${ID}`;
    expect(cloud.call("DELETE", path).at("status")).toBe("DELETING");
    cloud.pass(10);
    expect(cloud.call("GET", path).code).toBe("ModelArts.6404");
    expect(cloud.call("POST", `${path}/stop`).code).toBe("ModelArts.6357");
    expect(cloud.call("POST", `/v1/{p}/notebooks/${testId(9)}/stop`).code).toBe("ModelArts.6309");
  });

  it("of a supernode takes its servers along; one of them alone cannot go", () => {
    const cloud = drive({
      fleet: {
        machines: [
          machine("supernode", "RUNNING", { name: "hps-1" }),
          machine("dev-server", "RUNNING", { id: testId(2), supernode: "hps-1" }),
        ],
      },
    });
    expect(cloud.call("DELETE", `/v1/{p}/dev-servers/${testId(2)}`).status).toBe(400);
    expect(cloud.call("DELETE", `/v1/{p}/dev-servers/hyperinstance/${ID}`).at("status")).toBe("TERMINATING");
    cloud.pass(30);
    expect(cloud.call("GET", `/v1/{p}/dev-servers/${testId(2)}`).code).toBe("ModelArts.6404");
    expect(cloud.state().machines.size).toBe(0);
  });
});

describe("the older development environments", () => {
  const path = `/v1/{p}/demanager/instances/DE-${ID}`;
  const refusals: readonly (readonly [string, string, string])[] = [
    ["start", "RUNNING", "6305"],
    ["start", "STARTING", "6306"],
    ["start", "CREATING", "6306"],
    ["start", "STOPPING", "6308"],
    ["stop", "STOPPED", "6307"],
    ["stop", "STOPPING", "6308"],
    ["stop", "STARTING", "6306"],
    ["stop", "CREATE_FAILED", "6327"],
    ["restart", "STOPPED", "6327"],
  ];

  it.each(refusals)("%s in %s is refused with %s under error_message", (action, status, code) => {
    const cloud = drive({ fleet: { machines: [machine("legacy-notebook", status)] } });
    const answer = cloud.call("POST", `${path}/action`, { body: { action } });
    expect([answer.status, answer.code]).toEqual([400, `ModelArts.${code}`]);
    expect(answer.at("error_message")).toBeTypeOf("string");
    expect(answer.at("error_msg")).toBeUndefined();
  });

  it.each([
    ["start", "STOPPED", "STARTING", "RUNNING", 30],
    ["stop", "RUNNING", "STOPPING", "STOPPED", 10],
    ["restart", "RUNNING", "RESTARTING", "RUNNING", 40],
  ])("%s takes %s over %s to %s", (action, status, via, to, seconds) => {
    const cloud = drive({ fleet: { machines: [machine("legacy-notebook", status)] } });
    const answer = cloud.call("POST", `${path}/action`, { body: { action } });
    expect(answer.json).toEqual({ current_status: via, previous_state: status });
    cloud.pass(seconds);
    expect(cloud.call("GET", path).at("status")).toBe(to);
  });

  it("are deleted at once, and only when stopped", () => {
    const running = drive({ fleet: { machines: [machine("legacy-notebook", "RUNNING")] } });
    expect(running.call("DELETE", path).code).toBe("ModelArts.6304");
    const stopped = drive({ fleet: { machines: [machine("legacy-notebook", "STOPPED")] } });
    expect(stopped.call("DELETE", path).json).toEqual({ instance_id: `DE-${ID}` });
    expect(stopped.call("GET", path).json).toEqual({
      error_message: "The instance does not exist.",
      error_code: "ModelArts.6309",
    });
  });
});

describe("a transition", () => {
  it("is as many times faster as the speed says", () => {
    const cloud = drive({ speed: 4, fleet: { machines: [machine("dev-server", "STOPPED")] } });
    cloud.call("PUT", `/v1/{p}/dev-servers/${ID}/start`, { body: {} });
    cloud.pass(10);
    expect(cloud.call("GET", `/v1/{p}/dev-servers/${ID}`).at("status")).toBe("RUNNING");
  });

  it("ends in the documented failure once when it is told to", () => {
    const cloud = drive({ fleet: { machines: [machine("dev-server", "RUNNING", { failNext: ["stop"] })] } });
    const path = `/v1/{p}/dev-servers/${ID}`;
    cloud.call("PUT", `${path}/stop`);
    cloud.pass(40);
    expect(cloud.call("GET", path).at("status")).toBe("STOP_FAILED");
    expect(cloud.call("PUT", `${path}/stop`).status).toBe(200);
    cloud.pass(40);
    expect(cloud.call("GET", path).at("status")).toBe("STOPPED");
  });

  it("moves update_at to its end, so that a reboot can be told from nothing", () => {
    const cloud = drive({ fleet: { machines: [machine("dev-server", "RUNNING")] } });
    const path = `/v1/{p}/dev-servers/${ID}`;
    const before = Number(cloud.call("GET", path).at("update_at"));
    cloud.call("PUT", `${path}/reboot`);
    const end = cloud.now() + 60_000;
    cloud.pass(600);
    expect(cloud.call("GET", path).at("update_at")).toBe(end);
    expect(end).toBeGreaterThan(before);
  });

  it("shows REINSTALLOS in the answer to a reinstallation and the listed word afterwards", () => {
    const cloud = drive({ fleet: { machines: [machine("dev-server", "STOPPED")] } });
    const path = `/v1/{p}/dev-servers/${ID}`;
    expect(cloud.call("POST", `${path}/reinstallos`, { body: LOGIN }).at("status")).toBe("REINSTALLOS");
    expect(cloud.call("GET", path).at("status")).toBe("REINSTALLINGOS");
  });

  it("of a supernode is shared by its servers and told in the words of the API pages", () => {
    const cloud = drive({
      fleet: {
        machines: [
          machine("supernode", "RUNNING", { name: "hps-1" }),
          machine("dev-server", "RUNNING", { id: testId(2), supernode: "hps-1" }),
        ],
      },
    });
    const path = `/v1/{p}/dev-servers/hyperinstance/${ID}`;
    expect(cloud.call("GET", path).at("status")).toBe("ACTIVE");
    cloud.call("PUT", `${path}/stop`);
    expect(cloud.call("GET", path).at("servers.0.status")).toBe("STOPPING");
    cloud.pass(40);
    expect(cloud.call("GET", path).at("status")).toBe("STOPPED");
    expect(cloud.call("GET", `/v1/{p}/dev-servers/${testId(2)}`).at("status")).toBe("STOPPED");
  });
});
