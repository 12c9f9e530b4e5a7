import { setTimeout as pause } from "node:timers/promises";
import { type Cloud, endpointOf, type Service } from "../../domain/clouds.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import { createPressure, type Pressure } from "../pressure/create-pressure.ts";
import { CLIENT_LIMITS, type ClientLimits, createSignedClient, type SignedClient } from "../signed-client.ts";
import { createModelArtsCalls, type ModelArtsCalls } from "./calls.ts";
import { createModelArtsListings, type ModelArtsListings } from "./listings.ts";

/** What a ModelArts client is built from; everything below `transport` has a default. */
export interface ModelArtsClientParts {
  readonly cloud: Cloud;
  /** Such as `cn-north-4` or `eu-de`. Needed unless `endpoint` is given. */
  readonly region?: string;
  /** Origin that stands in for every service, such as `http://127.0.0.1:8080` for the emulator. */
  readonly endpoint?: string;
  readonly projectId: string;
  readonly credentials: CredentialsProvider;
  /** Left to its owner. */
  readonly transport: HttpTransport;
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
export interface BuiltModelArtsClient extends ModelArtsCalls {
  /** Lists that read all pages and tell whether they are complete. */
  readonly listings: ModelArtsListings;
  /** Calls by name, with request ids, and calls that are signed first and sent later. */
  readonly signed: SignedClient;
}

function endpoints({ cloud, region, endpoint }: ModelArtsClientParts): (service: Service) => string {
  if (endpoint !== undefined) return () => endpoint;
  if (region !== undefined) return (service) => endpointOf(cloud, service, region);
  throw new AutomationError("invalid-config", "region: a region or an endpoint must be given", {
    details: { field: "region", rule: "a region or an endpoint" },
  });
}

/** What error texts call the other side where nobody has given it a name. */
function nameOf({ region, endpoint }: ModelArtsClientParts): string {
  return endpoint?.replace(/^https?:\/\//, "") ?? region ?? "the cloud";
}

function pressureOf(options: ModelArtsClientParts, random: () => number): { readonly pressure?: Pressure } {
  if (options.pressure === false) return {};
  if (options.pressure) return { pressure: options.pressure };
  const { callsPerSecondMin } = { ...CLIENT_LIMITS, ...options.limits };
  return { pressure: createPressure({ target: nameOf(options), random, callsPerSecondMin }) };
}

/**
 * Builds a client for the management API of ModelArts and the services beside it on a transport that is there already.
 * It pulls in no HTTP client of its own, which a function could not carry.
 */
export function buildModelArtsClient(parts: ModelArtsClientParts): BuiltModelArtsClient {
  const random = parts.random ?? Math.random;
  const { pressure: _, ...given } = parts;
  const signed = createSignedClient({
    ...given,
    ...pressureOf(parts, random),
    now: parts.now ?? (() => new Date()),
    sleep: parts.sleep ?? ((ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal })),
    random,
    endpointOf: endpoints(parts),
  });
  const calls = createModelArtsCalls(signed);
  return { ...calls, listings: createModelArtsListings(calls), signed };
}
