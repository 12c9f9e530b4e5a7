import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createModelArtsClient, type ModelArtsClientOptions } from "../../lib/clients/modelarts/client.ts";
import { collectPages } from "../../lib/clients/modelarts/paging.ts";
import { createNodeTransport } from "../../lib/clients/transport/node-https.ts";
import { type AutomationError, isAutomationError } from "../../lib/domain/errors.ts";
import { verifySignature } from "../../lib/signing/verify-signature.ts";
import { FAKE_CREDENTIALS } from "../fixtures/fake-credentials.ts";
import { answerJson, type Respond, type SeenRequest, startServer } from "../fixtures/loopback-server.ts";
import { BATCH_CHANGE, FULL_NOTEBOOK, FULL_SERVER } from "../fixtures/modelarts-requests.ts";

const ID = "62383738-e52a-450a-9f84-f9e705402be8";
const NOW = new Date("2026-09-01T08:30:00Z");

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function setUp(respond: Respond, over: Partial<ModelArtsClientOptions> = {}) {
  const server = await startServer(respond);
  const pauses: number[] = [];
  const client = createModelArtsClient({
    cloud: "huaweicloud",
    endpoint: server.origin,
    projectId: "0123456789abcdef0123456789abcdef",
    credentials: () => FAKE_CREDENTIALS,
    now: () => NOW,
    sleep: async (ms) => void pauses.push(ms),
    random: () => 0.5,
    ...over,
  });
  cleanups.push(client.close, server.close);
  return { client, seen: server.seen, pauses };
}

async function errorOf(work: Promise<unknown>): Promise<AutomationError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isAutomationError(error)) throw new Error("an AutomationError was expected", { cause: error });
  return error;
}

const verdictOn = ({ method, target, headers, body }: SeenRequest) =>
  verifySignature(
    { method, target, headers: headers as Record<string, string>, body },
    { lookupSecret: () => FAKE_CREDENTIALS.secretKey, now: NOW },
  );

describe("what is sent", () => {
  it("carries a signature that holds, and the project", async () => {
    const { client, seen } = await setUp((response) => answerJson(response, 200, { id: ID, data: [] }));
    await client.showDevServer(ID);
    await client.listDevServers({ limit: 10, offset: 20, sort_dir: "DESC" });
    await client.createDevServer(FULL_SERVER);
    await client.stopDevServer(ID);
    await client.startDevServer(ID);
    await client.startNotebook(ID, { duration: 3_600_000 });
    await client.batchDevServersAction(BATCH_CHANGE);
    for (const request of seen)
      expect(verdictOn(request)).toEqual({ ok: true, accessKey: "EXAMPLE-ACCESS-KEY" });
    const project = "/v1/0123456789abcdef0123456789abcdef";
    expect(seen.map(({ method, target, body }) => [method, target, body.toString()])).toEqual([
      ["GET", `${project}/dev-servers/${ID}`, ""],
      ["GET", `${project}/dev-servers?sort_dir=DESC&limit=10&offset=20`, ""],
      ["POST", `${project}/dev-servers`, expect.any(String)],
      ["PUT", `${project}/dev-servers/${ID}/stop`, ""],
      ["PUT", `${project}/dev-servers/${ID}/start`, "{}"],
      ["POST", `${project}/notebooks/${ID}/start?duration=3600000`, "{}"],
      ["POST", `${project}/dev-servers/action`, expect.any(String)],
    ]);
    expect(JSON.parse(seen[2]?.body.toString() ?? "")).toEqual(FULL_SERVER);
    expect(seen[2]?.headers).toMatchObject({
      "content-type": "application/json",
      "x-project-id": "0123456789abcdef0123456789abcdef",
      "x-sdk-date": "20260901T083000Z",
    });
    expect(seen[0]?.headers["content-type"]).toBeUndefined();
  });

  it("carries the token of temporary credentials, asked for anew each time", async () => {
    let count = 0;
    const credentials = async () => {
      count += 1;
      return { ...FAKE_CREDENTIALS, securityToken: `example-token-${count}` };
    };
    const { client, seen } = await setUp((response) => answerJson(response, 200, {}), { credentials });
    await client.showDevServer(ID);
    await client.showDevServer(ID);
    expect(seen.map(({ headers }) => headers["x-security-token"])).toEqual([
      ...["example-token-1", "example-token-2"],
    ]);
    for (const request of seen) expect(verdictOn(request).ok).toBe(true);
  });

  it("goes the other way on the other cloud", async () => {
    const { client, seen } = await setUp((response) => answerJson(response, 200, {}), { cloud: "otc" });
    await client.filterServersByTag({ action: "filter" });
    expect(seen[0]?.target).toBe("/v1/0123456789abcdef0123456789abcdef/servers/resource_instances/action");
    const error = await errorOf(client.showDevServer(ID));
    expect(error.code).toBe("not-supported");
    expect(seen).toHaveLength(1);
  });

  it("goes through the Node transport in the same way", async () => {
    const transport = createNodeTransport();
    cleanups.push(() => transport.close());
    const { client, seen } = await setUp((response) => answerJson(response, 200, { id: ID }), { transport });
    expect((await client.createNotebook(FULL_NOTEBOOK))?.id).toBe(ID);
    expect(seen.map(verdictOn)).toEqual([{ ok: true, accessKey: "EXAMPLE-ACCESS-KEY" }]);
  });
});

