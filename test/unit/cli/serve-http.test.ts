import { afterEach, describe, expect, it } from "vitest";
import type { Listening } from "../../../lib/adapters/node/listen.ts";
import { type ServeHttpOptions, serveHttp } from "../../../lib/cli/serve-http.ts";
import { entryAt } from "../../../lib/shell/entry.ts";
import { NO_ADDRESSES } from "../../fixtures/no-addresses.ts";
import { at, HOUR, hold, NOW } from "../../fixtures/resources.ts";
import { createWorld } from "../shell/world.ts";
import { add, receive } from "./log-fixtures.ts";

const servers: Listening[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function asked(options: Partial<ServeHttpOptions>) {
  const world = createWorld();
  const { store } = world;
  await store.putHold(hold("prod/notebook/nb-2"));
  await receive(store, "r1");
  const pending = { warnedAtMs: NOW, stopAtMs: NOW + HOUR, levelMs: HOUR };
  await add(store, "r1", [
    entryAt(NOW, {
      ...{ phase: "skipped", reason: "warned", policy: "nights", resource: "prod/notebook/nb-1" },
      details: { owner: "anna", memory: { pending } },
    }),
  ]);
  const server = await serveHttp({
    ...{
      node: {
        ports: world.ports(),
        addresses: NO_ADDRESSES,
        accept: () => Promise.reject(new Error("nothing comes in here")),
      },
    },
    ...{
      sources: [],
      mode: "emulator",
      now: () => NOW,
      onAccepted: () => undefined,
      report: () => undefined,
    },
    ...{ host: "127.0.0.1", port: 0 },
    ...options,
  });
  servers.push(server);
  const answer = await fetch(`http://127.0.0.1:${new URL(server.url).port}/status`);
  return [answer.status, await answer.json()];
}

describe("GET /status", () => {
  it("tells pending stops with their owners, and holds without their reasons", async () => {
    const told = {
      ...{ at: at(), mode: "emulator", paused: false },
      pending: [
        { policy: "nights", resource: "prod/notebook/nb-1", due: at(HOUR), owner: "anna", trial: false },
      ],
      approvals: [],
      holds: [{ resource: "prod/notebook/nb-2", owner: "anna", until: at(24 * HOUR) }],
    };
    expect(await asked({})).toEqual([200, told]);
  });

  it("is not told to other computers, unless somebody wants it so", async () => {
    expect(await asked({ host: "0.0.0.0" })).toEqual([404, { error: "not-found" }]);
    expect((await asked({ host: "0.0.0.0", openStatus: true }))[0]).toBe(200);
  });
});
