import type { Config } from "../../lib/domain/config.ts";
import type { AutomationEvent } from "../../lib/domain/event.ts";
import type { WireResponse } from "../../lib/ports/http-transport.ts";
import type { Store } from "../../lib/ports/store.ts";
import type { ShellPorts } from "../../lib/shell/shell-ports.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SimCloud } from "./sim-cloud.ts";
import type { FaultCounts, Life } from "./worker-life.ts";

/** A deliberately broken variant: changes what the shell or the client gets, to see whether the invariants notice. */
export interface Mutant {
  readonly ports?: (ports: ShellPorts) => ShellPorts;
  readonly answer?: (response: WireResponse) => WireResponse;
}

/** One world while it is played. */
export interface World {
  readonly scheduler: Scheduler;
  readonly disk: Store;
  readonly config: Config;
  /** The store as a process opens it. Default: `disk`. */
  readonly storeOf?: (life: Life) => Store;
  readonly cloud: SimCloud;
  readonly counts: FaultCounts;
  readonly escaped: string[];
  readonly acknowledged: Set<AutomationEvent>;
  readonly lives: Map<string, { readonly life: Life; readonly ports: ShellPorts }>;
  readonly mutant: Mutant;
  born: number;
  calls: number;
  calm: boolean;
  /**
   * Nearly nobody goes on with what is open: each delivery is worked on by the process that took it in, and the clock
   * comes twice an hour, as with functions whose timer is down. Then only leases and fences are left.
   */
  readonly lonely: boolean;
}
