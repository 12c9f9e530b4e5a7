import { undoOrders } from "../../../lib/core/undo-orders.ts";
import { parseDuration } from "../../../lib/domain/duration.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import { alarm, budgetAlert, request, tick, ticket, trace } from "../../fixtures/policies.ts";
import { HOUR, MINUTE } from "../../fixtures/resources.ts";
import type { World } from "../shell/world.ts";
import type { Scene } from "./read-story.ts";

/** What is known when a moment of a story begins. */
export interface Stage {
  readonly world: World;
  /** The run of the moment before; `null` at the beginning. */
  readonly lastRun: string | null;
}

type Happening = (found: readonly string[], stage: Stage, nowMs: number) => Promise<AutomationEvent>;

const TRACES: Readonly<Record<string, readonly [resourceType: string, traceName: string]>> = {
  "notebook.started": ["Notebook", "startNotebook"],
  "notebook.created": ["Notebook", "createNotebook"],
  "dev-server.started": ["Server", "startServer"],
  "dev-server.bought": ["Server", "createServer"],
};

/** Slots are ten minutes apart. */
function slot(atMs: number, spanMs = 10 * MINUTE): AutomationEvent {
  return tick(atMs, atMs - spanMs);
}

const EVENTS: readonly (readonly [RegExp, Happening])[] = [
  [/^first tick for (\w+)$/, async ([span = ""], _stage, nowMs) => slot(nowMs, parseDuration(span))],
  [
    /^budget (\w+) at (\d+)%$/,
    async ([budget = "", percent]) => budgetAlert({ budget, at: Number(percent) / 100 }),
  ],
  [
    /^ticket (\S+) with (.+)$/,
    async ([key = "", fields = ""]) => {
      const said = fields.split(/, | and /).map((field) => field.split(" "));
      return ticket({ status: "Open", ...Object.fromEntries(said), key });
    },
  ],
  [
    /^ticket (\S+) edited with (.+)$/,
    async ([key = "", fields = ""]) => {
      const said = fields.split(/, | and /).map((field) => field.split(" "));
      return ticket({ ...Object.fromEntries(said), key, transition: null }, "edited");
    },
  ],
  [/^alarm (\S+)$/, async ([name = ""], _stage, timeMs) => alarm({ name, timeMs })],
  [
    /^trace (\S+) of (\S+)$/,
    async ([word = "", resourceId = ""], _stage, timeMs) => {
      const [resourceType = "", traceName = ""] = TRACES[word] ?? [];
      return trace({ resourceType, traceName, resourceId, resourceName: resourceId, timeMs });
    },
  ],
  [
    /^undo$/,
    async (_found, { world, lastRun }, nowMs) => {
      const kept = await world.store.read(lastRun ?? "");
      if (!kept) throw new Error("there is nothing to undo");
      const { orders } = undoOrders(kept.run, kept, { nowMs, withinMs: 24 * HOUR });
      const [order, ...more] = orders;
      if (!order || more.length > 0) throw new Error(`an undo of ${orders.length} orders`);
      return request(order);
    },
  ],
];

/** The event of a moment; a moment of which only the time is told is a slot of the clock. */
export async function toEvent({ happens, atMs }: Scene, stage: Stage): Promise<AutomationEvent> {
  if (happens === null) return slot(atMs);
  for (const [pattern, toEventOf] of EVENTS) {
    const found = pattern.exec(happens);
    if (!found) continue;
    const event = await toEventOf(found.slice(1), stage, atMs);
    const time = new Date(atMs).toISOString();
    return { ...event, id: `${event.id} ${time}`, time };
  }
  throw new Error(`nobody knows what "${happens}" means`);
}
