import { tickEvent } from "../compose/tick-event.ts";
import type { AuditWord } from "../domain/audit-words.ts";
import type { Cloud } from "../domain/clouds.ts";
import type { Config } from "../domain/config.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Resource } from "../domain/resource.ts";
import type { PlanFixture, SetOff } from "./plan-fixture.ts";
import { fixtureError } from "./read-fixture.ts";

type FormOf<K extends string> = Extract<SetOff, Record<K, unknown>>;

/** What an event of a fixture may name. */
export interface EventContext {
  readonly fixture: PlanFixture;
  readonly config: Config;
  machineNamed(name: string, path: readonly (string | number)[]): Resource;
}

const TRACES: Readonly<Record<Cloud, Readonly<Record<AuditWord, string | null>>>> = {
  huaweicloud: {
    "notebook.started": "startNotebook",
    "notebook.created": "createNotebook",
    "dev-server.started": "startServer",
    "dev-server.created": "createServer",
    "dev-server.bought": "createServer",
  },
  otc: {
    "notebook.started": "change_instance_status",
    "notebook.created": "create_instance",
    "dev-server.started": null,
    "dev-server.created": null,
    "dev-server.bought": null,
  },
};

type Envelope = Pick<AutomationEvent, "specversion" | "id" | "source" | "time" | "trigger">;

function envelope(source: string, nowMs: number): Envelope {
  return {
    ...{ specversion: "1.0", id: "test-event", source, trigger: "queue" },
    time: new Date(nowMs).toISOString(),
  };
}

/** The one alarm that the policies wait for. */
function onlyAlarm({ policies }: Config): FormOf<"alarm"> {
  const names = [...new Set(policies.flatMap(({ on }) => (on.kind === "alarm" ? [on.name] : [])))];
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) {
    return { alarm: only.replaceAll("*", "") || "alarm", status: "alarm" };
  }
  const said = only === undefined ? "no policy waits for an alarm" : "the policies wait for several alarms";
  throw fixtureError(["on"], said, 'name it, as in on: { alarm: "gpu-idle" }');
}

function alarmEvent({ alarm, status, level }: FormOf<"alarm">, nowMs: number): AutomationEvent {
  return {
    ...{ ...envelope("cloud-eye", nowMs), type: "alarm.raised" },
    data: { alarm: "al-test", name: alarm, status, timeMs: nowMs, ...(level !== undefined && { level }) },
  };
}

function auditEvent(
  { audit, machine, user, code }: FormOf<"audit">,
  { config, fixture, machineNamed }: EventContext,
): AutomationEvent {
  const { id, target } = machineNamed(machine, ["on", "machine"]);
  const cloud = config.targets.find(({ name }) => name === target)?.cloud ?? "huaweicloud";
  const traceName = TRACES[cloud][audit];
  if (traceName === null) throw fixtureError(["on", "audit"], `${cloud} has no audit trace for ${audit}`);
  return {
    ...{ ...envelope("cts", fixture.now), type: "audit.recorded" },
    data: {
      ...{ trace: "trace-test", service: "ModelArts", traceName, resourceId: id, code },
      resourceType: audit.startsWith("notebook.") ? "Notebook" : "Server",
      ...(user !== undefined && { user: { name: user } }),
      timeMs: fixture.now,
    },
  };
}

function requestEvent(
  { request, machine, from, by, why, parameters }: FormOf<"request">,
  { fixture, machineNamed }: EventContext,
): AutomationEvent {
  return {
    ...{ ...envelope(from, fixture.now), type: "action.request" },
    data: {
      verb: request,
      ...(machine !== undefined && { resource: machineNamed(machine, ["on", "machine"]).ref }),
      ...(by !== undefined && { by }),
      ...(why !== undefined && { why }),
      parameters,
    },
  };
}

function shareOf(at: number | string): number {
  return typeof at === "number" ? at : Number(at.slice(0, -1)) / 100;
}

/** The event of a fixture, as an adapter would hand it in. */
export function eventOf(context: EventContext): AutomationEvent {
  const { on, now } = context.fixture;
  // Everything that is due at some time is due in a plain pass, as in `curfew plan`.
  if (on === "tick") return tickEvent(now, 0);
  if (on === "alarm") return alarmEvent(onlyAlarm(context.config), now);
  if ("since" in on) return tickEvent(now, on.since);
  if ("alarm" in on) return alarmEvent(on, now);
  if ("audit" in on) return auditEvent(on, context);
  if ("request" in on) return requestEvent(on, context);
  if ("event" in on) return on.event;
  if ("budget" in on) {
    const { budget, kind } = on;
    return {
      ...{ ...envelope("budgets", now), type: "budget.alert" },
      data: { budget, kind, at: shareOf(on.at) },
    };
  }
  if ("chat" in on) {
    const { text, user } = on;
    const data = { platform: "webhook", team: null, user, channel: null, text, action: null } as const;
    return { ...envelope(on.chat, now), type: "chat.message", data };
  }
  if ("ticket" in on) {
    // A ticket of a test has moved unless it says otherwise: what may happen only once is asked for by nothing else.
    const data = { transition: "test-transition", ...on.data, key: on.key };
    return { ...envelope(on.ticket, now), type: "ticket.updated", data };
  }
  return { ...envelope(on.webhook, now), type: "webhook.received", data: on.data };
}