describe("answers", () => {
  const html = (response: ServerResponse, status: number) => {
    response.writeHead(status, { "Content-Type": "text/html" });
    response.end("<html><body>token=example-hidden</body></html>");
  };

  it("a write may answer nothing, a read may not", async () => {
    const { client } = await setUp((response, { method }) => {
      response.writeHead(method === "GET" ? 200 : 204).end();
    });
    expect(await client.deleteNotebook(ID)).toBeUndefined();
    expect(await errorOf(client.showNotebook(ID))).toMatchObject({
      code: "invalid-response",
      details: { status: 200, ambiguous: false },
    });
  });

  it("an HTML page with status 200 is no answer, and its text stays out of the error", async () => {
    const { client, seen } = await setUp((response) => html(response, 200));
    const read = await errorOf(client.showDevServer(ID));
    expect(read).toMatchObject({ code: "invalid-response", details: { ambiguous: false, retryable: false } });
    const write = await errorOf(client.stopDevServer(ID));
    expect(write).toMatchObject({ code: "invalid-response", details: { ambiguous: true } });
    expect(`${read.message}${write.message}`).not.toMatch(/example-hidden|html>/);
    expect(seen).toHaveLength(2);
  });

  it("an HTML page of a gateway that failed is repeated for a read and left in doubt for a write", async () => {
    const { client, seen, pauses } = await setUp((response) => html(response, 502));
    expect(await errorOf(client.showDevServer(ID))).toMatchObject({
      code: "unavailable",
      details: { status: 502, ambiguous: false, retryable: true },
    });
    expect([seen.length, pauses]).toEqual([3, [250, 500]]);
    expect(await errorOf(client.rebootDevServer(ID))).toMatchObject({
      code: "unavailable",
      details: { status: 502, ambiguous: true },
    });
    expect(seen).toHaveLength(4);
  });

  it("an HTML page with status 404 does not mean that the machine is gone", async () => {
    const { client } = await setUp((response) => html(response, 404));
    expect((await errorOf(client.showDevServer(ID))).code).toBe("invalid-response");
  });

  it("JSON of another shape is no answer; the error names the field and not its value", async () => {
    const { client } = await setUp((response) =>
      answerJson(response, 200, { id: 7, name: "example-hidden" }),
    );
    const error = await errorOf(client.showDevServer(ID));
    expect(error).toMatchObject({ code: "invalid-response", details: { field: "id" } });
    expect(error.message).not.toMatch(/example-hidden/);
    expect((await errorOf(client.listDevServers())).details.field).toBe("data");
  });

  it("keeps address and token of a notebook in the answer", async () => {
    const notebook = { id: ID, url: "https://example.test/lab", token: "example-token" };
    const { client } = await setUp((response) => answerJson(response, 200, notebook));
    expect(await client.showNotebook(ID)).toEqual(notebook);
  });
});

