import { homedir } from "node:os";
import { describe, expect, it } from "vitest";
import { findNode2015, nodeCacheFolder } from "../../../lib/functiongraph/find-node-2015.ts";

const env = (value: string) => (name: string) => (name === "XDG_CACHE_HOME" ? value : undefined);

describe("the folder of Node.js 20.15", () => {
  it("is in the user's cache folder, or where it is told", () => {
    expect(nodeCacheFolder({ env: env("/caches") })).toBe("/caches/curfew/node-20.15.1");
    expect(nodeCacheFolder()).toBe(`${homedir()}/.cache/curfew/node-20.15.1`);
    expect(nodeCacheFolder({ cacheFolder: "/mine", env: env("/caches") })).toBe("/mine");
  });

  it.each([["relative"], [""]])("leaves XDG_CACHE_HOME=%j aside", (value) => {
    expect(nodeCacheFolder({ env: env(value) })).toBe(nodeCacheFolder());
  });

  it("may be empty", async () => {
    expect(await findNode2015({ cacheFolder: "/nowhere/at/all" })).toBeUndefined();
  });
});
