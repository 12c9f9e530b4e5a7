import type { Cloud } from "../domain/clouds.ts";
import type { Permissions } from "./permissions.ts";

/** What runs the functions. */
export type Host = "functiongraph" | "lambda";

/** The functions; what each is for stands in `functions.ts`. */
export type FunctionName = "webhook" | "schedule" | "queue";

/**
 * A text that stands in the deployment. `env:NAME` within it stands for what is known only where the deployment is made;
 * each synthesis writes such a reference in its own form.
 */
export type Text = string;

/** A variable of a function, by name. Values of `deployer` variables never stand in anything that is synthesised. */
export type Variable =
  | { readonly name: string; readonly from: "stack"; readonly value: Text }
  | { readonly name: string; readonly from: "deployer"; readonly secret: boolean };

/** What sets a function off. */
export type Trigger =
  | { readonly kind: "http"; readonly path: string; readonly timeoutMs: number; readonly gateway: Gateway }
  | { readonly kind: "timer"; readonly everyMs: number }
  | { readonly kind: "work-queue"; readonly batchSize: number }
  | {
      readonly kind: "platform";
      /** Code of the platform, such as `KAFKA`. */
      readonly type: string;
      readonly eventData: Readonly<Record<string, unknown>>;
    };

/** Where HTTP comes in. `url`: the platform's own address of a function. */
export type Gateway =
  | { readonly kind: "shared"; readonly group: Text }
  | { readonly kind: "dedicated"; readonly group: Text; readonly instance: Text; readonly environment: Text }
  | { readonly kind: "url" };

/** What the platform does with an asynchronous call that failed. All of it is written out: defaults differ by page. */
export interface AsyncPolicy {
  readonly retriesMax: number;
  readonly ageMaxS: number;
  /** Prefix in the bucket that takes what could not be delivered; `null` where nothing is lost with it. */
  readonly undelivered: string | null;
}

/** One function. */
export interface StackFunction {
  readonly name: FunctionName;
  /** Name on the platform, such as `curfew-prod-schedule`. */
  readonly deployedName: string;
  readonly description: string;
  readonly handler: string;
  readonly runtime: string;
  readonly memoryMb: number;
  readonly timeoutS: number;
  /** Folder with `index.js`, relative to the project. */
  readonly codeFolder: string;
  readonly variables: readonly Variable[];
  /** Most instances at a time; `null` leaves it to the platform. */
  readonly instancesMax: number | null;
  readonly async: AsyncPolicy | null;
  readonly triggers: readonly Trigger[];
}

/** Somebody is told when it strikes. `silence`: no run at all within an hour. */
export interface Alarm {
  readonly name: string;
  readonly kind: "failures" | "silence";
  readonly function: FunctionName;
}

/** Everything that is deployed. Nothing that is synthesised lists a function or a trigger by itself. */
export interface Stack {
  readonly service: "curfew";
  readonly stage: string;
  readonly host: Host;
  /** Cloud of the functions; `null` on AWS. The clouds they drive stand in the configuration. */
  readonly cloud: Cloud | null;
  readonly region: string;
  /** Id of the project that the functions belong to; without a meaning on AWS. */
  readonly project: Text;
  readonly functions: readonly StackFunction[];
  /** Identity of the functions: an agency on Huawei's clouds, a role on AWS. */
  readonly identity: {
    readonly name: string;
    readonly permissions: Permissions;
    /** Names of the projects in which it may act. */
    readonly projects: readonly string[];
  };
  readonly logs: { readonly group: string; readonly stream: string; readonly days: number };
  readonly bucket: {
    /** `null`: AWS finds a name. */
    readonly name: Text | null;
    /** Where in it the log lies: empty, or a path with a slash before it. */
    readonly folder: string;
    readonly undelivered: { readonly prefix: string; readonly days: number };
  };
  /** Topic that alarms go to. */
  readonly topic: string;
  readonly alarms: readonly Alarm[];
  /** What whoever deploys it should know, in sentences. */
  readonly notes: readonly string[];
}

/** The function of this name. Throws a `RangeError` for one that the stack does not have: that is a bug. */
export function functionOf(stack: Stack, name: FunctionName): StackFunction {
  const found = stack.functions.find((entry) => entry.name === name);
  if (found) return found;
  throw new RangeError(`the stack has no function ${name}`);
}
