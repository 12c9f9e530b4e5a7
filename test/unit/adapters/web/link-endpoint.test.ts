import { describe, expect, it } from "vitest";
import { answerLink, linkToken } from "../../../../lib/adapters/web/link-endpoint.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import type { Accepted } from "../../../../lib/ports/status-log.ts";
import { signLink } from "../../../../lib/signing/action-link.ts";

const KEY = "not-a-real-key-0000000000000000000000";
const NOW = new Date("2026-01-15T08:00:00Z");
const LINK = { resource: "prod/notebook/nb<1>", for: "2h", expiresMs: NOW.getTime() + 60_000 };

function opened(accept?: (event: AutomationEvent) => Promise<Accepted>) {
  const taken: AutomationEvent[] = [];
  const refused: string[] = [];
  const started: string[] = [];
  const options = {
    ...{ key: KEY, now: () => NOW },
    accept:
      accept ??
      (async (event: AutomationEvent) => {
        const known = taken.some(({ id }) => id === event.id);
        if (!known) taken.push(event);
        return { outcome: known ? ("finished" as const) : ("new" as const), run: "r-1" };
      }),
    onRefused: ({ code }: { code: string }) => refused.push(code),
    onAccepted: (run: string) => started.push(run),
    onFailure: () => refused.push("failed"),
  };
  const ask = (method: string, token: string) =>
    answerLink({ method, path: `/webhooks/link/${token}` }, options);
  return { taken, refused, started, ask };
}

describe("the link of a warning", () => {
  it("changes nothing when it is only looked at, as mail programs do", async () => {
    const { ask, taken } = opened();
    const answer = await ask("GET", signLink(LINK, KEY));
    expect(answer.status).toBe(200);
    expect(answer.body).toContain("prod/notebook/nb&lt;1&gt;");
    expect(answer.body).toContain('<form method="post">');
    expect(taken).toEqual([]);
  });

  it("names the machine as people call it, with the reference that is meant", async () => {
    const { ask, taken } = opened();
    const token = signLink({ ...LINK, name: "anna's <box>" }, KEY);
    const shown = "<b><bdi>anna&#39;s &lt;box&gt;</bdi></b> (prod/notebook/nb&lt;1&gt;)";
    expect((await ask("GET", token)).body).toContain(`Leave ${shown} running for 2h more?`);
    expect((await ask("POST", token)).body).toContain(`It was passed on: ${shown} for 2h more.`);
    // The same warning in a channel whose links have no room for the name: one wish.
    expect((await ask("POST", signLink(LINK, KEY))).body).toContain("It was passed on before");
    expect(taken).toHaveLength(1);
  });

  it("puts the stop off when its button is pressed, once", async () => {
    const { ask, taken, started } = opened();
    const token = signLink(LINK, KEY);
    const [first, second] = [await ask("POST", token), await ask("POST", token)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toContain("before");
    expect(taken).toHaveLength(1);
    expect(started).toEqual(["r-1"]);
    expect(taken[0]).toMatchObject({
      ...{ source: "link", type: "action.request" },
      data: { verb: "extend", resource: LINK.resource, parameters: { for: "2h" } },
    });
    expect(JSON.stringify(taken)).not.toContain(token);
  });

  it("does nothing once it has ended, or when nobody made it", async () => {
    const { ask, taken, refused } = opened();
    const late = await ask("POST", signLink({ ...LINK, expiresMs: NOW.getTime() }, KEY));
    const forged = await ask("POST", signLink(LINK, `${KEY}x`));
    const empty = await ask("POST", "");
    expect([late.status, forged.status, empty.status]).toEqual([410, 404, 404]);
    expect(forged.body).not.toContain(LINK.resource);
    expect(taken).toEqual([]);
    expect(refused).toEqual(["stale", "bad-signature", "bad-signature"]);
  });

  it("asks people to try again when it could not be kept", async () => {
    const { ask, refused } = opened(() => Promise.reject(new Error("disk full")));
    const answer = await ask("POST", signLink(LINK, KEY));
    expect(answer.status).toBe(503);
    expect(answer.body).not.toContain("disk");
    expect(refused).toEqual(["failed"]);
  });

  it("tells its address to nobody and lets nobody frame it", async () => {
    const { headers } = await opened().ask("GET", signLink(LINK, KEY));
    expect(headers).toMatchObject({ "referrer-policy": "no-referrer", "cache-control": "no-store" });
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  });
});

describe("a request", () => {
  it.each([
    ["/webhooks/link/abc", "abc"],
    ["/webhooks/link", ""],
    ["/webhooks/link/", ""],
    ["/webhooks/jira", undefined],
    ["/webhooks/link/a/b", undefined],
    ["/link/abc", undefined],
  ])("to %s", (path, token) => {
    expect(linkToken(path)).toBe(token);
  });
});
