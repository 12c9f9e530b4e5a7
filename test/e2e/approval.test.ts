import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runApprove } from "../../lib/cli/commands/approve.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_ENV } from "./support/emulated-cloud.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { openStage } from "./support/open-stage.ts";
import { endings, entriesOf, line, settle } from "./support/run-log.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { HOUR_MS, MINUTE_MS } from "./support/test-clock.ts";
import { deliver, rebuildTicket } from "./support/webhook-sender.ts";

const opened = cleanUpAfterEach();

const SERVER = "c0ffee00-0000-4000-8000-000000000001";

const FLEET = {
  projects: { [SAMPLE_PROJECTS.huaweicloud]: { cloud: "huaweicloud" as const } },
  machines: [{ kind: "dev-server" as const, id: SERVER, name: "vision-anna-1", serverType: "ECS" as const }],
};

const yaml = (url: string) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}" }
store: sqlite:curfew.db
allow: [stop, start, reinstall-os]
limits: { percent: 100 }
owners: [{ name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-' }]
teams: { ops: { members: [anna, olga, otto] } }
sources:
  jira:
    scheme: jira-cloud
    secret: env:JIRA_SECRET
    requester: event.requester
    people: { 5b10ac8d82e05b22cc7d4ef5: anna }
policies:
  rebuild:
    on: { ticket: jira, when: event.status == "Approved" }
    resource: dev-server
    where: id == event.server
    then: { reinstall-os: { keyPair: ops } }
    approve: { by: 1, from: [ops] }
    mode: enforce
`;

const REBUILT = ["StopDevServer 1", "ReinstallDevServerOS 1"];

/** A server with a cloud and a store on a file, to which anna has sent her ticket. */
async function asked() {
  const { path: cwd } = opened(await makeTempFolder());
  const store = await openSqliteStore({ path: join(cwd, "curfew.db") });
  const stage = opened(await openStage({ fleet: FLEET, yaml, store }));
  await writeFile(join(cwd, "curfew.yaml"), yaml(stage.cloud.url));
  const nowMs = stage.clock.now();
  const delivery = { source: "jira", id: "delivery-1", nowMs, body: rebuildTicket(SERVER) } as const;
  const { status, body } = await deliver(stage.server.url, delivery);
  expect(status).toBe(202);
  const run = String(body["run"]);
  expect((await stage.host.advance(run)).status).toBe("waiting");
  /** A command in a process of its own, as somebody types it. */
  const type = async (who: string, command: typeof runApprove, ...args: readonly string[]) => {
    const terminal = fakeTerminal({ cwd, now: stage.clock.now, env: { ...TEST_ENV, USER: who } });
    const refused = await command({ args: [run.slice(-6), ...args], options: {}, terminal }).then(
      () => "",
      (error: unknown) => String(error),
    );
    return { out: terminal.outLines, refused };
  };
  const asks = async () =>
    (await entriesOf(stage.host, run)).filter(({ reason, phase }) => {
      return reason === "awaiting-approval" && phase === "deferred";
    });
  const code = async () => String((await asks()).at(-1)?.details["code"]);
  return { stage, run, type, asks, code };
}

describe("a rebuild to which somebody has to agree", () => {
  it("waits, shows what it would do, and is done once when somebody else than the requester agrees", async () => {
    const { stage, run, type, code, asks } = await asked();
    stage.clock.advance(HOUR_MS);
    expect((await stage.host.advance(run)).status).toBe("waiting");
    expect(await stage.cloud.writes()).toEqual([]);

    expect((await type("olga", runApprove)).out.join("\n")).toMatch(
      /vision-anna-1 \(prod\/dev-server\/.*\), of anna: stop, then reinstall-os \(keyPair: ops.*curfew approve/s,
    );
    expect((await type("anna", runApprove, await code())).refused).toContain("nobody approves his own wish");
    expect((await type("lea", runApprove, await code())).refused).toContain("only ops can answer");
    expect((await type("olga", runApprove, "00000000")).refused).toContain(`its code is ${await code()}`);
    expect((await type("olga", runApprove, await code())).out[1]).toMatch(/^enough have agreed/);
    await type("olga", runApprove, await code());

    const next = await stage.reopen();
    const entries = await settle(next.host, run, next);
    expect(await next.cloud.writes()).toEqual(REBUILT);
    expect(entries.filter(({ phase }) => phase === "answered").map(line)).toEqual(["answered approved"]);
    expect(endings(entries)).toBe(1);
    expect(await asks()).toHaveLength(1);
  });

  it("is asked for again with the difference when the machine stands otherwise by then", async () => {
    const { stage, run, type, code } = await asked();
    const first = await code();
    await type("olga", runApprove, first);
    await stage.cloud.patch(SERVER, { status: "STOPPED" });
    expect((await stage.host.advance(run)).status).toBe("waiting");
    expect(await stage.cloud.writes()).toEqual([]);
    const entries = await entriesOf(stage.host, run);
    expect(entries.find(({ reason }) => reason === "plan-changed")?.text).toContain(
      `since plan ${first} was asked for: otherwise: prod/dev-server/${SERVER}`,
    );
    expect((await type("otto", runApprove, first)).refused).toContain("may have changed meanwhile");
    await type("otto", runApprove, await code());
    await settle(stage.host, run, stage);
    expect(await stage.cloud.writes()).toEqual(["ReinstallDevServerOS 1", "StopDevServer 1"]);
  });

  it("is never sent when it is not answered within 8 hours", async () => {
    const { stage, run } = await asked();
    stage.clock.advance(8 * HOUR_MS + MINUTE_MS);
    expect((await stage.host.advance(run)).status).toBe("finished");
    const last = (await entriesOf(stage.host, run)).at(-1);
    expect(last).toMatchObject({ phase: "finished", reason: "expired" });
    expect(await stage.cloud.writes()).toEqual([]);
  });
});
