import { describe, expect, it } from "vitest";
import { flavorOfName } from "../../../../lib/clients/target/flavor-of.ts";

describe("accelerators told by a flavor's name", () => {
  it.each([
    ["modelarts.vm.cpu.2u", 0, 0],
    ["modelarts.bm.gpu.v100NV32", 1, 0],
    ["modelarts.kat1.xlarge", 0, 1],
    ["Si2.large.4", 0, 0],
    ["c7n.4xlarge.2", 0, 0],
    ["p2s.4xlarge.8", 1, 0],
    ["pi2.2xlarge.4", 1, 0],
    ["g6.4xlarge.4", 1, 0],
    ["physical.p3.8xlarge", 1, 0],
    ["kAi1s.4xlarge.2", 0, 1],
    ["ai1s.large.4", 0, 1],
    // Nothing is guessed of a family that is not known: its GPU signal stays required.
    ["zz9.plural", null, null],
    ["", null, null],
  ])("%s", (name, gpu, npu) => {
    expect(flavorOfName(name)).toEqual({ name, gpu, npu, vcpus: null });
  });
});
