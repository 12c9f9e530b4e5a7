import { expect, it } from "vitest";
import { createCurfew } from "./small-scene.ts";

it("a machine that is judged only when something can have changed is treated as on every pass", async () => {
  const [quick, thorough] = await Promise.all([createCurfew(false), createCurfew(true)]);
  expect(quick.stops).toBeGreaterThan(0);
  expect(quick).toEqual(thorough);
});
