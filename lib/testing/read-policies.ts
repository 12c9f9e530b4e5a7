import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { formatDiagnostics } from "../config/format-diagnostics.ts";
import { loadConfig } from "../config/load-config.ts";
import { readYaml } from "../config/read-yaml.ts";
import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import { ALLOW_DEFAULT, VERB_NAMES } from "../domain/verbs.ts";
import { SCHEMES } from "../sources/schemes.ts";

/**
 * Where policies come from: the path of a config (a text that ends in `.yaml`, `.yml` or `.json`, or a file URL), the text
 * of one, a part of one (`policies:` alone), a single policy (`on`, `resource`, `then` …), or any of these as an object.
 */
export type PolicySource = string | URL | Readonly<Record<string, unknown>>;

/** The policies as a config, and whether its frame was made up here. */
export interface ReadPolicies {
  readonly config: Config;
  /** Whether targets, caps and owners that are not written are those of a test. */
  readonly framed: boolean;
}

interface Source {
  readonly text: string;
  /** For messages. */
  readonly name: string;
  /** Folder that files beside it are relative to. */
  readonly folder: string;
}

const PATH = /^[^\n{]+\.(ya?ml|json)$/i;

/** Name of a policy that comes without one. */
const ONLY_POLICY = "policy";

const FRAME_TARGET = { cloud: "huaweicloud", region: "cn-north-4", project: "example-project" };

async function open(source: PolicySource): Promise<Source> {
  const cwd = process.cwd();
  if (typeof source === "object" && !(source instanceof URL)) {
    return { text: JSON.stringify(source, null, 2), name: "the policy", folder: cwd };
  }
  if (typeof source === "string" && !PATH.test(source.trim())) {
    return { text: source, name: "the policy", folder: cwd };
  }
  const path = source instanceof URL ? fileURLToPath(source) : resolve(cwd, source.trim());
  try {
    return { text: await readFile(path, "utf8"), name: String(source), folder: dirname(path) };
  } catch (error) {
    throw new AutomationError(
      "invalid-config",
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code}); give a path that is there, or the text itself`,
      { cause: error, details: { field: "policy" } },
    );
  }
}

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Senders that policies wait for and nobody has written down. */
function sourcesOf(policies: unknown): Readonly<Record<string, unknown>> {
  const waited = Object.values(isBlock(policies) ? policies : {}).flatMap((policy) => {
    const on = isBlock(policy) && isBlock(policy["on"]) ? policy["on"] : {};
    return [on["ticket"], on["webhook"], on["chat"]].filter((name) => typeof name === "string");
  });
  return Object.fromEntries(
    waited.map((name) => [
      name,
      { scheme: "standard-webhooks", secret: "env:EXAMPLE_SECRET", requester: "event.requester" },
    ]),
  );
}

function frameOf(block: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const sources = sourcesOf(block["policies"]);
  const frame: Readonly<Record<string, unknown>> = {
    version: 1,
    targets: { test: FRAME_TARGET },
    store: "memory",
    // The wall is tested where it is written.
    allow: [...new Set([...ALLOW_DEFAULT, ...VERB_NAMES])],
    ...(Object.keys(sources).length > 0 ? { sources } : {}),
  };
  return Object.fromEntries(Object.entries(frame).filter(([key]) => !Object.hasOwn(block, key)));
}

function anew(block: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...block, ...frameOf(block) }, null, 2);
}

/** Adds what is missing behind the text, so that lines stay what they are; flow style has to be written anew. */
function framed(text: string, block: Readonly<Record<string, unknown>>): string {
  if (text.trimStart().startsWith("{")) return anew(block);
  const added = frameOf(block);
  const lines = Object.entries(added).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `${text.trimEnd()}\n${lines.join("\n")}\n`;
}

/** The text of a whole config, and what of it somebody wrote; `undefined` when it is whole already, or no block. */
function complete(text: string): { readonly text: string; readonly limits: unknown } | undefined {
  const read = readYaml(text);
  if (!read.ok || !isBlock(read.document.value)) return undefined;
  const block = read.document.value;
  if (Object.hasOwn(block, "version")) return undefined;
  if (Object.hasOwn(block, "on")) {
    return { text: anew({ policies: { [ONLY_POLICY]: block } }), limits: undefined };
  }
  return { text: framed(text, block), limits: block["limits"] };
}

/** Caps that are in nobody's way: a few machines of a test are a sample of a fleet, and no fleet. */
const WIDE = { perRun: 10_000, percent: 100, perOwnerPerHour: 1_000, perHour: 100_000, moneyPercent: 100 };

/** The same config with the caps out of the way, but for those that are kept. */
export function withoutCaps(config: Config, kept: unknown = undefined): Config {
  const own = isBlock(kept) ? Object.keys(kept) : [];
  const wide = Object.fromEntries(Object.entries(WIDE).filter(([key]) => !own.includes(key)));
  return { ...config, limits: { ...config.limits, ...wide } };
}

/** Reads policies as `curfew validate` does. Throws `invalid-config` with every finding and its line. */
export async function readPolicies(
  source: PolicySource,
  files: Readonly<Record<string, string>>,
): Promise<ReadPolicies> {
  const { text: written, name, folder } = await open(source);
  const completed = complete(written);
  const text = completed?.text ?? written;
  const loaded = await loadConfig({
    text,
    path: join(folder, "curfew.yaml"),
    readFile: async (path) => {
      const known = Object.entries(files).find(([file]) => resolve(folder, file) === resolve(folder, path));
      return known ? known[1] : readFile(resolve(folder, path), "utf8");
    },
    schemes: SCHEMES.map(({ id }) => id),
  });
  if (!loaded.ok) {
    const shown = formatDiagnostics(loaded.errors, { path: name, text });
    throw new AutomationError("invalid-config", `the policy cannot be read\n${shown}`);
  }
  if (!completed) return { config: loaded.config, framed: false };
  return { config: withoutCaps(loaded.config, completed.limits), framed: true };
}
