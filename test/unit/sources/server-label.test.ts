import { expect, it } from "vitest";
import { serverLabel } from "../../../lib/sources/server-label.ts";

it("finds the machine among other labels", () => {
  expect(serverLabel(["gpu", 7, null, " server:ds-1 "])).toBe("ds-1");
});

it("the same machine named twice is one machine", () => {
  expect(serverLabel(["server:ds-1", "server:ds-1"])).toBe("ds-1");
});

it("two machines are none, so that no order meets the wrong one", () => {
  expect(serverLabel(["server:ds-1", "server:ds-2"])).toBeNull();
});

it("takes the exact form only", () => {
  expect(
    ["server:", "server: ds-1", "my-server:ds-1", "Server:ds-1"].map((text) => serverLabel([text])),
  ).toEqual([null, null, null, null]);
});
