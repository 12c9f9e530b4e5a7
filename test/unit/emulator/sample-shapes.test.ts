import { describe, expect, it } from "vitest";
import type { FleetInput } from "../../../lib/emulator/fleet.ts";
import { EXAMPLES } from "../../fixtures/modelarts-examples.ts";
import { type Answer, drive, START, testId } from "./driver.ts";

const SERVER = testId(1);
const NOTEBOOK = testId(2);
const LEGACY = `DE-${testId(3)}`;
const STOPPED = { server: testId(4), notebook: testId(5) };

const FLEET: FleetInput = {
  machines: [
    { kind: "dev-server", id: SERVER, name: "a-b-c" },
    { kind: "dev-server", id: STOPPED.server, name: "a-b-d", status: "STOPPED" },
    { kind: "notebook", id: NOTEBOOK, name: "a-b-e" },
    { kind: "notebook", id: STOPPED.notebook, name: "a-b-f", status: "STOPPED" },
    {
      kind: "legacy-notebook",
      id: LEGACY,
      name: "a-b-g",
      flavor: "modelarts.bm.gpu.v100NV32",
      autoStopSeconds: 3600,
      startedMinutesAgo: 10,
    },
  ],
};

/** How the request of a sample is sent here: the ids of the samples are exchanged for those of the fleet. */
const SENT: Readonly<Record<string, { readonly path: string; readonly body?: unknown }>> = {
  CreateDevServer: { path: "dev-servers" },
  BatchDevServersAction: { path: "dev-servers/action", body: { type: "STOP", servers: [{ id: SERVER }] } },
  ReinstallDevServerOS: { path: `dev-servers/${STOPPED.server}/reinstallos` },
  "DevEnvCreateInstance.huawei": { path: "demanager/instances" },
  DevEnvShowInstance: { path: `demanager/instances/${LEGACY}` },
  DevEnvUpdateInstance: { path: `demanager/instances/${LEGACY}` },
  DevEnvInstanceAction: { path: `demanager/instances/${LEGACY}/action`, body: { action: "stop" } },
  CreateNotebook: { path: "notebooks" },
  ListNotebooks: { path: "notebooks" },
  ShowNotebook: { path: `notebooks/${NOTEBOOK}` },
  DeleteNotebook: { path: `notebooks/${NOTEBOOK}` },
  StartNotebook: { path: `notebooks/${STOPPED.notebook}/start` },
  StopNotebook: { path: `notebooks/${NOTEBOOK}/stop` },
  RenewLease: { path: `notebooks/${NOTEBOOK}/lease`, body: {} },
  ShowLease: { path: `notebooks/${NOTEBOOK}/lease` },
  ListNotebookFlavors: { path: "notebooks/flavors" },
};

function send(name: string): Answer {
  const sample = EXAMPLES.operations[name];
  const sent = SENT[name];
  if (!sample || !sent) throw new Error(`no sample ${name}`);
  const body = sent.body ?? sample.examples.request?.body;
  return drive({ fleet: FLEET }).call(
    sample.method,
    `/v1/{p}/${sent.path}`,
    body === undefined ? {} : { body },
  );
}

/** Paths of a document with the JSON type found there; lists count by their first item. */
function shape(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return value.length > 0 ? shape(value[0], `${path}[]`) : [`${path}[]`];
  if (value === null) return [`${path}: null`];
  if (typeof value !== "object") return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, item]) => shape(item, path === "" ? key : `${path}.${key}`));
}

describe("answers", () => {
  it.each(Object.keys(SENT))("to %s have every field of the vendor's sample, with its type", (name) => {
    const sample = EXAMPLES.operations[name]?.examples.responses.find((one) => one.status === 200);
    const answer = send(name);
    expect(answer.status).toBe(200);
    const here = new Set(shape(answer.json));
    expect(shape(sample?.body).filter((path) => !here.has(path))).toEqual([]);
  });

  it("give the very text of the sample for a notebook that is busy or already there", () => {
    const sample = EXAMPLES.errors["style_error_msg"]?.body as { error_msg: string };
    const answer = drive({ fleet: FLEET }).call("POST", `/v1/{p}/notebooks/${NOTEBOOK}/start`, { body: {} });
    expect(answer.json).toEqual({
      error_code: "ModelArts.6357",
      error_msg: sample.error_msg.replace("tf_test_x92vx", "a-b-e"),
    });
  });

  it("give the text of the sample for a path without a slash at its end", () => {
    const sample = EXAMPLES.operations["DevEnvCreateInstance.huawei"]?.examples.responses.find(
      (one) => one.status === 400,
    );
    const spec = { storage: { type: "obs", location: { path: "/bucket/directory" } } };
    const body = { name: "a", profile_id: "b", flavor: "c", spec };
    const answer = drive({ fleet: FLEET }).call("POST", "/v1/{p}/demanager/instances", { body });
    expect(answer.json).toEqual(sample?.body);
  });

  it("to a deletion of an old development environment have its id alone", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.call("POST", `/v1/{p}/demanager/instances/${LEGACY}/action`, { body: { action: "stop" } });
    cloud.pass(60);
    expect(cloud.call("DELETE", `/v1/{p}/demanager/instances/${LEGACY}`).json).toEqual({
      instance_id: LEGACY,
    });
    expect(cloud.now()).toBe(START + 60_000);
  });
});
