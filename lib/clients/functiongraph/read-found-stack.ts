import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type {
  AsyncConfig,
  FunctionConfig,
  LogDetail,
  Trigger,
} from "../../domain/functiongraph/function-answer.ts";
import { functionUrn, withoutVersion } from "../../domain/functiongraph/function-urn.ts";
import type { FunctionGraphClient } from "./create-functiongraph-client.ts";
import { MARKS, type StackFrame } from "./wanted-stack.ts";

/** A function as the cloud has it. */
export interface FoundFunction {
  /** Without a version. */
  readonly urn: string;
  readonly config: FunctionConfig;
  /** What `user_data` holds; empty for text that is no JSON object. */
  readonly environment: Readonly<Record<string, unknown>>;
  readonly versions: readonly { readonly version: string; readonly lastModified: string }[];
  readonly aliases: readonly { readonly name: string; readonly version: string; readonly isSplit: boolean }[];
  readonly triggers: readonly Trigger[];
  readonly asyncConfig: AsyncConfig | null;
  readonly log: LogDetail | null;
}

/** What is there of a stack. */
export interface FoundStack {
  /** Functions under declared names, whoever made them. */
  readonly functions: ReadonlyMap<string, FoundFunction>;
  /** Functions that carry the stack's mark and are not declared any more. */
  readonly strays: readonly FoundFunction[];
}

const PAGES_MAX = 50;

interface Page<T> {
  readonly items: readonly T[];
  readonly next: number | null | undefined;
}

/** Reads page after page. A marker that does not grow ends the list, so that no server can keep it going. */
async function allPages<T>(read: (marker: string) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let marker = 0;
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const { items, next } = await read(String(marker));
    all.push(...items);
    if (items.length === 0 || !next || next <= marker) return all;
    marker = next;
  }
  throw new AutomationError(
    "invalid-response",
    `a list of more than ${PAGES_MAX} pages is not read to its end`,
  );
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isAutomationError(error) && error.code === "not-found") return null;
    throw error;
  }
}

function recordOf(text: string | null | undefined): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text || "{}");
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Reads one function with everything that hangs on it; `null` when it is not there. */
export async function readFunction(client: FunctionGraphClient, urn: string): Promise<FoundFunction | null> {
  const path = { function_urn: urn };
  const config = await orNull(client.call("ShowConfig", { path }));
  if (config === null) return null;
  const [versions, aliases, triggers, asyncConfig, log] = await Promise.all([
    allPages(async (marker) => {
      const page = await client.call("ListVersions", { path, query: { marker, maxitems: "100" } });
      return { items: page.versions ?? [], next: page.next_marker };
    }),
    client.call("ListAliases", { path }),
    client.call("ListTriggers", { path }),
    orNull(client.call("ShowAsyncConfig", { path })),
    orNull(client.call("ShowLogDetail", { path })),
  ]);
  return {
    urn: withoutVersion(config.func_urn),
    config,
    environment: recordOf(config.user_data),
    versions: versions.map(({ version, last_modified }) => ({ version, lastModified: last_modified ?? "" })),
    aliases: aliases.map(({ name, version, additional_version_weights }) => {
      return { name, version, isSplit: Object.keys(additional_version_weights ?? {}).length > 0 };
    }),
    triggers,
    asyncConfig,
    log: log?.stream_id ? log : null,
  };
}

/** Which stack a function belongs to, by the mark in its environment; `undefined` for a function without one. */
export function stackOf({ environment }: Pick<FoundFunction, "environment">): string | undefined {
  const mark = environment[MARKS.stack];
  return typeof mark === "string" ? mark : undefined;
}

/**
 * Reads what is there of a stack: the declared names, and the others that carry its mark.
 * Rejects with the error of the first call that fails; a deployment never goes on from half a picture.
 */
export async function readFoundStack(client: FunctionGraphClient, wanted: StackFrame): Promise<FoundStack> {
  const { place, prefix, stack } = wanted;
  const listed = await allPages(async (marker) => {
    const query = { marker, maxitems: "400", package_name: place.package };
    const page = await client.call("ListFunctions", { query });
    return { items: page.functions ?? [], next: page.next_marker };
  });
  const declared = new Set(wanted.functions.map(({ name }) => name));
  const functions = new Map<string, FoundFunction>();
  for (const name of declared) {
    const found = await readFunction(client, functionUrn({ ...place, name }));
    if (found) functions.set(name, found);
  }
  const strays: FoundFunction[] = [];
  for (const { func_name, func_urn, user_data } of listed) {
    // The list may leave the environment out; then a name of the stack's form is worth a second look.
    const isLikely = func_name.startsWith(prefix) || recordOf(user_data)[MARKS.stack] === stack;
    if (declared.has(func_name) || !isLikely) continue;
    const found = await readFunction(client, withoutVersion(func_urn));
    if (found && stackOf(found) === stack) strays.push(found);
  }
  return { functions, strays };
}
