import { describe, expect, it } from "vitest";
import { readMongo } from "../../../../lib/adapters/functiongraph/read-mongo.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";
import { bodiesOf, messagesOf } from "./messages-of.ts";

const dds = (changed: Record<string, unknown>) => ({ dds: { token: '{"_data":"01"}', ...changed } });

describe("a change of a document database", () => {
  it.each([
    ["DDS", "dds", "dds:functiongraph.orders"],
    ["GAUSSMONGO", "gauss_mongo", "gaussmongo:functiongraph.orders"],
  ])("of %s is its record as JSON, with the token as id", (name, key, origin) => {
    const delivery = readMongo(functionGraphEvent(name));
    expect(messagesOf(delivery)).toMatchObject([{ id: "825F0000000000000129295A1004", origin, time: null }]);
    expect(bodiesOf(delivery)).toMatchObject([
      { event_name: "insert", [key]: { full_document: expect.stringContaining('"shop"') } },
    ]);
  });

  it.each([
    [{ token: '{"_data":"01"}' }, "01"],
    [{ token: "opaque" }, "opaque"],
    [{ token: undefined }, null],
  ])("with %j has the id %j", (changed, id) => {
    expect(messagesOf(readMongo({ records: [dds(changed)] }))).toMatchObject([{ id, origin: "dds" }]);
  });

  it("that is not as documented is handed on with the others", () => {
    expect(messagesOf(readMongo({ records: [dds({}), 7, { odd: true }] }))).toMatchObject([
      { id: "01" },
      { id: null, body: "7", origin: "mongo" },
      { id: null, body: '{"odd":true}', origin: "mongo" },
    ]);
  });

  it("is none without a record of one", () => {
    expect(readMongo({ records: [{}] })).toBeUndefined();
    expect(readMongo({ records: "text" })).toBeUndefined();
  });
});
