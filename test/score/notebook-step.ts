import { measureNotebooks } from "../../lib/clients/target/measure-notebooks.ts";
import { windowOf } from "../../lib/clients/target/window.ts";
import type { Resource } from "../../lib/domain/resource.ts";
import { START_MS } from "./month.ts";

/** Asks the real client how far apart the points are that it wants of AOM for an ordinary window, seconds. */
export async function notebookStepS(): Promise<number> {
  const asked: number[] = [];
  const queryRange = ({ step }: { readonly step: unknown }) => {
    asked.push(Number(step));
    return Promise.resolve({ data: undefined });
  };
  const window = windowOf({ nowMs: START_MS, windowMs: 7_200_000, lookbackMs: 5_400_000 });
  const client = { queryRange } as unknown as Parameters<typeof measureNotebooks>[0];
  await measureNotebooks(
    client,
    [{ id: "a", ref: "prod/notebook/a", flavor: { name: "a", gpu: 0, npu: 0, vcpus: 1 } } as Resource],
    { window },
  );
  return asked[0] ?? window.periodS;
}
