import { expect, it } from "vitest";
import { boundUnfinished } from "../../../../lib/adapters/node/unfinished-bodies.ts";

function bodies(limits: Parameters<typeof boundUnfinished>[0]) {
  const hold = boundUnfinished(limits);
  const cut: string[] = [];
  return { cut, arrive: (address: string, name: string) => hold(address, () => void cut.push(name)) };
}

it("the one that takes longest makes room: of the same address, or of all", () => {
  const { cut, arrive } = bodies({ atOnceMax: 3, perAddressMax: 2 });
  for (const [address, name] of [
    ["a", "a1"],
    ["b", "b1"],
    ["b", "b2"],
  ] as const)
    arrive(address, name);
  arrive("b", "b3");
  expect(cut).toEqual(["b1"]);
  arrive("c", "c1");
  expect(cut).toEqual(["b1", "a1"]);
});

it("one that is complete makes room as well, once, also when it was cut before", () => {
  const { cut, arrive } = bodies({ atOnceMax: 2 });
  const [first, second] = [arrive("a", "1"), arrive("a", "2")];
  first();
  first();
  arrive("a", "3");
  expect(cut).toEqual([]);
  arrive("a", "4");
  expect(cut).toEqual(["2"]);
  second();
  arrive("a", "5");
  expect(cut).toEqual(["2", "3"]);
});
