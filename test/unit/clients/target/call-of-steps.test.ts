import { describe, expect, it } from "vitest";
import { callOfSteps } from "../../../../lib/clients/target/call-of-steps.ts";
import { checkRequest } from "../../../../lib/domain/modelarts/check-request.ts";
import type { ResourceKind } from "../../../../lib/domain/resource.ts";
import type { Step } from "../../../../lib/domain/step.ts";
import type { VerbName } from "../../../../lib/domain/verbs.ts";

const ID = "62383738-e52a-450a-9f84-f9e705402be8";
const IMAGE = "c90fb553-2cdb-4b81-b56a-ef68812c6cf7";

function step(verb: VerbName, kind: ResourceKind, parameters: Record<string, unknown> = {}): Step {
  return {
    id: "step-1",
    wave: 0,
    verb,
    policy: "p",
    resource: `prod/${kind}/${ID}`,
    target: "prod",
    kind,
    name: "vision-anna-train1",
    owner: null,
    parameters,
    after: [],
    repeat: "convergent",
  };
}

const secrets = (reference: string) => `resolved ${reference}`;

const TABLE: readonly (readonly [VerbName, ResourceKind, Record<string, unknown>, object])[] = [
  ["stop", "notebook", {}, { operation: "StopNotebook", path: { id: ID } }],
  [
    "stop",
    "legacy-notebook",
    {},
    { operation: "ActOnLegacyNotebook", path: { instance_id: ID }, body: { action: "stop" } },
  ],
  ["stop", "dev-server", {}, { operation: "StopDevServer", path: { id: ID } }],
  ["stop", "supernode", {}, { operation: "StopHyperinstance", path: { id: ID } }],
  ["start", "notebook", {}, { operation: "StartNotebook", path: { id: ID }, query: {}, body: {} }],
  [
    "start",
    "notebook",
    { hours: 2 },
    { operation: "StartNotebook", path: { id: ID }, query: { duration: 7_200_000 }, body: {} },
  ],
  [
    "start",
    "legacy-notebook",
    {},
    { operation: "ActOnLegacyNotebook", path: { instance_id: ID }, body: { action: "start" } },
  ],
  ["start", "dev-server", {}, { operation: "StartDevServer", path: { id: ID }, body: {} }],
  ["start", "supernode", {}, { operation: "StartHyperinstance", path: { id: ID } }],
  [
    "lease",
    "notebook",
    { type: "idle", hours: 2 },
    { operation: "RenewLease", path: { id: ID }, body: { duration: 7_200_000, type: "IDLE" } },
  ],
  [
    "lease",
    "legacy-notebook",
    { hours: 2 },
    {
      operation: "UpdateLegacyNotebook",
      path: { instance_id: ID },
      body: { spec: { auto_stop: { enable: true, duration: 7_200 } } },
    },
  ],
  ["reboot", "dev-server", {}, { operation: "RebootDevServer", path: { id: ID } }],
  [
    "reinstall-os",
    "dev-server",
    { keyPair: "ops" },
    { operation: "ReinstallDevServerOS", path: { id: ID }, body: { key_pair_name: "ops" } },
  ],
  [
    "reinstall-os",
    "dev-server",
    { password: "env:PW" },
    { operation: "ReinstallDevServerOS", path: { id: ID }, body: { admin_pass: "resolved env:PW" } },
  ],
  [
    "change-os",
    "dev-server",
    { keyPair: "ops", image: IMAGE },
    { operation: "ChangeDevServerOS", path: { id: ID }, body: { key_pair_name: "ops", image_id: IMAGE } },
  ],
  [
    "change-os",
    "supernode",
    { keyPair: "ops", image: IMAGE },
    { operation: "ChangeHyperinstanceOS", path: { id: ID }, body: { key_pair_name: "ops", image_id: IMAGE } },
  ],
  ["delete", "notebook", {}, { operation: "DeleteNotebook", path: { id: ID } }],
  ["delete", "legacy-notebook", {}, { operation: "DeleteLegacyNotebook", path: { instance_id: ID } }],
  ["delete", "dev-server", {}, { operation: "DeleteDevServer", path: { id: ID } }],
  ["delete", "supernode", {}, { operation: "DeleteHyperinstance", path: { id: ID } }],
  ["create-notebook", "notebook", { name: "n" }, { operation: "CreateNotebook", body: { name: "n" } }],
  [
    "create-legacy-notebook",
    "legacy-notebook",
    { name: "n" },
    { operation: "CreateLegacyNotebook", body: { name: "n" } },
  ],
  [
    "create-dev-server",
    "dev-server",
    { name: "n", password: "env:PW" },
    { operation: "CreateDevServer", body: { name: "n", admin_pass: "resolved env:PW" } },
  ],
];

describe("the call of a step", () => {
  it.each(TABLE)("%s of a %s with %j", (verb, kind, parameters, expected) => {
    expect(callOfSteps([step(verb, kind, parameters)], secrets)).toEqual(expected);
  });

  it("has a body that the documents accept", () => {
    for (const [verb, kind, parameters] of TABLE) {
      const call = callOfSteps([step(verb, kind, parameters)], () => "Placeholder-1");
      // Creations carry the user's own body, which is checked when it is planned.
      if (verb.startsWith("create-")) continue;
      expect(() => checkRequest(call.operation, "huaweicloud", call.body), `${verb} ${kind}`).not.toThrow();
    }
  });

  it.each([
    ["stop", "STOP"],
    ["start", "START"],
  ] as const)("puts several servers to %s into one batch", (verb, type) => {
    const second = { ...step(verb, "dev-server"), resource: `prod/dev-server/${IMAGE}` };
    expect(callOfSteps([step(verb, "dev-server"), second], secrets)).toEqual({
      operation: "BatchDevServersAction",
      body: { type, servers: [{ id: ID }, { id: IMAGE }] },
    });
  });

  it.each([
    ["several notebooks", [step("stop", "notebook"), step("stop", "notebook")]],
    ["a once-only verb of several servers", [step("reboot", "dev-server"), step("reboot", "dev-server")]],
    ["a reboot of a notebook", [step("reboot", "notebook")]],
    ["nothing", []],
  ] as const)("refuses %s, because the API has no such call", (_, steps) => {
    expect(() => callOfSteps(steps, secrets)).toThrowError(/the API has no such call/);
  });

  it("demands a key pair or a password for the system", () => {
    expect(() => callOfSteps([step("reinstall-os", "dev-server")], secrets)).toThrowError(
      /keyPair: either keyPair or password/,
    );
  });
});
