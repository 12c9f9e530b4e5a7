import type { HttpTransport } from "../../ports/http-transport.ts";
import { createUndiciTransport } from "../transport/undici.ts";
import {
  type BuiltModelArtsClient,
  buildModelArtsClient,
  type ModelArtsClientParts,
} from "./build-client.ts";

/** Options of a ModelArts client; everything below `credentials` has a default. */
export interface ModelArtsClientOptions extends Omit<ModelArtsClientParts, "transport"> {
  /** Default: undici, closed by `close()`. One that is given is left to its owner. */
  readonly transport?: HttpTransport;
}

/** Every operation as a function, and more. */
export interface ModelArtsClient extends BuiltModelArtsClient {
  /** Gives back the connections of the default transport. */
  close(): Promise<void>;
}

/**
 * Creates a client for the management API of ModelArts and the services beside it.
 *
 * @example
 * const client = createModelArtsClient({ cloud: "huaweicloud", region: "cn-north-4", projectId, credentials });
 * const servers = await collectPages(client.listings.devServers());
 * await client.stopDevServer(id);
 * await client.close();
 */
export function createModelArtsClient(options: ModelArtsClientOptions): ModelArtsClient {
  // It opens nothing until it is used.
  const own = createUndiciTransport();
  return { ...buildModelArtsClient({ ...options, transport: options.transport ?? own }), close: own.close };
}
