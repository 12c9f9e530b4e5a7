import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as z from "zod";
import type { FoundTarget } from "../../config/render-config.ts";
import { AutomationError } from "../../domain/errors.ts";
import { ResourceKind, TargetName } from "../../domain/resource.ts";
import { CloudName } from "../../domain/target.ts";
import type { Terminal } from "../terminal.ts";

const text = z.string().min(1).max(512);

/** The part of a kept scan that a first config is made from; everything else in the file is left alone. */
const KeptScan = z.looseObject({
  version: z.literal(1),
  targets: z
    .array(
      z.object({
        name: TargetName,
        cloud: CloudName,
        region: text,
        project: text,
        credentials: text,
        endpoint: text.nullable(),
        machines: z.partialRecord(ResourceKind, z.int().min(0)),
      }),
    )
    .min(1),
});

function parse(content: string, path: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw wrong(path, `not JSON (${(error as Error).message})`, error);
  }
}

function wrong(path: string, why: string, cause?: unknown): AutomationError {
  return new AutomationError(
    "usage",
    `--from-scan: ${path}: ${why}; keep a scan with: curfew scan --out ${path}`,
    {
      cause,
      details: { field: "from-scan" },
    },
  );
}

/** Reads the targets of a scan that was kept with `curfew scan --out`. Throws `usage` naming what is wrong with it. */
export async function readScan(file: string, terminal: Terminal): Promise<readonly FoundTarget[]> {
  const path = resolve(terminal.cwd, file);
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw wrong(file, isMissing ? "there is no such file" : "it cannot be read", error);
  }
  const parsed = KeptScan.safeParse(parse(content, file));
  if (parsed.success) return parsed.data.targets as readonly FoundTarget[];
  const [issue] = parsed.error.issues;
  throw wrong(file, `not a scan (${issue?.path.join(".")}: ${issue?.message})`);
}
