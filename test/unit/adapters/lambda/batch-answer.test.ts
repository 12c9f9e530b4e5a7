import { describe, expect, it } from "vitest";
import { batchAnswer } from "../../../../lib/adapters/lambda/batch-answer.ts";

const message = (id: string) => ({ id, body: "{}", origin: "sqs:inbox", time: null });
const left = (...ids: string[]) => ({ again: ids.map((id) => ({ id, why: "the store is away" })) });

const queue = { kind: "messages", messages: ["a", "b", "c"].map(message), itemIds: ["1", "2", "3"] } as const;
const topic = { ...queue, itemIds: null };

describe("the answer to a batch", () => {
  it("names nothing when all were taken in", () => {
    expect(batchAnswer(queue, left())).toEqual({ batchItemFailures: [] });
    expect(batchAnswer(topic, left())).toBeUndefined();
  });

  it("names those that have to come again, by the queue's id", () => {
    expect(batchAnswer(queue, left("a", "c"))).toEqual({
      batchItemFailures: [{ itemIdentifier: "1" }, { itemIdentifier: "3" }],
    });
  });

  it("names every delivery of one message that came in twice", () => {
    const twice = { ...queue, messages: ["a", "b", "a"].map(message) };
    expect(batchAnswer(twice, left("a"))).toEqual({
      batchItemFailures: [{ itemIdentifier: "1" }, { itemIdentifier: "3" }],
    });
  });

  it("throws where nobody reads it and something has to come again", () => {
    const again = expect.objectContaining({
      code: "unavailable",
      message: expect.stringContaining("1 of 3"),
    });
    expect(() => batchAnswer(topic, left("b"))).toThrow(again);
  });

  it("throws when a message is left that was not in the batch, so that none is lost", () => {
    expect(() => batchAnswer(queue, left("z"))).toThrow(/not in the batch/);
  });
});
