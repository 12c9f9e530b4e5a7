import { AutomationError } from "../../domain/errors.ts";
import type { OperationName } from "../../domain/modelarts/operations.ts";
import { parseRef, type ResourceKind } from "../../domain/resource.ts";
import type { Step } from "../../domain/step.ts";
import type { VerbName } from "../../domain/verbs.ts";

/** An API call as data, before it is checked and signed. */
export interface PlannedCall {
  readonly operation: OperationName;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Looks up a reference such as `env:SERVER_PASSWORD`; throws `missing-credentials` when there is nothing. */
export type ResolveSecret = (reference: string) => string;

const HOUR_MS = 3_600_000;

function login(parameters: Step["parameters"], resolve: ResolveSecret): Record<string, unknown> {
  const { keyPair, password } = parameters;
  if (typeof keyPair === "string") return { key_pair_name: keyPair };
  if (typeof password === "string") return { admin_pass: resolve(password) };
  throw new AutomationError(
    "invalid-request",
    "keyPair: either keyPair or password (a reference) must be given",
    {
      details: { field: "keyPair", rule: "exactly one of keyPair and password" },
    },
  );
}

function osBody(step: Step, resolve: ResolveSecret): Record<string, unknown> {
  const image = step.parameters["image"];
  return { ...login(step.parameters, resolve), ...(typeof image === "string" ? { image_id: image } : {}) };
}

function hoursOf(step: Step): number | undefined {
  const hours = step.parameters["hours"];
  return typeof hours === "number" ? hours : undefined;
}

/** The request body is the API's own; only the reference of a password is put in its place. */
function creationBody(step: Step, resolve: ResolveSecret): Record<string, unknown> {
  const { password, ...body } = step.parameters;
  return typeof password === "string" ? { ...body, admin_pass: resolve(password) } : body;
}

type Builder = (step: Step, id: string, resolve: ResolveSecret) => PlannedCall;

const at =
  (operation: OperationName): Builder =>
  (_step, id) => ({ operation, path: { id } });

const startNotebook: Builder = (step, id) => {
  const hours = hoursOf(step);
  const query = hours === undefined ? {} : { duration: hours * HOUR_MS };
  return { operation: "StartNotebook", path: { id }, query, body: {} };
};

/** The new generation counts in milliseconds, the old one in seconds (and at most a day). */
const renewLease: Builder = (step, id) => ({
  operation: "RenewLease",
  path: { id },
  body: {
    duration: (hoursOf(step) ?? 1) * HOUR_MS,
    type: step.parameters["type"] === "idle" ? "IDLE" : "TIMING",
  },
});

const setAutoStop: Builder = (step, id) => ({
  operation: "UpdateLegacyNotebook",
  path: { instance_id: id },
  body: { spec: { auto_stop: { enable: true, duration: (hoursOf(step) ?? 1) * 3_600 } } },
});

const actOnLegacy =
  (action: "start" | "stop"): Builder =>
  (_step, id) => ({ operation: "ActOnLegacyNotebook", path: { instance_id: id }, body: { action } });

/** The one table from verb and kind to the call of the API. What is not in it cannot be done. */
const CALLS: Readonly<Record<VerbName, Partial<Record<ResourceKind, Builder>>>> = {
  stop: {
    notebook: at("StopNotebook"),
    "legacy-notebook": actOnLegacy("stop"),
    "dev-server": at("StopDevServer"),
    supernode: at("StopHyperinstance"),
  },
  start: {
    notebook: startNotebook,
    "legacy-notebook": actOnLegacy("start"),
    "dev-server": (_step, id) => ({ operation: "StartDevServer", path: { id }, body: {} }),
    supernode: at("StartHyperinstance"),
  },
  lease: { notebook: renewLease, "legacy-notebook": setAutoStop },
  reboot: { "dev-server": at("RebootDevServer") },
  "reinstall-os": {
    "dev-server": (step, id, resolve) => ({
      operation: "ReinstallDevServerOS",
      path: { id },
      body: osBody(step, resolve),
    }),
  },
  "change-os": {
    "dev-server": (step, id, resolve) => ({
      operation: "ChangeDevServerOS",
      path: { id },
      body: osBody(step, resolve),
    }),
    supernode: (step, id, resolve) => ({
      operation: "ChangeHyperinstanceOS",
      path: { id },
      body: osBody(step, resolve),
    }),
  },
  delete: {
    notebook: at("DeleteNotebook"),
    "legacy-notebook": (_step, id) => ({ operation: "DeleteLegacyNotebook", path: { instance_id: id } }),
    "dev-server": at("DeleteDevServer"),
    supernode: at("DeleteHyperinstance"),
  },
  "create-notebook": {
    notebook: (step, _id, resolve) => ({ operation: "CreateNotebook", body: creationBody(step, resolve) }),
  },
  "create-legacy-notebook": {
    "legacy-notebook": (step, _id, resolve) => ({
      operation: "CreateLegacyNotebook",
      body: creationBody(step, resolve),
    }),
  },
  "create-dev-server": {
    "dev-server": (step, _id, resolve) => ({
      operation: "CreateDevServer",
      body: creationBody(step, resolve),
    }),
  },
};

const BATCH_TYPES: Partial<Record<VerbName, string>> = { stop: "STOP", start: "START" };

function batchCall(steps: readonly Step[]): PlannedCall | undefined {
  const [first] = steps;
  const type = first && first.kind === "dev-server" ? BATCH_TYPES[first.verb] : undefined;
  if (type === undefined || steps.length < 2) return undefined;
  const servers = steps.map(({ resource }) => ({ id: parseRef(resource)?.id ?? "" }));
  return { operation: "BatchDevServersAction", body: { type, servers } };
}

/** The call that carries these steps. Throws `not-supported` when the API has none. */
export function callOfSteps(steps: readonly Step[], resolve: ResolveSecret): PlannedCall {
  const batch = batchCall(steps);
  if (batch) return batch;
  const [step, ...others] = steps;
  const build = step && others.length === 0 ? CALLS[step.verb][step.kind] : undefined;
  if (!step || !build) {
    const what = step ? `${step.verb} of ${steps.length} ${step.kind}` : "an empty call";
    throw new AutomationError("not-supported", `${what}: the API has no such call`);
  }
  return build(step, parseRef(step.resource)?.id ?? "", resolve);
}
