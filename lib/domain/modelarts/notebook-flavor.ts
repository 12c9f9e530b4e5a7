import * as z from "zod";
import { pageOf } from "./page.ts";

const string = z.string().nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();

/** A flavor of notebooks (OTC 2025-08). `memory` is in KiB: 8388608 are 8 GiB. */
export const NotebookFlavor = z.lazy(() =>
  z.looseObject({
    id: string,
    name: string,
    description: string,
    arch: string,
    category: string,
    feature: string,
    free: flag,
    memory: number,
    vcpus: number,
    gpu: z.looseObject({}).nullish(),
    ascend: z.looseObject({}).nullish(),
    billing: z.looseObject({ code: string, unit_num: number }).nullish(),
    sold_out: flag,
    storages: z.array(z.string()).nullish(),
    evs_max_size: number,
    evs_sku_code: string,
    grow_support_type: string,
  }),
);
/** See {@link NotebookFlavor}. */
export type NotebookFlavor = z.output<typeof NotebookFlavor>;

/** Answer of `GET /notebooks/flavors`. */
export const NotebookFlavorPage = z.lazy(() => pageOf(NotebookFlavor.unwrap()));
/** See {@link NotebookFlavorPage}. */
export type NotebookFlavorPage = z.output<typeof NotebookFlavorPage>;
