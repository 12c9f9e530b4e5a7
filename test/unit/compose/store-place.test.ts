import { describe, expect, it } from "vitest";
import { isBucketStore, storePlace } from "../../../lib/compose/store-place.ts";

describe("where a log in a bucket lies", () => {
  it.each([
    ["obs://curfew-log", { service: "obs", bucket: "curfew-log", prefix: "" }],
    ["s3://curfew-log/prod/", { service: "s3", bucket: "curfew-log", prefix: "prod" }],
    ["s3://curfew-log/team/prod", { service: "s3", bucket: "curfew-log", prefix: "team/prod" }],
  ])("%s", (store, place) => {
    expect(storePlace(store)).toEqual(place);
    expect(isBucketStore(store)).toBe(true);
  });

  it.each(["sqlite:curfew.db", "memory", "gs://x"])("%s is none", (store) => {
    expect(isBucketStore(store)).toBe(false);
    expect(() => storePlace(store)).toThrow(/obs:\/\/BUCKET\/PREFIX or s3/);
  });
});
