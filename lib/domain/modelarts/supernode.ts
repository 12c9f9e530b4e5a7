import * as z from "zod";
import { DevServer } from "./dev-server-response.ts";
import { pageOf } from "./page.ts";

const string = z.string().nullish();
const number = z.number().nullish();

/**
 * A supernode ("hyperinstance") with its child nodes (SDK, 2026-07). `status` is kept as sent, because two vocabularies
 * exist; read it with `serverStatusOfSupernode`.
 */
export const Supernode = z.lazy(() =>
  z.looseObject({
    id: string,
    hps_id: string,
    hps_cluster_id: string,
    name: string,
    order_id: string,
    status: string,
    create_at: number,
    update_at: number,
    servers: z.array(DevServer.unwrap()).nullish(),
  }),
);
/** See {@link Supernode}. */
export type Supernode = z.output<typeof Supernode>;

/** Answer of `GET /dev-servers/hyperinstance`. */
export const SupernodePage = z.lazy(() => pageOf(Supernode.unwrap()));
/** See {@link SupernodePage}. */
export type SupernodePage = z.output<typeof SupernodePage>;
