import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { buildIfStale } from "./support/built-command.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUILD_MS_MAX = 120_000;

const Row = z.looseObject({ bench: z.string(), case: z.string(), name: z.string() });
const Printed = z.strictObject({ node: z.string(), rows: z.array(Row) });

beforeAll(buildIfStale, BUILD_MS_MAX);

describe("npm run bench", () => {
  it("plays every benchmark, small, and prints one JSON object", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["bench/run.js", "--tiny", "--json"], {
      cwd: ROOT,
    });
    const { rows } = Printed.parse(JSON.parse(stdout));
    expect([...new Set(rows.map(({ bench }) => bench))]).toEqual([
      "signing",
      "signed calls",
      "plan",
      "signed webhook to durable row",
      "webhook delivery",
      "store",
      "pass",
      "sweep",
    ]);
    const figures = rows.flatMap((row) => Object.values(row).filter((value) => typeof value === "number"));
    expect(figures.filter((figure) => !Number.isFinite(figure) || figure < 0)).toEqual([]);
    // 120 notebooks are three pages, and one query of metrics.
    const sweep = rows.filter(({ bench }) => bench === "sweep");
    expect(sweep.map(({ lists, flavors, metrics }) => [lists, flavors, metrics])).toEqual([
      [3, 0, 0],
      [3, 0, 0],
      [3, 0, 1],
      [3, 1, 1],
      [3, 1, 1],
    ]);
  });
});
