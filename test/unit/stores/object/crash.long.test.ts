import { describe, it } from "vitest";
import { dieEverywhere } from "./die-everywhere.ts";
import { KINDS } from "./object-histories.ts";

describe.each(KINDS)("a process that dies between any two writes to a bucket %s", (_, kind) => {
  it.each(["done", "not done"] as const)("loses nothing acknowledged, the last write %s", (last) =>
    dieEverywhere(kind, last),
  );
});
