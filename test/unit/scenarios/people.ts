import type { LocalVerb } from "../../../lib/domain/verbs.ts";
import { request } from "../../fixtures/policies.ts";
import type { World } from "../shell/world.ts";

type Deed = (world: World, found: readonly string[], nowMs: number) => Promise<void>;

function machineNamed(world: World, id: string) {
  const machine = world.cloud.machines.get(id);
  if (!machine) throw new Error(`there is no ${id}`);
  return machine;
}

function change(world: World, id: string, status: "RUNNING" | "STOPPED", nowMs: number): void {
  const machine = machineNamed(world, id);
  const standing = status === "RUNNING" ? "running" : "stopped";
  world.cloud.machines.set(id, { ...machine, status, standing, updatedAtMs: nowMs });
}

/** In the console of the cloud, of which Curfew hears nothing. */
function renew(world: World, id: string, nowMs: number): void {
  const machine = machineNamed(world, id);
  const lease = { enabled: true, type: "idle", expiresAtMs: null, setAtMs: nowMs } as const;
  world.cloud.machines.set(id, { ...machine, lease });
}

interface Exception {
  readonly verb: LocalVerb;
  readonly id: string;
  readonly by: string;
  readonly span?: string;
  /** From where it is asked. Default: the command line. */
  readonly source?: string;
}

/** Throws when the exception is not granted. */
async function ask(
  world: World,
  { verb, id, by, span, source = "cli" }: Exception,
  nowMs: number,
): Promise<void> {
  const { ref } = machineNamed(world, id);
  const parameters = span === undefined ? {} : { for: span };
  const order = { verb, resource: ref, by, why: "needs it", parameters };
  const event = request(order, { id: `${verb} ${id} ${nowMs}`, source });
  const { run } = await world.take({ ...event, time: new Date(nowMs).toISOString() });
  const lines = await world.lines(run);
  if (!lines.some((line) => line.startsWith("succeeded"))) throw new Error(lines.join("\n"));
}

const DEEDS: readonly (readonly [RegExp, Deed])[] = [
  [/^\w+ starts (\S+)$/, async (world, [id = ""], nowMs) => change(world, id, "RUNNING", nowMs)],
  [/^\w+ stops (\S+)$/, async (world, [id = ""], nowMs) => change(world, id, "STOPPED", nowMs)],
  [/^\w+ renews the lease of (\S+)$/, async (world, [id = ""], nowMs) => renew(world, id, nowMs)],
  [
    /^(\w+) holds (\S+) for (\w+)$/,
    (world, [by = "", id = "", span = ""], nowMs) => ask(world, { verb: "hold", by, id, span }, nowMs),
  ],
  [
    /^(\w+) extends (\S+) by (\w+)$/,
    (world, [by = "", id = "", span = ""], nowMs) => ask(world, { verb: "extend", by, id, span }, nowMs),
  ],
  [
    /^(\w+) releases (\S+)$/,
    (world, [by = "", id = ""], nowMs) => ask(world, { verb: "release", by, id }, nowMs),
  ],
  [
    /^(\w+) asks the queue to extend (\S+) by (\w+)$/,
    (world, [by = "", id = "", span = ""], nowMs) =>
      ask(world, { verb: "extend", by, id, span, source: "inbox" }, nowMs),
  ],
];

/** Does what a person does in a story, in the console or by asking Curfew. Throws for what nobody can do. */
export async function actAsPerson(world: World, happens: string, nowMs: number): Promise<void> {
  for (const [pattern, deed] of DEEDS) {
    const found = pattern.exec(happens);
    if (found) return deed(world, found.slice(1), nowMs);
  }
  throw new Error(`nobody can do this: ${happens}`);
}
