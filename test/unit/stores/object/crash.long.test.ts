import { describe, it } from "vitest";
import { dieEverywhere } from "./die-everywhere.ts";
import { KINDS } from "./object-histories.ts";

describe.each(KINDS)("a process that dies between any two writes to a bucket %s", (_, kind) => {
  it("loses nothing acknowledged, the last write not done", () => dieEverywhere(kind, "not done"));
});
