import { createModelArtsClient } from "../../lib/clients/modelarts/client.ts";
import { createTargetCloud } from "../../lib/clients/target/target-cloud.ts";
import { createRulebook, type Rulebook } from "../../lib/core/rulebook.ts";
import type { Config } from "../../lib/domain/config.ts";
import type { WireResponse } from "../../lib/ports/http-transport.ts";
import type { Store } from "../../lib/ports/store.ts";
import type { ShellPorts } from "../../lib/shell/shell-ports.ts";
import { digest } from "../../lib/signing/hash-chain.ts";
import type { Scheduler } from "./scheduler.ts";
import { KEY, type SimCloud } from "./sim-cloud.ts";
import { type StoreTrouble, storeFor } from "./sim-store.ts";
import type { Life } from "./worker-life.ts";
import { PROJECT } from "./world-config.ts";

/** What the ports of a simulated process are made of. */
export interface SimulatedParts extends StoreTrouble {
  readonly life: Life;
  readonly scheduler: Scheduler;
  readonly cloud: SimCloud;
  readonly disk: Store;
  readonly config: Config;
  /** A number that was never given before. */
  readonly id: () => number;
  /** Changes what the cloud answered. Default: nothing. */
  readonly answer?: (response: WireResponse) => WireResponse;
}

const rulebooks = new WeakMap<Config, Rulebook>();

/** It is the same for every process of a configuration, and holds no state: compiling it anew for each birth is dear. */
function rulebookOf(config: Config): Rulebook {
  const known = rulebooks.get(config) ?? createRulebook(config, { digest });
  rulebooks.set(config, known);
  return known;
}

/** The real client and target cloud, on a simulated network, a simulated disk and a process's own clock. */
export function simulatedPorts(parts: SimulatedParts): ShellPorts {
  const { life, scheduler, cloud, disk, config, id, strikes } = parts;
  // A wait between two tries need not take whole milliseconds; a real clock gives whole ones all the same.
  const now = () => Math.floor(scheduler.now() + life.skewMs());
  const transport = cloud.transportFor(life);
  const client = createModelArtsClient({
    cloud: "huaweicloud",
    endpoint: "http://127.0.0.1:1",
    projectId: PROJECT,
    credentials: () => KEY,
    transport: async (request) => {
      const response = await transport(request);
      return parts.answer?.(response) ?? response;
    },
    now: () => new Date(now()),
    random: scheduler.random,
    sleep: (ms) => life.call("sleep", [ms, ms], () => undefined),
  });
  const target = createTargetCloud({
    name: "prod",
    cloud: "huaweicloud",
    client,
    allow: config.allow,
    tagKeys: [],
    resolveSecret: (reference) => reference,
    now,
  });
  return {
    store: storeFor(life, disk, { strikes }),
    clouds: new Map([["prod", target]]),
    clock: { now },
    ids: {
      run: (nowMs) => `r${nowMs.toString(36)}${id().toString(36).padStart(6, "0")}`,
      call: () => `c${id()}`,
    },
    rulebook: rulebookOf(config),
  };
}
