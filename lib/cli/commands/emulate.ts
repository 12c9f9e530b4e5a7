import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Cloud } from "../../domain/clouds.ts";
import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import { FLEET_MACHINES_MAX, type FleetInput } from "../../emulator/fleet.ts";
import { generateFleet } from "../../emulator/generate-fleet.ts";
import { SAMPLE_FLEET, SAMPLE_PROJECTS } from "../../emulator/sample-fleet.ts";
import { type RunningEmulator, type StartOptions, startEmulator } from "../../emulator/start-emulator.ts";
import type { RunCommand } from "../command.ts";
import { numberOption, textOption } from "../option-values.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { untilStopped } from "../until-stopped.ts";

type Options = Readonly<Record<string, unknown>>;

const SEED_MAX = 2_147_483_647;
const SPEED_MAX = 1_000_000;

function usage(field: string, text: string, cause?: unknown): AutomationError {
  return new AutomationError("usage", text, { cause, details: { field } });
}

function speedOf(options: Options): number {
  const text = textOption(options, "speed");
  if (text === undefined) return 1;
  const speed = Number(text);
  if (text.trim() !== "" && speed > 0 && speed <= SPEED_MAX) return speed;
  throw usage(
    "speed",
    `--speed: a number above 0 and at most ${SPEED_MAX}, such as 20 (got ${JSON.stringify(text)})`,
  );
}

function keyOf(options: Options, name: "accessKey" | "secretKey", flag: string): string | undefined {
  const key = textOption(options, name);
  if (key === undefined || /^[\x21-\x7e]{1,128}$/.test(key)) return key;
  // The value itself is left out: it may be a secret that was mistyped.
  throw usage(name, `${flag}: 1 to 128 printable characters without spaces`);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage("fleet", `--fleet: ${path}: not JSON (${(error as Error).message})`, error);
  }
}

/** Reads a fleet file; what stands in it is checked by the emulator. */
async function readFleet(file: string, terminal: Terminal): Promise<FleetInput> {
  const path = resolve(terminal.cwd, file);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : String(error);
    throw usage("fleet", `--fleet: ${path}: ${why}; give a JSON file, or sample`, error);
  }
  const fleet = parseJson(text, path);
  if (typeof fleet === "object" && fleet !== null) return fleet;
  throw usage("fleet", `--fleet: ${path}: a JSON object with machines`);
}

/** So long every notebook has been there and running, so that `curfew rehearse` finds them in the past too. */
const OLDER_MINUTES = 31 * 1_440;

/** A fleet of notebooks that nobody had to write, of the published mix. */
function madeFleet(size: number, seed: number): FleetInput {
  const { machines = [], ...fleet } = generateFleet({ size, seed, kinds: { notebook: 1 } });
  const older = machines.map((machine) => ({
    ...machine,
    createdMinutesAgo: (machine.createdMinutesAgo ?? 0) + OLDER_MINUTES,
    startedMinutesAgo: (machine.startedMinutesAgo ?? 0) + OLDER_MINUTES,
  }));
  return { ...fleet, projects: { [SAMPLE_PROJECTS.huaweicloud]: { cloud: "huaweicloud" } }, machines: older };
}

/** The fleet, and what it is called when it is found fault with. */
async function fleetOf(
  options: Options,
  { seed, terminal }: { readonly seed: number; readonly terminal: Terminal },
): Promise<readonly [FleetInput, string]> {
  const file = textOption(options, "fleet");
  const size = numberOption(options, "notebooks", { min: 0, max: FLEET_MACHINES_MAX, fallback: -1 });
  if (size >= 0 && file !== undefined) {
    throw usage("notebooks", "--notebooks: makes a fleet, so it cannot go with --fleet");
  }
  if (size >= 0) return [madeFleet(size, seed), "made up"];
  if (file === undefined || file === "sample") return [SAMPLE_FLEET, "sample"];
  return [await readFleet(file, terminal), file];
}

const PORT_TROUBLE: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use by another process; choose another one, or leave --port out for any free one",
  EACCES: "needs rights that this user does not have; choose one above 1023",
};

async function start(options: StartOptions, fleet: string): Promise<RunningEmulator> {
  try {
    return await startEmulator(options);
  } catch (error) {
    if (isAutomationError(error) && error.code === "invalid-config") {
      throw new AutomationError(error.code, `--fleet: ${fleet}: ${error.message}`, {
        cause: error,
        details: error.details,
      });
    }
    const why = PORT_TROUBLE[(error as NodeJS.ErrnoException).code ?? ""];
    throw why === undefined ? error : usage("port", `--port: ${options.port} ${why}`, error);
  }
}

/** The one line on standard output that says where the emulator is. */
interface Ready {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly accessKey: string;
  /** Only one that was made up here: whoever gave one knows it. */
  readonly secretKey?: string;
  /** Empty when every project is accepted. */
  readonly projects: readonly { readonly id: string; readonly cloud: Cloud }[];
}

/** How to point the other commands at it; for people, so on standard error. */
function suggest(terminal: Terminal, ready: Ready): void {
  const { url, accessKey, secretKey = "…the secret key…", projects } = ready;
  const { id, cloud } = projects[0] ?? { id: "any-project", cloud: "huaweicloud" };
  const prefix = cloud === "otc" ? "OTC_SDK" : "HUAWEICLOUD_SDK";
  terminal.err("curfew: the emulator is ready; Ctrl-C ends it. To look at it from another shell:");
  terminal.err(`  export ${prefix}_AK=${accessKey} ${prefix}_SK=${secretKey} ${prefix}_PROJECT_ID=${id}`);
  terminal.err(`  curfew scan --endpoint ${url} --out scan.json`);
}

/** `curfew emulate`: one JSON line when it listens, then nothing until it is asked to stop. */
export const runEmulate: RunCommand = async ({ options, terminal }) => {
  const port = numberOption(options, "port", { min: 0, max: 65_535, fallback: 0 });
  const seed = numberOption(options, "seed", { min: 0, max: SEED_MAX, fallback: 1 });
  const speed = speedOf(options);
  const accessKey = keyOf(options, "accessKey", "--access-key") ?? "EMULATOR0000ACCESSKEY";
  const given = keyOf(options, "secretKey", "--secret-key");
  const secretKey = given ?? randomBytes(20).toString("hex");
  const [fleet, file] = await fleetOf(options, { seed, terminal });
  const running = await start({ port, seed, speed, fleet, credentials: [{ accessKey, secretKey }] }, file);
  try {
    const { hostname, port: listening } = new URL(running.url);
    const ready: Ready = {
      url: running.url,
      host: hostname,
      port: Number(listening),
      accessKey,
      ...(given === undefined ? { secretKey } : {}),
      projects: [...running.emulator.state().projects].map(([id, cloud]) => ({ id, cloud })),
    };
    terminal.out(JSON.stringify(ready));
    if (terminal.isTty) suggest(terminal, ready);
    await untilStopped(terminal);
  } finally {
    await running.close();
  }
  return EXIT.ok;
};
