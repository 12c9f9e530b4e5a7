import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ObjectCall, ObjectDialect } from "../../../../lib/clients/objects/object-call.ts";
import { removeObjects } from "../../../../lib/clients/objects/remove-objects.ts";
import { xml } from "../../../fixtures/object-storage.ts";

const dialect: ObjectDialect = { name: "OBS", sign: () => ({}), listingQuery: () => [] };

function remover(answer: string) {
  const calls: ObjectCall[] = [];
  const send = async (call: ObjectCall) => {
    calls.push(call);
    return xml(200, answer);
  };
  return {
    calls,
    remove: (keys: readonly string[]) => removeObjects(keys, { dialect, send, answerBytesMax: 1 }),
  };
}

describe("the removal of objects", () => {
  it("names them in one document, escaped, with its digest", async () => {
    const { calls, remove } = remover("<DeleteResult/>");
    await remove(["a&b", "<c>"]);
    const [call] = calls;
    const text = new TextDecoder().decode(call?.body);
    expect(text).toBe(
      "<Delete><Quiet>true</Quiet><Object><Key>a&amp;b</Key></Object><Object><Key>&lt;c&gt;</Key></Object></Delete>",
    );
    expect(call).toMatchObject({
      operation: "DeleteObjects",
      effect: "write",
      method: "POST",
      query: "delete",
      headers: { "Content-MD5": createHash("md5").update(text).digest("base64") },
    });
  });

  it("takes 1,000 at a time", async () => {
    const { calls, remove } = remover("");
    await remove(Array.from({ length: 2001 }, (_, index) => `k${index}`));
    expect(calls.map(({ body }) => new TextDecoder().decode(body).split("<Key>").length - 1)).toEqual([
      1000, 1000, 1,
    ]);
  });

  it("asks for nothing when there is nothing to remove", async () => {
    const { calls, remove } = remover("");
    await remove([]);
    expect(calls).toHaveLength(0);
  });

  it("does not mind objects that are gone", async () => {
    const { remove } = remover("<DeleteResult><Error><Code>NoSuchKey</Code></Error></DeleteResult>");
    await expect(remove(["a"])).resolves.toBeUndefined();
  });

  it.each([
    [
      "<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code></Error></DeleteResult>",
      /1 of the .*AccessDenied/,
    ],
    ["<DeleteResult><Error/></DeleteResult>", /1 of the .*no code/],
    ["<html></html>", /no result of a deletion/],
  ])("fails when a success is none: %s", async (answer, message) => {
    await expect(remover(answer).remove(["a"])).rejects.toMatchObject({
      code: "invalid-response",
      message: expect.stringMatching(message),
      details: { ambiguous: true },
    });
  });
});
