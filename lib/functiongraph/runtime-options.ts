import { AutomationError } from "../domain/errors.ts";
import type { AgencyCredentials } from "./agency-credentials.ts";
import { FUNCTIONGRAPH_LIMITS } from "./limits.ts";

/** What a local function is. Everything that can be left out has the platform's own default. */
export interface RuntimeOptions {
  /** The built code: a folder that holds the handler's file, or a zip made of its content. It is copied, never run in place. */
  readonly codeFolder: string;
  /** `<file>.<function>`, 3 to 128 characters, such as `index.handler`. */
  readonly handler: string;
  /** The same form; the platform looks for the function in the handler's file. Default: none. */
  readonly initializer?: string;
  /** Default: 3,000, at most 259,200,000. Below 3,000 only here, for tests. */
  readonly timeoutMs?: number;
  /** Default: 3,000, at most 300,000. */
  readonly initializerTimeoutMs?: number;
  /** One of the sizes the platform has. Default: 128. */
  readonly memoryMb?: number;
  /** Environment variables: at most 20, names and values together at most 4,096 characters. */
  readonly userData?: Readonly<Record<string, string>>;
  /**
   * Also puts the variables into `process.env`. Default: `false`. Whether the platform does is not documented for event
   * functions, and code that relies on it should fail here first.
   */
  readonly userDataInEnvironment?: boolean;
  /** Default: none, as without an agency. */
  readonly credentials?: AgencyCredentials;
  /** Path of the Node.js binary. Default: 20.15.1 where it has been fetched, else the one that runs this. */
  readonly node?: string;
  /** An instance that nobody calls is ended after this time. Default: 60,000. */
  readonly idleMs?: number;
  /** Default: `function`. */
  readonly functionName?: string;
  /** Default: `default`. */
  readonly packageName?: string;
  /** Default: `latest`. */
  readonly version?: string;
  /** Default: 32 zeros. */
  readonly projectId?: string;
}

/** Options with nothing left open. */
export type CheckedOptions = Required<Omit<RuntimeOptions, "node" | "initializer">> & {
  readonly initializer: string | undefined;
};

const IDLE_MS_DEFAULT = 60_000;
const IDLE_MS_MAX = 3_600_000;

function refuse(field: string, rule: string, got?: unknown): never {
  const came = got === undefined ? "" : ` (got ${JSON.stringify(got)})`;
  throw new AutomationError("usage", `${field}: ${rule}${came}`, { details: { field, rule } });
}

function checkMs(field: string, value: number, max: number): number {
  if (Number.isFinite(value) && value >= 1 && value <= max) return Math.round(value);
  return refuse(field, `milliseconds from 1 to ${max}`, value);
}

function checkEntryPoint(field: string, value: string): string {
  const inside = !value.startsWith("/") && !value.split("/").includes("..");
  if (/^[^\s\\]{3,128}$/.test(value) && /[^/.]\.[^/.]+$/.test(value) && inside) return value;
  return refuse(
    field,
    "<file>.<function> inside the code, 3 to 128 characters, such as index.handler",
    value,
  );
}

function checkMemory(memoryMb: number): number {
  const sizes: readonly number[] = FUNCTIONGRAPH_LIMITS.memoryMb;
  return sizes.includes(memoryMb) ? memoryMb : refuse("memoryMb", `one of ${sizes.join(", ")}`, memoryMb);
}

/** The platform refuses these too, when the function is configured (FSS.1017, FSS.1018). Values never reach the text. */
function checkUserData(userData: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { userDataCharacters, userDataEntries } = FUNCTIONGRAPH_LIMITS;
  const entries = Object.entries(userData);
  if (entries.length > userDataEntries)
    refuse("userData", `at most ${userDataEntries} variables`, entries.length);
  for (const [name, value] of entries) {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
      refuse(`userData.${name}`, "a name of letters, digits and underscores that starts with a letter");
    if (typeof value !== "string") refuse(`userData.${name}`, "a text", typeof value);
    if (name.startsWith("RUNTIME_")) refuse(`userData.${name}`, "names with RUNTIME_ belong to the platform");
  }
  const characters = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (characters > userDataCharacters) {
    refuse(
      "userData",
      `names and values together at most ${userDataCharacters} characters, the platform takes no more; put larger things into the package`,
      characters,
    );
  }
  return userData;
}

/** Fills in the defaults. Throws `usage` for what the platform would refuse, naming field and rule. */
export function checkOptions(options: RuntimeOptions): CheckedOptions {
  const { timeoutDefaultMs, timeoutMaxMs, initializerTimeoutMaxMs } = FUNCTIONGRAPH_LIMITS;
  const { initializer } = options;
  return {
    codeFolder: options.codeFolder,
    handler: checkEntryPoint("handler", options.handler),
    // What is wrong with an initializer beyond its form the platform finds out only when it runs: 4009.
    initializer: initializer === undefined ? undefined : checkEntryPoint("initializer", initializer),
    timeoutMs: checkMs("timeoutMs", options.timeoutMs ?? timeoutDefaultMs, timeoutMaxMs),
    initializerTimeoutMs: checkMs(
      "initializerTimeoutMs",
      options.initializerTimeoutMs ?? timeoutDefaultMs,
      initializerTimeoutMaxMs,
    ),
    memoryMb: checkMemory(options.memoryMb ?? FUNCTIONGRAPH_LIMITS.memoryMb[0]),
    userData: checkUserData(options.userData ?? {}),
    userDataInEnvironment: options.userDataInEnvironment ?? false,
    credentials: options.credentials ?? {},
    idleMs: checkMs("idleMs", options.idleMs ?? IDLE_MS_DEFAULT, IDLE_MS_MAX),
    functionName: options.functionName ?? "function",
    packageName: options.packageName ?? "default",
    version: options.version ?? "latest",
    projectId: options.projectId ?? "0".repeat(32),
  };
}
