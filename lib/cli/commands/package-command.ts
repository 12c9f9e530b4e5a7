import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { COMPILED_VERSION, type CompiledConfig } from "../../compose/compiled-config.ts";
import { AutomationError } from "../../domain/errors.ts";
import { makeZip } from "../../packing/zip.ts";
import { builtFolder } from "../built-folder.ts";
import type { Invocation, RunCommand } from "../command.ts";
import { loadSessionConfig } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { type Column, renderTable } from "../table.ts";
import { EXIT } from "../terminal.ts";

const PLATFORMS = ["functiongraph", "lambda"] as const;
const FUNCTIONS = ["webhook", "schedule", "queue"] as const;

/** Where the functions of a project are packed. */
const OUT = "dist/functions";

/** One function, packed. */
interface Packed {
  readonly platform: string;
  readonly name: string;
  /** Bytes of the code, of the configuration beside it, of both compressed, and of the archive. */
  readonly code: number;
  readonly config: number;
  readonly gzip: number;
  readonly zip: number;
}

/** What one archive is made of, beside its code. */
interface Part {
  readonly platform: string;
  readonly name: string;
  readonly configBytes: Uint8Array;
}

const kB = (bytes: number) => (bytes / 1_000).toFixed(1);

const COLUMNS: readonly Column<Packed>[] = [
  { title: "PLATFORM", value: ({ platform }) => platform },
  { title: "FUNCTION", value: ({ name }) => name },
  { title: "CODE kB", value: ({ code }) => kB(code) },
  { title: "CONFIG kB", value: ({ config }) => kB(config) },
  { title: "GZIP kB", value: ({ gzip }) => kB(gzip) },
  { title: "ZIP kB", value: ({ zip }) => kB(zip) },
];

async function readCode(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AutomationError("usage", `${path}: the function is not built; build it with: npm run prepare`, {
      cause,
    });
  }
}

/** Puts the files of one function into its folder, and the archive of both beside the folder. */
async function packOne(built: string, out: string, part: Part): Promise<Packed> {
  const { platform, name, configBytes } = part;
  const code = await readCode(join(built, platform, name, "index.js"));
  const files = [
    { path: "index.js", bytes: code },
    { path: "curfew.config.json", bytes: configBytes },
  ];
  const zip = makeZip(files);
  const folder = join(out, platform, name);
  await mkdir(folder, { recursive: true });
  for (const { path, bytes } of files) await writeFile(join(folder, path), bytes);
  await writeFile(join(out, platform, `${name}.zip`), zip);
  const gzip = gzipSync(code).length + gzipSync(configBytes).length;
  return { platform, name, code: code.length, config: configBytes.length, gzip, zip: zip.length };
}

/** The configuration as the functions read it. Without a file there is none: nobody means to deploy the demonstration. */
async function compiledBytes({ options, terminal }: Invocation): Promise<Uint8Array> {
  const { config, path } = await loadSessionConfig(terminal, textOption(options, "config"));
  if (path === null) {
    throw new AutomationError("invalid-config", "no curfew.yaml here; write one with: curfew init");
  }
  const compiled: CompiledConfig = { compiled: COMPILED_VERSION, config };
  return new TextEncoder().encode(`${JSON.stringify(compiled)}\n`);
}

/** The command for functions that were built into a folder of their own, as in tests. */
export function packageFrom(built: string): RunCommand {
  return async (invocation) => {
    const { options, terminal } = invocation;
    const configBytes = await compiledBytes(invocation);
    const out = resolve(terminal.cwd, textOption(options, "out") ?? OUT);
    const wanted = textOption(options, "platform");
    const packed: Packed[] = [];
    for (const platform of PLATFORMS.filter((one) => wanted === undefined || one === wanted)) {
      for (const name of FUNCTIONS) packed.push(await packOne(built, out, { platform, name, configBytes }));
    }
    if (flagOption(options, "json")) terminal.out(JSON.stringify(packed));
    else for (const line of renderTable(COLUMNS, packed, { columns: terminal.columns })) terminal.out(line);
    return EXIT.ok;
  };
}

/**
 * `curfew package`: puts the checked configuration beside the code of each function and packs both. The same code and
 * the same configuration give the same bytes. References in it stay references: no secret is read.
 */
export const runPackage: RunCommand = packageFrom(builtFolder());
