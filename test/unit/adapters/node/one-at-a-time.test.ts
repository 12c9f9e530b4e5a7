import { expect, it } from "vitest";
import { oneAtATime } from "../../../../lib/adapters/node/one-at-a-time.ts";

it("everybody who asks at the same time has the same answer, and later ones a new one", async () => {
  let asked = 0;
  const ask = oneAtATime(async () => {
    asked += 1;
    return asked;
  });
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect(await ask()).toBe(2);
});

it("a failure is everybody's who asked, and the next one asks anew", async () => {
  const answers = [() => Promise.reject(new Error("down")), async () => "up"];
  const ask = oneAtATime(async () => (answers.shift() ?? expect.fail)());
  const [first, second] = [ask(), ask()];
  await expect(first).rejects.toThrow("down");
  await expect(second).rejects.toThrow("down");
  expect(await ask()).toBe("up");
});
