import { describe, expect, it } from "vitest";
import { namesFor, uniqueNames } from "../../../lib/shell/machine-names.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { add, happened, planRun, stepOf } from "../cli/log-fixtures.ts";

describe("uniqueNames", () => {
  it("leaves out a name that two machines have", () => {
    const names = new Map([
      ["prod/notebook/1", "train"],
      ["lab/notebook/2", "train"],
      ["lab/notebook/3", "other"],
    ]);
    expect([...uniqueNames(names)]).toEqual([["lab/notebook/3", "other"]]);
  });
});

describe("namesFor", () => {
  it("takes names from older decisions where the entries themselves have none", async () => {
    const store = createMemoryStore();
    const step = stepOf("a");
    await planRun(store, "r1", [step]);
    await add(store, "r1", [happened(step, "succeeded")]);
    const { entries } = await store.find({ phases: ["succeeded"] }, { limit: 1 });
    expect([...(await namesFor(entries, store))]).toEqual([[step.resource, step.name]]);
  });

  it("asks the log nothing when every entry is about no machine", async () => {
    const store = createMemoryStore();
    const find = () => Promise.reject(new Error("was asked"));
    expect(await namesFor([], { ...store, find })).toEqual(new Map());
  });
});
