import { describe, expect, it } from "vitest";
import { measureNotebooks } from "../../../../lib/clients/target/measure-notebooks.ts";
import { windowOf } from "../../../../lib/clients/target/window.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { notebook } from "../../../fixtures/resources.ts";

const HOUR = 3_600_000;
const NOW = 1_700_000_000_000;

type Client = Parameters<typeof measureNotebooks>[0];

/** What AOM is asked about notebooks over a window. */
async function asked(notebooks: readonly Resource[], { hours }: { readonly hours: number }) {
  const queries: { readonly step: unknown; readonly notebooks: number }[] = [];
  const queryRange = ({ query, step }: { readonly query: string; readonly step: unknown }) => {
    queries.push({ step, notebooks: query.match(/nb-\d+/g)?.length ?? 0 });
    return Promise.resolve({ data: undefined });
  };
  const client = { queryRange } as unknown as Client;
  await measureNotebooks(client, notebooks, { window: windowOf({ nowMs: NOW, windowMs: hours * HOUR }) });
  return queries;
}

function notebooks(count: number, gpu: number | null = 1): readonly Resource[] {
  const flavor = { name: "a", gpu, npu: 0, vcpus: 8 };
  return [...new Array(count).keys()].map((at) => notebook({ id: `nb-${at}`, flavor }));
}

describe("notebooks are asked about", () => {
  it("minute by minute, since AOM shows only the sample that is newest at a moment", async () => {
    expect(await asked(notebooks(1), { hours: 2 })).toEqual([{ step: 60, notebooks: 1 }]);
    expect(await asked(notebooks(1), { hours: 12 })).toMatchObject([{ step: 60 }]);
    expect(await asked(notebooks(1), { hours: 13 })).toMatchObject([{ step: 300 }]);
    expect(await asked(notebooks(1), { hours: 48 })).toMatchObject([{ step: 1_200 }]);
  });

  it("200 at a time", async () => {
    const counts = (await asked(notebooks(450), { hours: 2 })).map((query) => query.notebooks);
    expect(counts).toEqual([200, 200, 50]);
  });

  it("fewer at a time where the answer would grow too large", async () => {
    const [many] = await asked(notebooks(300, 8), { hours: 4 });
    const [unknown] = await asked(notebooks(300, null), { hours: 4 });
    expect(many).toEqual({ step: 60, notebooks: 74 });
    expect(unknown).toEqual(many);
    expect(await asked(notebooks(3, 1_000), { hours: 12 })).toHaveLength(3);
  });

  it("not at all when nothing of them can be put into a query", async () => {
    expect(await asked([notebook({ id: "a b" })], { hours: 2 })).toEqual([]);
  });
});

describe("what AOM answers of a notebook", () => {
  const flavor = { name: "a", gpu: 2, npu: 0, vcpus: 8 };

  type Row = readonly [labels: Readonly<Record<string, string>>, value: string];

  async function measured(rows: readonly Row[], name = "gpu") {
    const result = rows.map(([labels, value]) => ({
      metric: { __name__: `ma_container_${name}_util`, service_id: "nb-0", ...labels },
      values: Array.from({ length: 24 }, (_, at) => [NOW / 1_000 - 7_140 + at * 300, value] as const),
    }));
    const client = { queryRange: () => Promise.resolve({ data: { result } }) } as unknown as Client;
    const window = windowOf({ nowMs: NOW, windowMs: 2 * HOUR });
    const found = await measureNotebooks(client, [notebook({ id: "nb-0", flavor })], { window });
    return [...found.values()].flat()[0];
  }

  it.each<[string, readonly Row[], number]>([
    [
      "by their indexes",
      [
        [{ gpu_index: "0" }, "0"],
        [{ gpu_index: "1" }, "0"],
      ],
      2,
    ],
    [
      "by other labels of theirs",
      [
        [{ gpu_uuid: "a", pod_name: "p" }, "0"],
        [{ gpu_uuid: "b", pod_name: "p" }, "0"],
      ],
      2,
    ],
    [
      "once, although two containers tell of it",
      [
        [{ gpu_index: "0", pod_name: "p" }, "0"],
        [{ gpu_index: "0", pod_name: "q" }, "0"],
      ],
      1,
    ],
    [
      "as one without such a label, since nobody says that it covers all",
      [
        [{ pod_name: "p" }, "0"],
        [{ pod_name: "q" }, "0"],
      ],
      1,
    ],
  ])("counts its GPUs %s", async (_what, rows, count) => {
    expect(await measured(rows)).toMatchObject({ signal: "gpu", devices: { known: count, seen: count } });
  });

  it("does not count what is measured of the whole notebook", async () => {
    expect(await measured([[{}, "3"]], "cpu")).not.toHaveProperty("devices");
  });

  it.each([
    ["+Inf", { points: 0, impossible: 24 }],
    ["-Inf", { points: 0, ignored: 24 }],
    ["NaN", { points: 0, ignored: 24 }],
    ["", { points: 0, ignored: 24 }],
    ["250", { points: 0, impossible: 24 }],
    ["0.5", { points: 24, max: 0.5 }],
  ])("reads the text %j as it is meant", async (text, expected) => {
    expect(await measured([[{}, text]])).toMatchObject(expected);
  });
});