describe("refusals", () => {
  it.each([
    [400, { error_code: "ModelArts.6404", error_msg: "The server does not exist." }, "not-found"],
    [400, { error_code: "ModelArts.6309", error_message: "The instance does not exist." }, "not-found"],
    [400, { error_code: "ModelArts.6357", error_msg: "another operation" }, "conflict"],
    [403, { error_code: "ModelArts.0206", error_msg: "Invalid AK/SK." }, "forbidden"],
    [
      401,
      { error_code: "APIGW.0301", error_msg: "Incorrect IAM authentication information" },
      "unauthorized",
    ],
    [403, { http_code: "403", message: { code: "403", details: "Policy doesn't allow" } }, "forbidden"],
  ])("HTTP %d %j is %s", async (status, body, code) => {
    const { client, seen } = await setUp((response) =>
      answerJson(response, status, body, { "x-request-id": "r-42" }),
    );
    const error = await errorOf(client.showDevServer(ID));
    expect(error).toMatchObject({ code, details: { status, requestId: "r-42", retryable: false } });
    expect(error.message).toMatch(/^ShowDevServer: /);
    expect(seen).toHaveLength(1);
  });

  it("a write is not repeated, whatever the answer", async () => {
    for (const status of [429, 500, 503]) {
      const { client, seen, pauses } = await setUp((response) => answerJson(response, status, {}));
      const error = await errorOf(client.stopDevServer(ID));
      expect(error.details).toMatchObject({ status, retryable: true, ambiguous: status >= 500 });
      expect([seen.length, pauses]).toEqual([1, []]);
    }
  });

  it("a write is not repeated when the connection breaks, and is left in doubt", async () => {
    const { client, seen } = await setUp((response) => response.socket?.destroy());
    expect(await errorOf(client.reinstallDevServerOS(ID, { key_pair_name: "k" }))).toMatchObject({
      code: "connection",
      details: { ambiguous: true, operation: "ReinstallDevServerOS" },
    });
    expect(seen).toHaveLength(1);
  });

  it("a read is repeated until it succeeds, signed anew each time", async () => {
    let second = 0;
    const { client, seen, pauses } = await setUp(
      (response, _, count) => {
        if (count === 1) response.socket?.destroy();
        else if (count === 2) answerJson(response, 429, { error_code: "APIGW.0308" }, { "Retry-After": "3" });
        else answerJson(response, 200, { id: ID });
      },
      {
        now: () => {
          second += 1;
          return new Date(NOW.getTime() + 1000 * second);
        },
      },
    );
    expect((await client.showDevServer(ID)).id).toBe(ID);
    expect(pauses).toEqual([250, 3000]);
    expect(new Set(seen.map(({ headers }) => headers["x-sdk-date"])).size).toBe(3);
  });

  it("a server that asks for too much patience is not waited for", async () => {
    const { client, seen, pauses } = await setUp((response) =>
      answerJson(response, 429, { error_code: "ModelArts.6101" }, { "Retry-After": "120" }),
    );
    const error = await errorOf(client.listNotebooks());
    expect(error).toMatchObject({ code: "throttled", details: { retryAfterMs: 120_000, retryable: true } });
    expect([seen.length, pauses]).toEqual([1, []]);
  });

  it("the cloud's words are quoted without addresses and without what was sent in confidence", async () => {
    const text =
      "bad password @Admin_pass1 in IyEvYmluL2Jhc2gK, see https://example.test/lab?token=hidden\n now";
    const { client } = await setUp((response) =>
      answerJson(response, 400, { error_code: "ModelArts.0104", error_msg: text }),
    );
    const { message } = await errorOf(client.batchDevServersAction(BATCH_CHANGE));
    expect(message).toContain("bad password [hidden] in [hidden], see [address] now");
  });
});

describe("paging", () => {
  const fleet = Array.from({ length: 250 }, (_, index) => ({ id: `server-${index}`, status: "RUNNING" }));
  const pageOf = (response: ServerResponse, { target }: SeenRequest) => {
    const query = new URL(target, "http://x").searchParams;
    const [offset, limit] = [Number(query.get("offset")), Number(query.get("limit"))];
    // The envelope lies about everything but the data and the total, as the vendor's samples do.
    const data = fleet.slice(offset, offset + limit);
    answerJson(response, 200, { current: 0, data, pages: 99, size: data.length, total: fleet.length });
  };

  it("reads a listing to its end", async () => {
    const { client, seen } = await setUp(pageOf);
    const listing = await collectPages(client.listings.devServers());
    expect(listing).toMatchObject({ total: 250, complete: true });
    expect(listing.items.map(({ id }) => id)).toEqual(fleet.map(({ id }) => id));
    expect(seen.map(({ target }) => target.split("?")[1])).toEqual(["limit=1000&offset=0"]);
  });

  it("asks for notebooks in pages that Huawei Cloud allows, and passes filters on", async () => {
    const { client, seen } = await setUp(pageOf);
    const listing = await collectPages(client.listings.allNotebooks({ status: "RUNNING" }));
    expect(listing.items).toHaveLength(250);
    expect(seen).toHaveLength(5);
    expect(seen[1]?.target).toMatch(/\/notebooks\/all\?offset=50&status=RUNNING&limit=50$/);
  });

  it("reads older notebooks from their own envelope", async () => {
    const { client } = await setUp((response) =>
      answerJson(response, 200, { total_count: 1, instances: [{ id: "DE-1" }] }),
    );
    expect(await collectPages(client.listings.legacyNotebooks())).toEqual({
      items: [{ id: "DE-1" }],
      total: 1,
      complete: true,
    });
  });
});

describe("a client that is put together wrongly", () => {
  it("needs a region or an endpoint", () => {
    expect(() =>
      createModelArtsClient({ cloud: "otc", projectId: "p", credentials: () => FAKE_CREDENTIALS }),
    ).toThrow(/a region or an endpoint must be given/);
  });

  it.each([
    ["ftp://example.test"],
    ["http://user@example.test"],
    ["http://example.test/path"],
    ["example.test"],
  ])("refuses the endpoint %s before anything is sent", async (endpoint) => {
    let calls = 0;
    const { client } = await setUp(() => undefined, {
      endpoint,
      transport: async () => {
        calls += 1;
        throw new Error("sent");
      },
    });
    expect(await errorOf(client.showDevServer(ID))).toMatchObject({ details: { field: "endpoint" } });
    expect(calls).toBe(0);
  });
});
