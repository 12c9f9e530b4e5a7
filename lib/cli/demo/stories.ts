import { setTimeout as pause } from "node:timers/promises";
import { createUndiciTransport } from "../../clients/transport/undici.ts";
import { randomIds } from "../../compose/ids.ts";
import { requestEvent, tickEvent } from "../../compose/node.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { acceptEvent } from "../../shell/accept-event.ts";
import { signForTest } from "../../sources/sign-event.ts";
import { BUILT_IN_SECRETS } from "../built-in-config.ts";
import type { DemoWorld } from "./demo-world.ts";
import type { Narrator } from "./narrator.ts";

/** What a story plays with. */
export interface Stage {
  readonly world: DemoWorld;
  readonly narrator: Narrator;
  readonly now: () => number;
  /** Aborted when the user wants to stop. */
  readonly stop: AbortSignal;
}

const STORY_MS_MAX = 30_000;
const LOOK_EVERY_MS = 150;

type Told = (entry: StatusEntry) => boolean;

/** Follows the log until an entry is told, or gives up: a demo that hangs teaches nothing. */
async function until({ narrator, now, stop }: Stage, told: Told): Promise<void> {
  const giveUpMs = now() + STORY_MS_MAX;
  while (now() < giveUpMs) {
    if (stop.aborted) throw new AutomationError("timeout", "the demo was interrupted");
    const entries = await narrator.catchUp();
    if (entries.some(told)) return;
    await pause(LOOK_EVERY_MS);
  }
  throw new AutomationError("timeout", "the demo waited too long for the log to go on");
}

const finished =
  (run: string): Told =>
  (entry) =>
    entry.run === run && entry.phase === "finished";

async function intoInbox(event: AutomationEvent, { world, now }: Stage): Promise<string> {
  const accepted = await acceptEvent(event, { store: world.store, clock: { now }, ids: randomIds });
  return accepted.run;
}

/** Signs as the sender would and posts over HTTP. */
async function post(
  { world, now }: Stage,
  delivery: { readonly source: "budget" | "jira"; readonly id: string; readonly body: unknown },
): Promise<{ readonly status: number; readonly run: string }> {
  const transport = createUndiciTransport();
  const body = new TextEncoder().encode(JSON.stringify(delivery.body));
  const scheme = delivery.source === "jira" ? "jira-cloud" : "standard-webhooks";
  const value = BUILT_IN_SECRETS[delivery.source === "jira" ? "JIRA_SECRET" : "BUDGET_SECRET"] ?? "";
  const secrets = [{ kind: "secret", value }] as const;
  const signed = signForTest(scheme, { body, secrets, now: new Date(now()), deliveryId: delivery.id });
  try {
    const answer = await transport({
      method: "POST",
      url: `${world.server.url}/webhooks/${delivery.source}`,
      headers: { "content-type": "application/json", ...signed.headers },
      body,
      timeoutMs: 5_000,
      responseBytesMax: 65_536,
    });
    const parsed = JSON.parse(new TextDecoder().decode(answer.body)) as { readonly run?: string };
    return { status: answer.status, run: parsed.run ?? "" };
  } finally {
    await transport.close();
  }
}

/** 1: the clock finds idle notebooks; one of them is held by its owner. */
export async function idleNotebooks(stage: Stage): Promise<void> {
  const { world, narrator, now } = stage;
  narrator.title(
    1,
    "Idle notebooks (clock): GPU notebooks that rest for two hours are stopped, nobody else's",
  );
  await world.store.putHold({
    resource: "prod/notebook/c0ffee00-0000-4000-8000-000000000104",
    owner: "david",
    reason: "waiting for the evaluation data",
    createdAt: new Date(now()).toISOString(),
    until: new Date(now() + 86_400_000).toISOString(),
  });
  narrator.say(
    "   david holds speech-david-eval1 until tomorrow; the clock ticks (put in by hand, to save the wait)",
  );
  const run = await intoInbox(tickEvent(now(), now() - 600_000), stage);
  await until(stage, finished(run));
}

/** 2: a budget alert, signed, stops what saves money, in one batch call. */
export async function budgetAlert(stage: Stage): Promise<void> {
  const { narrator, now } = stage;
  narrator.title(2, "Budget (signed webhook): 92 % of the budget of team vision is spent");
  const at = new Date(now()).toISOString();
  const body = {
    type: "budget.alert",
    timestamp: at,
    data: { budget: "vision", at: 0.92, period: at.slice(0, 7) },
  };
  const { run } = await post(stage, { source: "budget", id: "msg_budget_92", body });
  await until(stage, finished(run));
}

