import { requestEvent } from "../../compose/node.ts";
import { tickEvent } from "../../compose/tick-event.ts";
import { osRebuild } from "./rebuild-story.ts";
import { finished, intoInbox, post, type Stage, until } from "./stage.ts";
import type { StoryName } from "./story-names.ts";

const DAY_MS = 86_400_000;

/** 1: the clock finds idle notebooks; one of them is held by its owner. */
async function idleNotebooks(stage: Stage): Promise<void> {
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
    until: new Date(now() + DAY_MS).toISOString(),
  });
  narrator.say(
    "   david holds speech-david-eval1 until tomorrow; the clock ticks (put in by hand, to save the wait)",
  );
  const run = await intoInbox(tickEvent(now(), now() - DAY_MS), stage);
  await until(stage, finished(run));
}

/** 2: a budget alert, signed, stops what saves money, in one batch call. */
async function budgetAlert(stage: Stage): Promise<void> {
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
async function orders(stage: Stage): Promise<void> {
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

/** How each story is played. */
export const STORIES: Readonly<Record<StoryName, (stage: Stage) => Promise<void>>> = {
  idle: idleNotebooks,
  budget: budgetAlert,
  rebuild: osRebuild,
  orders,
};
