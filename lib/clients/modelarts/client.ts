import { setTimeout as pause } from "node:timers/promises";
import { type Cloud, endpointOf, type Service } from "../../domain/clouds.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import { createPressure, type Pressure } from "../pressure/create-pressure.ts";
import { CLIENT_LIMITS, type ClientLimits, createSignedClient, type SignedClient } from "../signed-client.ts";
import { createUndiciTransport } from "../transport/undici.ts";
import { createModelArtsCalls, type ModelArtsCalls } from "./calls.ts";
import { createModelArtsListings, type ModelArtsListings } from "./listings.ts";

/** Options of a ModelArts client; everything below `credentials` has a default. */
export interface ModelArtsClientOptions {
  readonly cloud: Cloud;
  /** Such as `cn-north-4` or `eu-de`. Needed unless `endpoint` is given. */
  readonly region?: string;
  /** Origin that stands in for every service, such as `http://127.0.0.1:8080` for the emulator. */
  readonly endpoint?: string;
  readonly projectId: string;
  readonly credentials: CredentialsProvider;
  /** Default: undici, closed by `close()`. One that is given is left to its owner. */
  readonly transport?: HttpTransport;
  /** Default: the computer's clock. */
  readonly now?: () => Date;
  /** Default: timers. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Default: `Math.random`. */
  readonly random?: () => number;
  /** Language of descriptions and error texts. Default `en-us`. */
  readonly language?: string;
  /** See `CLIENT_LIMITS` for the defaults. */
  readonly limits?: ClientLimits;
  /**
   * Slows calls down when an API throttles, and holds them back when it fails again and again. Default: one of its own;
   * `false` switches it off.
   */
  readonly pressure?: Pressure | false;
}

/** Every operation as a function, and more. */
export interface ModelArtsClient extends ModelArtsCalls {
  /** Lists that read all pages and tell whether they are complete. */
  readonly listings: ModelArtsListings;
  /** Calls by name, with request ids, and calls that are signed first and sent later. */
  readonly signed: SignedClient;
  /** Gives back the connections of the default transport. */
  close(): Promise<void>;
}

function endpoints({ cloud, region, endpoint }: ModelArtsClientOptions): (service: Service) => string {
  if (endpoint !== undefined) return () => endpoint;
  if (region !== undefined) return (service) => endpointOf(cloud, service, region);
  throw new AutomationError("invalid-config", "region: a region or an endpoint must be given", {
    details: { field: "region", rule: "a region or an endpoint" },
  });
}

/** What error texts call the other side where nobody has given it a name. */
function nameOf({ region, endpoint }: ModelArtsClientOptions): string {
  return endpoint?.replace(/^https?:\/\//, "") ?? region ?? "the cloud";
}

function pressureOf(options: ModelArtsClientOptions, random: () => number): { readonly pressure?: Pressure } {
  if (options.pressure === false) return {};
  if (options.pressure) return { pressure: options.pressure };
  const { callsPerSecondMin } = { ...CLIENT_LIMITS, ...options.limits };
  return { pressure: createPressure({ target: nameOf(options), random, callsPerSecondMin }) };
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
  const random = options.random ?? Math.random;
  const { pressure: _, ...given } = options;
  const signed = createSignedClient({
    ...given,
    ...pressureOf(options, random),
    transport: options.transport ?? own,
    now: options.now ?? (() => new Date()),
    sleep: options.sleep ?? ((ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal })),
    random,
    endpointOf: endpoints(options),
  });
  const calls = createModelArtsCalls(signed);
  return { ...calls, listings: createModelArtsListings(calls), signed, close: own.close };
}
