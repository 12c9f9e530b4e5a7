import { execFile } from "node:child_process";
import * as z from "zod";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { CRASH_ENV } from "./crash-config.ts";
import type { Evidence, StandingMachine } from "./evidence.ts";
import type { Lane } from "./lane.ts";

const PAGE = 10_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

const Verified = z.object({ ok: z.boolean(), problems: z.array(z.string()) });
const State = z.object({
  resources: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string(), status: z.string() })),
});

async function wholeLog({ store }: Lane): Promise<readonly StatusEntry[]> {
  const entries: StatusEntry[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await store.find({}, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    entries.push(...page.entries);
    if (page.entries.length < PAGE || page.cursor === null) return entries;
    after = page.cursor;
  }
}

/** `curfew log --verify`, as an operator would run it. */
function chainProblems({ folder }: Lane, script: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const options = {
      cwd: folder,
      env: { ...CRASH_ENV, PATH: process.env["PATH"] ?? "" },
      maxBuffer: OUTPUT_BYTES_MAX,
    };
    execFile(process.execPath, [script, "log", "--verify", "--json"], options, (error, stdout, stderr) => {
      const line = stdout.trim();
      const found = line === "" ? undefined : Verified.safeParse(JSON.parse(line)).data;
      if (!found) resolve([`curfew log --verify said nothing: ${stderr.trim()}`]);
      else if (found.ok === (error === null)) resolve(found.problems);
      else resolve([...found.problems, `it ended with ${error?.code ?? 0}, but says ok: ${found.ok}`]);
    });
  });
}

async function standing({ cloud }: Lane): Promise<readonly StandingMachine[]> {
  const answer = await fetch(`${cloud.url}/_emulator/state`);
  return State.parse(await answer.json()).resources;
}

/** Puts together what a lane leaves behind. */
export async function collect(
  lane: Lane,
  rest: { readonly script: string; readonly overdue: readonly string[] },
): Promise<Evidence> {
  return {
    posted: lane.outbox.posted,
    entries: await wholeLog(lane),
    journal: await lane.cloud.journal(),
    machines: await standing(lane),
    forgotten: lane.forgotten,
    chainProblems: await chainProblems(lane, rest.script),
    ownEndings: lane.ownEndings,
    overdue: rest.overdue,
  };
}
