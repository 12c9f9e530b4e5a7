import * as z from "zod";
import { pageOf } from "./page.ts";
import { anyCaseOf, oneOf, strict } from "./rule.ts";

const string = z.string().nullish();
const number = z.number().nullish();

/** A flavor of DevServers (SDK, 2026-07). The words of `status` are not documented. */
export const DevServerFlavor = z.lazy(() =>
  z.looseObject({
    flavor: string,
    flavor_type: string,
    arch: string,
    server_type: string,
    charging_mode: string,
    availability_zone: string,
    count: number,
    roce_num: number,
    sku_code: string,
    specification: string,
    status: string,
    is_sold_out: z.boolean().nullish(),
  }),
);
/** See {@link DevServerFlavor}. */
export type DevServerFlavor = z.output<typeof DevServerFlavor>;

/** Answer of `GET /dev-servers/flavors`: the page envelope, although the call knows neither limit nor offset. */
export const DevServerFlavorPage = z.lazy(() => pageOf(DevServerFlavor.unwrap()));
/** See {@link DevServerFlavorPage}. */
export type DevServerFlavorPage = z.output<typeof DevServerFlavorPage>;

/** Query of `GET /dev-servers/flavors`. Pages of 2025 and 2026 write server types in lower case, the SDK in upper. */
export const ListDevServerFlavorsQuery = z.lazy(() =>
  strict({
    server_type: anyCaseOf(["BMS", "ECS", "HPS"]).optional(),
    arch: oneOf(["X86", "ARM"]).optional(),
    charging_mode: oneOf(["COMMON", "POST_PAID", "PRE_PAID"]).optional(),
  }),
);
/** See {@link ListDevServerFlavorsQuery}. */
export type ListDevServerFlavorsQuery = z.output<typeof ListDevServerFlavorsQuery>;
