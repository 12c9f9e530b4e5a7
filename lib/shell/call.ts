import type { Resource } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import type { PreparedCall } from "../ports/cloud.ts";

/** A step that may go out now, with the machine as it was read for it. */
export interface ReadyStep {
  readonly step: Step;
  readonly attempts: number;
  readonly machine: Resource | undefined;
  /** To be reserved by the announcement of its call, each once, ever. */
  readonly permits: readonly string[];
}

/** A signed call and the steps it carries. */
export interface Call {
  readonly id: string;
  readonly steps: readonly ReadyStep[];
  readonly prepared: PreparedCall;
}
