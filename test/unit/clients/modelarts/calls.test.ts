import { describe, expect, expectTypeOf, it } from "vitest";
import { createModelArtsCalls } from "../../../../lib/clients/modelarts/calls.ts";
import type { DevServer } from "../../../../lib/domain/modelarts/dev-server-response.ts";
import { OPERATIONS } from "../../../../lib/domain/modelarts/operations.ts";
import { createSpyClient, jsonAnswer } from "../../../fixtures/spy-transport.ts";

const ID = "62383738-e52a-450a-9f84-f9e705402be8";

function setUp() {
  const { client, sent } = createSpyClient(() => jsonAnswer(200, { data: [], metrics: [], instances: [] }));
  const last = () => {
    const request = sent[sent.length - 1];
    const body = request?.body && new TextDecoder().decode(request.body);
    return [request?.method, request?.url.replace(/^.*?project-1/, ""), body];
  };
  return { calls: createModelArtsCalls(client), last };
}

describe("createModelArtsCalls", () => {
  it("has a function for every operation, named after it", () => {
    const names = Object.keys(OPERATIONS).map((name) => name.charAt(0).toLowerCase() + name.slice(1));
    expect(Object.keys(setUp().calls).sort()).toEqual(names.sort());
  });

  it("takes ids, query, body and options in this order", async () => {
    const { calls, last } = setUp();
    await calls.getDevServerOperation(ID, "op-1");
    expect(last()).toEqual(["GET", `/dev-servers/${ID}/operation/op-1`, undefined]);
    await calls.renewLease(ID, { duration: 3_600_000 }, { type: "timing" });
    expect(last()).toEqual(["PATCH", `/notebooks/${ID}/lease?duration=3600000`, '{"type":"timing"}']);
    await calls.actOnLegacyNotebook(`DE-${ID}`, { action: "stop" });
    expect(last()).toEqual(["POST", `/demanager/instances/DE-${ID}/action`, '{"action":"stop"}']);
    await calls.updateDevServer(ID, { name: "new" });
    expect(last()).toEqual(["PUT", `/dev-servers/${ID}`, '{"name":"new"}']);
  });

  it("fills in what may be left out", async () => {
    const { calls, last } = setUp();
    await calls.startDevServer(ID);
    expect(last()).toEqual(["PUT", `/dev-servers/${ID}/start`, "{}"]);
    await calls.startNotebook(ID);
    expect(last()).toEqual(["POST", `/notebooks/${ID}/start`, "{}"]);
    await calls.listLegacyNotebooks();
    expect(last()).toEqual(["GET", "/demanager/instances?de_type=Notebook", undefined]);
  });

  it("passes the signal on", async () => {
    const { calls } = setUp();
    await expect(calls.stopDevServer(ID, { signal: AbortSignal.abort() })).rejects.toThrow(
      /before it was sent/,
    );
    await expect(calls.listDevServers({}, { signal: AbortSignal.abort() })).rejects.toThrow(
      /before it was sent/,
    );
  });

  it("tells the compiler what may be left out and what comes back", () => {
    const misuse = (calls: ReturnType<typeof setUp>["calls"]) => [
      // @ts-expect-error a creation needs a body
      calls.createDevServer(),
      // @ts-expect-error a machine needs an id
      calls.showDevServer(),
      // @ts-expect-error a range query needs a query
      calls.queryRange(),
      // @ts-expect-error a limit is a number
      calls.listDevServers({ limit: "3" }),
    ];
    expect(misuse).toBeTypeOf("function");
    const { calls } = setUp();
    expectTypeOf(calls.showDevServer).returns.resolves.toEqualTypeOf<DevServer>();
    expectTypeOf(calls.stopDevServer).returns.resolves.toEqualTypeOf<DevServer | undefined>();
  });
});
