import type { FoundFunction } from "../../clients/functiongraph/read-found-stack.ts";
import { ENVIRONMENT_LIMITS } from "../../domain/functiongraph/function-request.ts";
import type { Stack, StackFunction } from "../../stack/stack.ts";
import { type Finding, problem, warning } from "./finding.ts";

/** What the platform gives a function of which nothing was said. */
const TIMEOUT_DEFAULT_S = 3;

/** A declared function, what is there of it, and the stage in words that deploy it again. */
export interface FunctionPair {
  readonly declared: StackFunction;
  readonly found: FoundFunction;
  readonly stage: string;
}

/** How whatever is declared comes to be. */
export function deployAgain(stage: string): string {
  return `deploy it again: npx serverless deploy --stage ${stage}`;
}

function judgeTimeout({ declared, found, stage }: FunctionPair): readonly Finding[] {
  const subject = `function ${declared.deployedName}, timeout`;
  const { timeout } = found.config;
  if (timeout <= TIMEOUT_DEFAULT_S) {
    const text = `${timeout} s, the platform's default: it is ended before it has done anything; ${declared.timeoutS} s are declared`;
    return [problem(subject, text, deployAgain(stage))];
  }
  if (timeout >= declared.timeoutS) return [];
  return [warning(subject, `${timeout} s, but ${declared.timeoutS} s are declared`, deployAgain(stage))];
}

function judgeInstances({ declared, found, stage }: FunctionPair): readonly Finding[] {
  const subject = `function ${declared.deployedName}, instances`;
  const now = found.config.strategy_config?.concurrency;
  if (now === 0) return [problem(subject, "0: the function is switched off", deployAgain(stage))];
  // Only the executor's cap carries a promise; the others' keep costs down.
  if (declared.instancesMax !== 1 || now === 1) return [];
  const most = now === undefined || now === null || now < 0 ? "any number" : `up to ${now}`;
  const text = `${most} at a time, and the log in the bucket has no lock: nothing else keeps two executors apart`;
  return [problem(subject, text, `cap it at one instance, or ${deployAgain(stage)}`)];
}

function judgeAgency({ declared, found, stage }: FunctionPair, agency: string): readonly Finding[] {
  // The agency of the configuration counts for the execution too, unless another one is named for that.
  if (found.config.app_xrole || found.config.xrole) return [];
  const text = "none: the function gets no credentials, so neither its log nor any target opens";
  const wayOut = `make the agency ${agency} for FunctionGraph (curfew permissions prints its policies), then ${deployAgain(stage)}`;
  return [problem(`function ${declared.deployedName}, agency`, text, wayOut)];
}

/**
 * Counts what can be seen. Encrypted variables are not shown again, so of those only the declared names are counted; the
 * real sum is larger.
 */
function judgeEnvironment({ declared, found }: FunctionPair): readonly Finding[] {
  const subject = `function ${declared.deployedName}, environment`;
  const { charactersMax, entriesMax } = ENVIRONMENT_LIMITS;
  const hidden = declared.variables.flatMap((one) => {
    const isHidden = one.from === "deployer" && one.secret && !Object.hasOwn(found.environment, one.name);
    return isHidden ? [one.name] : [];
  });
  const shown = Object.entries(found.environment).map(([name, value]) => `${name}${String(value)}`);
  const characters = [...shown, ...hidden].reduce((sum, text) => sum + text.length, 0);
  const entries = shown.length + hidden.length;
  const wayOut = "take out what the function does not need; policies belong into the package, not here";
  return [
    ...(characters > charactersMax
      ? [problem(subject, `at least ${characters} characters, the limit is ${charactersMax}`, wayOut)]
      : []),
    ...(entries > entriesMax
      ? [problem(subject, `${entries} variables, the limit is ${entriesMax}`, wayOut)]
      : []),
  ];
}

/**
 * The documents disagree about what holds where nothing is set: the text says that a failed asynchronous call is not
 * repeated, the table and the API say once. So nothing set is a finding even where one of the two would suit.
 */
function judgeAsync({ declared, found, stage }: FunctionPair): readonly Finding[] {
  if (declared.async === null) return [];
  const subject = `function ${declared.deployedName}, retries`;
  const { retriesMax, ageMaxS, undelivered } = declared.async;
  const wanted = `${retriesMax} retries and ${ageMaxS} s are declared`;
  if (found.asyncConfig === null) {
    const text = `not set, and the documents disagree about what holds then (none, or one); ${wanted}`;
    return [warning(subject, text, deployAgain(stage))];
  }
  const { max_async_retry_attempts: retries, max_async_event_age_in_seconds: age } = found.asyncConfig;
  const differs = retries !== retriesMax || age !== ageMaxS;
  const text = `${retries ?? "unknown"} retries within ${age ?? "unknown"} s, but ${wanted}`;
  const isLost = undelivered !== null && !found.asyncConfig.destination_config?.["on_failure"];
  const lost = "events that fail for good go nowhere: no destination on failure is set";
  return [
    ...(differs ? [warning(subject, text, deployAgain(stage))] : []),
    ...(isLost ? [warning(subject, lost, deployAgain(stage))] : []),
  ];
}

/** What of a deployed function's settings will break; nothing where all is as declared. */
export function judgeFunction(pair: FunctionPair, { identity }: Pick<Stack, "identity">): readonly Finding[] {
  return [
    ...judgeTimeout(pair),
    ...judgeInstances(pair),
    ...judgeAgency(pair, identity.name),
    ...judgeEnvironment(pair),
    ...judgeAsync(pair),
  ];
}
