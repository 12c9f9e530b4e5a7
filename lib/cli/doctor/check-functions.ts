import { setTimeout as sleep } from "node:timers/promises";
import {
  createFunctionGraphClient,
  type FunctionGraphClient,
} from "../../clients/functiongraph/create-functiongraph-client.ts";
import { type FoundFunction, readFunction } from "../../clients/functiongraph/read-found-stack.ts";
import { type ReadVariable, resolveReference } from "../../compose/references.ts";
import { credentialsOf } from "../../compose/target-clients.ts";
import { isAutomationError } from "../../domain/errors.ts";
import { functionGraphEndpoint } from "../../domain/functiongraph/endpoint.ts";
import { functionUrn } from "../../domain/functiongraph/function-urn.ts";
import type { Stack } from "../../stack/stack.ts";
import { checkClock } from "./check-clock.ts";
import type { TargetSurroundings } from "./check-target.ts";
import { type Finding, fine, problem, wordsOf } from "./finding.ts";
import { deployAgain, judgeFunction } from "./judge-function.ts";
import { judgeTriggers } from "./judge-triggers.ts";
import type { Deployment } from "./read-deployment.ts";

const TIMEOUT_MS = 5_000;

/** Group that the stack puts its functions into. */
const PACKAGE = "default";

const SUBJECT = "functions";

const CHECK_PROJECT = "take the project id of this region from My Credentials in the console";

const WAYS_OUT: Readonly<Record<string, string>> = {
  unauthorized: "check access key, secret key and security token of whoever deploys; then the clock",
  forbidden: `look with a user that may read functions (FunctionGraph ReadOnlyAccess) in this project, or ${CHECK_PROJECT}`,
  "not-found": CHECK_PROJECT,
  "missing-credentials":
    "set what deploys it: HUAWEICLOUD_SDK_AK and _SK, OTC_SDK_AK and _SK, and the project",
  "not-supported": "correct the region, or set CURFEW_FUNCTIONGRAPH_ENDPOINT",
  throttled: "wait a minute and run curfew doctor again",
};

/** Code of both clouds' gateways for a project that is not the caller's. */
const PROJECT_CODES = /^APIG(W)?\.0310$/;

function told(error: unknown): Finding {
  if (!isAutomationError(error)) {
    return problem(SUBJECT, `reading broke off: ${wordsOf(error)}`, "report it, with this line");
  }
  const isProject = PROJECT_CODES.test(error.details.cloudCode ?? "");
  const wayOut = isProject ? CHECK_PROJECT : WAYS_OUT[error.code];
  return problem(
    SUBJECT,
    `cannot be read: ${error.message}`,
    wayOut ?? "the text says why; run curfew doctor again",
  );
}

function originOf({ stack, target }: Deployment, env: ReadVariable): string {
  const given = env("CURFEW_FUNCTIONGRAPH_ENDPOINT");
  return given ? given : functionGraphEndpoint(target.cloud, "functiongraph", stack.region);
}

async function openClient({ target }: Deployment, origin: string, around: TargetSurroundings) {
  const { env, transport, now } = around;
  const credentials = credentialsOf(target, around);
  // Told here and not by the first call: nothing may be sent unsigned, and there is a better way out.
  await credentials();
  const projectId = resolveReference(target.project, env);
  const client = createFunctionGraphClient({
    ...{ endpoint: origin, projectId, credentials, transport, random: Math.random },
    now: () => new Date(now()),
    sleep: (ms) => sleep(ms),
    limits: { timeoutMs: TIMEOUT_MS, attemptsMax: 1 },
  });
  return { client, projectId };
}

/** A wrong project answers "not found" for everything, just as one where nothing was deployed yet. */
async function judgeAbsence({ stack }: Deployment, client: FunctionGraphClient): Promise<Finding> {
  const { functions = [] } = await client.call("ListFunctions", { query: { marker: "0", maxitems: "400" } });
  const names = (functions ?? []).map(({ func_name }) => func_name);
  const stages = names.flatMap((name) => /^curfew-([a-z0-9]+)-schedule$/.exec(name)?.[1] ?? []);
  const others = stages.length > 0 ? `; deployed are the stages ${stages.sort().join(", ")}` : "";
  const size =
    names.length === 0
      ? "has no function at all, which is how a wrong project id or region looks too"
      : `has other functions${others}`;
  const text = `none of the stage ${stack.stage} is there; the project (${stack.project}) in ${stack.region} ${size}`;
  const deploy = `deploy it: npx serverless deploy --stage ${stack.stage}`;
  return problem(SUBJECT, text, `${deploy}; if that was done, ${CHECK_PROJECT}, or name another --stage`);
}

function judge(
  stack: Stack,
  found: ReadonlyMap<string, FoundFunction>,
  env: ReadVariable,
): readonly Finding[] {
  const { stage } = stack;
  return stack.functions.flatMap((declared) => {
    const subject = `function ${declared.deployedName}`;
    const there = found.get(declared.deployedName);
    if (!there) return [problem(subject, "is declared and not there", deployAgain(stage))];
    const pair = { declared, found: there, stage };
    const findings = [...judgeFunction(pair, stack), ...judgeTriggers(pair, env)];
    const triggers = there.triggers.length === 1 ? "1 trigger" : `${there.triggers.length} triggers`;
    const well = `deployed as declared: ${there.config.timeout} s, ${triggers}`;
    return findings.length > 0 ? findings : [fine(subject, well)];
  });
}

async function readAndJudge(
  deployment: Deployment,
  origin: string,
  around: TargetSurroundings,
): Promise<readonly Finding[]> {
  const { stack } = deployment;
  try {
    const { client, projectId } = await openClient(deployment, origin, around);
    const place = { region: stack.region, projectId, package: PACKAGE };
    const names = stack.functions.map(({ deployedName }) => deployedName);
    const found = new Map<string, FoundFunction>();
    for (const name of names) {
      const there = await readFunction(client, functionUrn({ ...place, name }));
      if (there) found.set(name, there);
    }
    if (found.size === 0) return [await judgeAbsence(deployment, client)];
    return judge(stack, found, around.env);
  } catch (error) {
    return [told(error)];
  }
}

/**
 * Reads the deployed functions of a stack and tells what will break there: nothing is changed. The endpoint is the
 * cloud's own, or the one in `CURFEW_FUNCTIONGRAPH_ENDPOINT`.
 */
export async function checkFunctions(
  deployment: Deployment,
  around: TargetSurroundings,
): Promise<readonly Finding[]> {
  let origin: string;
  try {
    origin = originOf(deployment, around.env);
  } catch (error) {
    return [told(error)];
  }
  const { transport, now } = around;
  const clock = await checkClock({ subject: "functions, endpoint", origin, transport, now });
  // An endpoint that does not answer, or that refuses every signature for the time in it, has nothing more to tell.
  if (clock.level === "problem") return [clock];
  return [clock, ...(await readAndJudge(deployment, origin, around))];
}
