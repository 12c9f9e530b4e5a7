import { describe, expect, it } from "vitest";
import { readApig } from "../../../../lib/adapters/functiongraph/read-apig.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";

function read(changed: Record<string, unknown> = {}, name = "APIG") {
  const delivery = readApig({ ...functionGraphEvent(name), ...changed });
  if (delivery?.kind !== "http") throw new Error("no HTTP delivery");
  return delivery.request;
}

const text = (body: Uint8Array) => new TextDecoder().decode(body);
const base64 = (body: string | Uint8Array) => Buffer.from(body).toString("base64");

describe("an event of the API gateway", () => {
  it("becomes a plain request with the decoded body", () => {
    const request = read();
    expect(request).toMatchObject({ method: "POST", path: "/orders/42", query: { dryRun: "true" } });
    expect(request.headers["content-type"]).toBe("application/json");
    expect(text(request.body)).toBe('{"sku":"A-17","qty":2}');
  });

  it("keeps bytes that are no text, since signatures are checked over them", () => {
    const bytes = Uint8Array.from([0, 255, 128, 10, 13]);
    expect(read({ body: base64(bytes) }).body).toEqual(bytes);
  });

  it.each([
    [true, "aGk=", "hi"],
    ["true", "aGk=", "hi"],
    [true, "aGk", "hi"],
    [true, "", ""],
    [false, "aGk=", "aGk="],
    ["false", "aGk=", "aGk="],
    [undefined, "grüße", "grüße"],
    [true, null, ""],
    [true, undefined, ""],
  ])("with isBase64Encoded %j and body %j holds %j", (isBase64Encoded, body, expected) => {
    expect(text(read({ isBase64Encoded, body }).body)).toBe(expected);
  });

  it.each(['{"plain":"json"}', "hello", "aGk=aGk=", "aGk===", "a_-b", "aGk\n", "="])(
    "that calls %j base64 is refused without repeating it",
    (body) => {
      const call = () => read({ body });
      expect(call).toThrow(
        expect.objectContaining({
          code: "invalid-event",
          details: expect.objectContaining({ field: "body" }),
        }),
      );
      expect(call).toThrow(/^body: isBase64Encoded says base64, and it is not$/);
    },
  );

  it.each([
    [{ body: { already: "parsed" } }, "body"],
    [{ path: 7 }, "path"],
    [{ path: undefined }, "path"],
  ])("whose field %j is of the wrong kind is refused by the name of the field", (changed, field) => {
    expect(() => read(changed)).toThrow(
      expect.objectContaining({ code: "invalid-event", details: expect.objectContaining({ field }) }),
    );
  });

  it.each([undefined, null, [], "text"])("without headers or parameters has none: %j", (none) => {
    const request = read({ headers: none, queryStringParameters: none, pathParameters: none });
    expect(Object.keys(request.headers)).toEqual([]);
    expect(Object.keys(request.query)).toEqual([]);
    expect(request.path).toBe("/orders/42");
  });

  it("has lower-case header names; repeated ones are joined, values that are no text are left out", () => {
    const { headers } = read({
      headers: { "X-One": "1", Two: ["a", "b"], two: "c", Length: 22, none: null, odd: { a: 1 } },
    });
    expect({ ...headers }).toEqual({ "x-one": "1", two: "a, b, c", length: "22" });
  });

  it("has query values as text or list", () => {
    const { query } = read({ queryStringParameters: { a: "1", b: ["1", "2"], c: ["only"], d: true, e: [] } });
    expect({ ...query }).toEqual({ a: "1", b: ["1", "2"], c: "only", d: "true" });
  });

  it("finds nothing under names that every object has", () => {
    const request = read({ headers: {}, queryStringParameters: {} });
    expect(request.headers["constructor"]).toBeUndefined();
    expect(request.query["toString"]).toBeUndefined();
  });

  it.each([
    ["/webhooks/jira", "jira", "/webhooks/jira"],
    ["/webhooks/jira", "webhooks/jira", "/webhooks/jira"],
    ["/curfew/webhooks/jira", "webhooks/jira", "/webhooks/jira"],
    ["/curfew/webhooks/jira", "/webhooks/jira", "/webhooks/jira"],
    ["/shop/orders/42", "orders/42", "/shop/orders/42"],
  ])("of an API that matches %s by prefix, with the rest %s, has the path %s", (path, rest, expected) => {
    expect(read({ path, pathParameters: { "": rest } }, "DEDICATEDGATEWAY").path).toBe(expected);
  });

  it("is none without a method, or with neither context nor path", () => {
    expect(readApig({ requestContext: {}, path: "/" })).toBeUndefined();
    expect(readApig({ httpMethod: "GET" })).toBeUndefined();
  });
});
