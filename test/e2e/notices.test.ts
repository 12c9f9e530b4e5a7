import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { startWorker } from "../../lib/adapters/node/worker.ts";
import type { Notice } from "../../lib/domain/notice.ts";
import { readUntold } from "../../lib/shell/read-untold.ts";
import { chatDelivery } from "../../lib/sources/chat-delivery.ts";
import { signForTest } from "../../lib/sources/sign-event.ts";
import { answerJson, type LoopbackServer, type Respond, startServer } from "../fixtures/loopback-server.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { storyConfig } from "./support/story-config.ts";
import { MINUTE_MS, SECOND_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

/** Published here, so they prove nothing. */
const HOOK_SECRET = "whsec_dGVzdC1vbmx5LWhvb2stc2VjcmV0LW9wZW5zLW5vdGhpbmc=";
const DESK_SECRET = "whsec_dGVzdC1vbmx5LWRlc2stc2VjcmV0LW9wZW5zLW5vdGhpbmc=";

const TEAMS_SECRET = "dGVzdC1vbmx5LXRlYW1zLXNlY3JldC1vcGVucy1ub3RoaW5n";

function yaml(url: string, host: string): string {
  return storyConfig(url, { policies: ["commands"] }).replace(
    "sources:",
    `teams:
  vision: { members: [anna], zone: Asia/Shanghai, tell: "webhook:env:TEAM_HOOK" }
sources:
  microsoft-teams: { secret: env:TEAMS_SECRET, people: { U1: anna } }
  desk:
    scheme: standard-webhooks
    secret: env:DESK_SECRET
    people: { U1: anna }
    rules: [{ who: U1, may: [stop, status] }]
    callbackHosts: ["${host}"]`,
  );
}

interface Receiver extends LoopbackServer {
  /** Titles of what was told, once for each attempt. */
  titles(): readonly string[];
}

async function receiver(respond: Respond = (response) => answerJson(response, 200, {})): Promise<Receiver> {
  const server = await startServer(respond);
  const notices = ({ body }: LoopbackServer["seen"][number]): readonly Notice[] =>
    (JSON.parse(String(body)) as { readonly data: { readonly notices: readonly Notice[] } }).data.notices;
  const told = {
    ...server,
    // The cloud of this stage answers on this computer, and every message says so first.
    titles: () =>
      server.seen.flatMap((one) => notices(one).map(({ title }) => title.replace(/^EMULATED CLOUD: /, ""))),
  };
  return opened(told);
}

interface Stages {
  readonly stage: Stage;
  readonly team: Receiver;
  readonly desk: Receiver;
}

async function start(teamAnswers?: Respond): Promise<Stages> {
  const [team, desk] = [await receiver(teamAnswers), await receiver()];
  const env = {
    ...{ TEAM_HOOK: `${team.origin}/hook`, TEAM_HOOK_SECRET: HOOK_SECRET, DESK_SECRET, TEAMS_SECRET },
  };
  const host = desk.origin.replace("http://", "");
  const stage = opened(await openStage({ env, yaml: (url) => yaml(url, host) }));
  return { stage, team, desk };
}

/** Says something through the desk, which wants the answer at its own address. */
async function say({ stage, desk }: Stages, text: string, id = "said-1"): Promise<number> {
  const nowMs = stage.clock.now();
  const plain = chatDelivery("standard-webhooks", { user: "U1", text, id, nowMs });
  const body = JSON.parse(new TextDecoder().decode(plain ?? undefined)) as { readonly data: object };
  const asked = { ...body, data: { ...body.data, callback_url: `${desk.origin}/answers` } };
  const request = signForTest("standard-webhooks", {
    body: new TextEncoder().encode(JSON.stringify(asked)),
    ...{ secrets: [{ kind: "hmac", value: DESK_SECRET }], now: new Date(nowMs), deliveryId: id },
  });
  const { status } = await fetch(`${stage.server.url}/webhooks/desk`, {
    ...{
      method: "POST",
      headers: { ...request.headers, "content-type": "application/json" },
      body: request.body,
    },
  });
  return status;
}

/** The worker of `serve`, on the test's clock: it is told of what was accepted, and sweeps all the time. */
function work({ stage }: Stages): { readonly close: () => Promise<void> } {
  const failed = (error: unknown) => expect.fail(String(error));
  const worker = startWorker({
    advance: (run) => stage.host.advance(run),
    sweep: () => {
      stage.clock.advance(15 * SECOND_MS);
      return stage.host.sweep({ onError: (_run, error) => failed(error) });
    },
    tell: (how) => stage.host.tell(how),
    everyMs: 20,
    onError: failed,
  });
  const taken = { count: 0 };
  const looking = setInterval(() => {
    for (const run of stage.server.kicked.slice(taken.count)) worker.kick(run);
    taken.count = stage.server.kicked.length;
  }, 5);
  return opened({
    close: async () => {
      clearInterval(looking);
      await worker.stop();
    },
  });
}

it("answers whoever asked, and tells the team, signed and once", async () => {
  const stages = await start();
  const { stage, team, desk } = stages;
  const worker = work(stages);
  expect(await say(stages, "status vision-anna-train1")).toBe(202);
  await expect.poll(() => desk.titles().length).toBe(1);
  expect(team.seen).toEqual([]);
  expect(await say(stages, "stop vision-anna-train1", "said-2")).toBe(202);
  await expect.poll(() => desk.titles().at(-1), { timeout: 10_000 }).toBe("Done: stop vision-anna-train1");
  await expect.poll(() => team.titles()).toEqual(["Stopped: vision-anna-train1"]);
  await worker.close();
  expect(team.seen).toHaveLength(1);
  // A machine that is quick enough has ended before anybody could be told that it is under way.
  const followed = desk.titles().filter((title) => title !== "Under way: stop vision-anna-train1");
  expect(followed).toHaveLength(2);
  expect(desk.seen.length - followed.length).toBeLessThanOrEqual(1);
  const [request] = team.seen;
  expect(String(request?.body)).toContain('"title":"EMULATED CLOUD: Stopped: vision-anna-train1"');
  const {
    "webhook-id": id = "",
    "webhook-timestamp": at,
    "webhook-signature": signature,
  } = request?.headers ?? {};
  const sentAt = new Date(Number(at) * SECOND_MS);
  expect(signature).toBe(new Webhook(HOOK_SECRET).sign(String(id), sentAt, String(request?.body)));
  expect(await stage.store.openRuns({ limit: 10 })).toEqual([]);
  const { entries } = await stage.store.find({}, { limit: 1_000 });
  const log = JSON.stringify(entries);
  for (const secret of [HOOK_SECRET, DESK_SECRET, "/hook", "/answers"]) expect(log).not.toContain(secret);
});

it("answers in the acknowledgement where the platform takes nothing later", async () => {
  const stages = await start();
  const { stage } = stages;
  work(stages);
  const nowMs = stage.clock.now();
  const body = chatDelivery("microsoft-teams", {
    user: "U1",
    text: "status vision-anna-train1",
    id: "said-1",
    nowMs,
  });
  const secrets = [{ kind: "hmac", value: TEAMS_SECRET }] as const;
  const request = signForTest("microsoft-teams", {
    ...{ body: body ?? new Uint8Array(), secrets, now: new Date(nowMs), deliveryId: "said-1" },
  });
  const answer = await fetch(`${stage.server.url}/webhooks/microsoft-teams`, {
    ...{
      method: "POST",
      headers: { ...request.headers, "content-type": "application/json" },
      body: request.body,
    },
  });
  expect(await answer.text()).toContain("vision-anna-train1");
});

it("keeps what a channel does not take, shows it, and brings it later, while the others are told at once", async () => {
  const down = { isDown: true };
  const stages = await start((response) =>
    down.isDown ? answerJson(response, 503, {}) : answerJson(response, 200, {}),
  );
  const { stage, team, desk } = stages;
  const { host, clock, store } = stage;
  await say(stages, "stop vision-anna-train1");
  const [run = ""] = stage.server.kicked;
  for (let look = 0; look < 40 && (await host.advance(run)).status !== "finished"; look += 1) {
    clock.advance(15 * SECOND_MS);
  }
  await host.tell({ open: true });
  expect(desk.titles()).toEqual(["Done: stop vision-anna-train1"]);
  expect(team.seen).toHaveLength(1);
  const [untold, ...others] = await readUntold(store, clock.now());
  expect(others).toEqual([]);
  expect(untold).toMatchObject({ to: "webhook:env:TEAM_HOOK", waiting: 1, givenUp: 0 });
  expect(await host.sweep({ onError: (_run, error) => expect.fail(String(error)) })).toEqual([]);
  down.isDown = false;
  clock.advance(MINUTE_MS);
  await host.tell({ open: true });
  expect(team.titles()).toEqual(["Stopped: vision-anna-train1", "Stopped: vision-anna-train1"]);
  expect(new Set(team.seen.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(await readUntold(store, clock.now())).toEqual([]);
});
