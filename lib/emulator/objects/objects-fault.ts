/** Operations as the journal and faults name them. */
export type ObjectsOperation =
  | "PutObject"
  | "AppendObject"
  | "GetObject"
  | "HeadObject"
  | "DeleteObject"
  | "DeleteObjects"
  | "ListObjects";

/** What goes wrong. */
export type ObjectsMishap =
  /** The connection ends before anything happened, or after everything did. */
  | { readonly fault: "lost-before" | "lost-after" }
  /** An error of the service; nothing happened, unless `afterEffect`. */
  | {
      readonly fault: "refuse";
      readonly status: number;
      readonly code: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly afterEffect?: boolean;
    };

/** A mishap that waits for calls that match; without conditions it takes the next one. */
export type ObjectsFault = ObjectsMishap & {
  readonly operation?: ObjectsOperation;
  /** Only keys that contain this. */
  readonly key?: string;
  /** How many matching calls it hits. Default 1. */
  readonly times?: number;
};

/** 503 SlowDown, as a service says it that wants to be left alone. */
export function slowDown(times: number, headers: Readonly<Record<string, string>> = {}): ObjectsFault {
  return { fault: "refuse", status: 503, code: "SlowDown", headers, times };
}

/** The first fault that matches a call, and the faults that are left after it has struck once. */
export function takeObjectsFault(
  faults: readonly ObjectsFault[],
  target: { readonly operation: ObjectsOperation; readonly key: string },
): { readonly fault: ObjectsFault | undefined; readonly left: readonly ObjectsFault[] } {
  const index = faults.findIndex(
    ({ operation = target.operation, key = "" }) =>
      operation === target.operation && target.key.includes(key),
  );
  const fault = faults[index];
  if (!fault) return { fault: undefined, left: faults };
  const { times = 1 } = fault;
  const left = times > 1 ? faults.with(index, { ...fault, times: times - 1 }) : faults.toSpliced(index, 1);
  return { fault, left };
}
