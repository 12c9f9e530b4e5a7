import { describe, expect, it } from "vitest";
import { createModelArtsClient } from "../../../lib/clients/modelarts/client.ts";
import { collectPages } from "../../../lib/clients/modelarts/paging.ts";
import { readOnlyClient } from "../../../lib/compose/read-only-client.ts";
import { isAutomationError } from "../../../lib/domain/errors.ts";
import { OPERATIONS, type OperationName } from "../../../lib/domain/modelarts/operations.ts";
import type { WireRequest } from "../../../lib/ports/http-transport.ts";
import { FAKE_CREDENTIALS } from "../../fixtures/fake-credentials.ts";
import { jsonAnswer } from "../../fixtures/spy-transport.ts";

const NAMES = Object.keys(OPERATIONS) as readonly OperationName[];
const READS = NAMES.filter((name) => OPERATIONS[name].effect === "read");
const WRITES = NAMES.filter((name) => OPERATIONS[name].effect === "write");
const ID = "11111111-1111-4111-8111-111111111111";

function build() {
  const sent: WireRequest[] = [];
  let signed = 0;
  const client = createModelArtsClient({
    cloud: "huaweicloud",
    endpoint: "https://cloud.example.test",
    projectId: "project-1",
    credentials: () => {
      signed += 1;
      return FAKE_CREDENTIALS;
    },
    transport: async (request) => {
      sent.push(request);
      return jsonAnswer(200, { data: [], total: 0 });
    },
  });
  return { client: readOnlyClient(client), sent, signedCount: () => signed };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    return isAutomationError(error) ? error.code : String(error);
  }
}

describe("readOnlyClient", () => {
  it("knows writes to refuse and reads to let through", () => {
    expect(WRITES.length).toBeGreaterThan(15);
    expect(READS.length).toBeGreaterThan(10);
  });

  it.each(WRITES)("refuses %s, called or prepared, before anything is signed or sent", async (name) => {
    const { client, sent, signedCount } = build();
    const input = { path: { id: ID, instance_id: ID } };
    expect(await codeOf(client.signed.call(name, input))).toBe("not-allowed");
    expect(await codeOf(client.signed.prepare(name, input))).toBe("not-allowed");
    const own = `${name.charAt(0).toLowerCase()}${name.slice(1)}` as "stopDevServer";
    expect(await codeOf(client[own](ID))).toBe("not-allowed");
    expect(sent).toEqual([]);
    expect(signedCount()).toBe(0);
  });

  it("refuses a name that the table of operations does not have", async () => {
    const { client, sent } = build();
    expect(await codeOf(client.signed.call("toString" as OperationName))).toBe("not-allowed");
    expect(sent).toEqual([]);
  });

  it("lets reads through, as calls and as listings", async () => {
    const { client, sent } = build();
    await client.listAllDevServers();
    await collectPages(client.listings.notebooks());
    await client
      .filterServersByTag({ action: "filter", tags: [], limit: "10", offset: "0" })
      .catch(() => undefined);
    expect(sent.map(({ method }) => method)).toEqual(["GET", "GET", "POST"]);
  });
});