const REBUILD_TICKET = {
  timestamp: 1_700_000_000_000,
  webhookEvent: "jira:issue_updated",
  issue_event_type_name: "issue_generic",
  user: { accountId: "5b10ac8d82e05b22cc7d4ef5" },
  issue: {
    id: "10042",
    key: "OPS-42",
    fields: {
      summary: "Please rebuild ops-rebuild-1",
      issuetype: { id: "10010", name: "rebuild" },
      project: { key: "OPS" },
      status: { id: "10003", name: "Approved" },
      labels: ["server:c0ffee00-0000-4000-8000-000000000220"],
      reporter: { accountId: "5b10ac8d82e05b22cc7d4ef5" },
    },
  },
  changelog: {
    id: "20042",
    items: [
      {
        field: "status",
        fieldId: "status",
        from: "10002",
        fromString: "In review",
        to: "10003",
        toString: "Approved",
      },
    ],
  },
} as const;

/** 3: an approved ticket reinstalls a server; the process is killed in the middle. */
export async function osRebuild(stage: Stage): Promise<void> {
  const { world, narrator } = stage;
  narrator.title(3, "OS rebuild (signed Jira webhook): OPS-42 is approved; the process is killed on the way");
  const { run } = await post(stage, { source: "jira", id: "jira-delivery-42", body: REBUILD_TICKET });
  await until(
    stage,
    (entry) => entry.run === run && entry.action === "reinstall-os" && entry.phase === "accepted",
  );
  narrator.say("   kill -9 of the server process while the machine reinstalls …");
  await world.restart();
  narrator.say("   … a new process reads the log and goes on; the same ticket is delivered again");
  const again = await post(stage, { source: "jira", id: "jira-delivery-42", body: REBUILD_TICKET });
  narrator.say(
    `   answered ${again.status}: it belongs to run …${again.run.slice(-6)}, nothing is done twice`,
  );
  await until(stage, finished(run));
}

const NETWORK = {
  vpc_id: "05982b48-a70f-43a1-a2b0-1fe36a236172",
  subnet_id: "38cf274a-98f9-4f6f-b622-5ed0e4a3db54",
  security_group_id: "150a2c76-1334-45f6-b28f-419f9b1d1742",
} as const;

const IMAGE = "c90fb553-2cdb-4b81-b56a-ef68812c6cf7";

const ORDERS = [
  {
    id: "order-1001",
    data: {
      verb: "create-notebook",
      target: "prod",
      by: "anna",
      parameters: {
        name: "vision-anna-eval",
        flavor: "modelarts.vm.cpu.8u",
        image_id: IMAGE,
        volume: { category: "EVS", ownership: "MANAGED", capacity: 5 },
        lease: { type: "TIMING", duration: 3_600_000 },
      },
    },
  },
  {
    id: "order-1002",
    data: {
      verb: "create-dev-server",
      target: "prod",
      by: "bruno",
      parameters: {
        name: "vision-bruno-dev",
        flavor: "Si2.large.4",
        image_id: IMAGE,
        network: NETWORK,
        key_pair_name: "bruno",
        charging_info: { charging_mode: "POST_PAID", period_num: 1, period_type: "MONTH" },
      },
    },
  },
  {
    id: "order-1003",
    data: {
      verb: "change-os",
      resource: "prod/dev-server/c0ffee00-0000-4000-8000-000000000221",
      by: "ops",
      parameters: { image: "11111111-2222-4333-8444-555555555555", keyPair: "ops" },
    },
  },
] as const;

/** 4: three orders from a queue; one of the messages comes twice. */
export async function orders(stage: Stage): Promise<void> {
  const { narrator, now } = stage;
  narrator.title(
    4,
    "Orders (queue): a notebook that stops itself, a DevServer, another system image; one message comes twice",
  );
  const runs = new Set<string>();
  for (const order of [...ORDERS, ORDERS[0]]) {
    runs.add(
      await intoInbox(requestEvent(order.data, { source: "inbox", nowMs: now(), id: order.id }), stage),
    );
  }
  narrator.say(`   4 messages, ${runs.size} runs`);
  const open = new Set(runs);
  await until(stage, (entry) => {
    if (entry.phase === "finished") open.delete(entry.run);
    return open.size === 0;
  });
}
