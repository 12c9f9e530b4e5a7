import { setTimeout as pause } from "node:timers/promises";
import { AutomationError } from "../../domain/errors.ts";
import { writesReceived } from "./emulator-says.ts";
import { finished, LOOK_EVERY_MS, post, type Stage, until } from "./stage.ts";
import { REBUILT_SERVER } from "./story-names.ts";
import { whyQuiet } from "./why-quiet.ts";

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
      labels: [`server:${REBUILT_SERVER}`],
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

/**
 * A process that died while it decided leaves the run to the next one only after half a minute, when it is certain to
 * be dead; and then the rebuild still takes its time.
 */
const KILLED_MS_MAX = 150_000;

const delivery = { source: "jira", id: "jira-delivery-42", body: REBUILD_TICKET } as const;

/** The fixed point: the machine is being reinstalled. */
async function untilReinstalling(stage: Stage, run: string): Promise<void> {
  await until(
    stage,
    (entry) => entry.run === run && entry.action === "reinstall-os" && entry.phase === "accepted",
  );
  stage.narrator.say("   kill -9 of the server process while the machine reinstalls …");
}

/** Any other point: so many milliseconds after the ticket was acknowledged, whatever goes on then. */
async function untilMoment({ narrator, now, stop }: Stage, killAtMs: number): Promise<void> {
  const momentMs = now() + killAtMs;
  for (let left = killAtMs; left > 0 && !stop.aborted; left = momentMs - now()) {
    await pause(Math.min(left, LOOK_EVERY_MS));
    await narrator.catchUp();
  }
  narrator.say(`   kill -9 of the server process ${killAtMs} ms after the ticket was acknowledged …`);
}

/** Says what the killed process has left behind that takes its time; throws when it takes longer than a demo may. */
async function explain({ world, narrator }: Stage, run: string): Promise<void> {
  const entries = (await world.store.read(run))?.entries ?? [];
  const why = whyQuiet(entries, writesReceived(world));
  if (why?.bearable === false) throw new AutomationError("timeout", why.text);
  if (why) narrator.say(`   waiting: ${why.text}`);
}

/** 3: an approved ticket reinstalls a server; the process is killed on the way. */
export async function osRebuild(stage: Stage): Promise<void> {
  const { world, narrator, killAtMs } = stage;
  narrator.title(3, "OS rebuild (signed Jira webhook): OPS-42 is approved; the process is killed on the way");
  const { run } = await post(stage, delivery);
  await (killAtMs === undefined ? untilReinstalling(stage, run) : untilMoment(stage, killAtMs));
  await world.restart();
  narrator.say("   … a new process reads the log and goes on; the same ticket is delivered again");
  const again = await post(stage, delivery);
  narrator.say(
    `   answered ${again.status}: it belongs to run …${again.run.slice(-6)}, nothing is done twice`,
  );
  // Killed late, the run may have ended before, and its last entry be told already.
  if (again.outcome === "finished") await narrator.catchUp();
  else await until(stage, finished(run), { msMax: KILLED_MS_MAX, onQuiet: () => explain(stage, run) });
}
