import { describe, expect, it } from "vitest";
import { flavorOfName } from "../../../../lib/clients/target/flavor-of.ts";

describe("cores told by a flavor's name", () => {
  it.each([
    ["Si2.large.4", 2],
    ["s3.small.1", 1],
    ["s6.medium.2", 1],
    ["c7.xlarge.2", 4],
    ["c7n.4xlarge.2", 16],
    ["kAi1s.4xlarge.2", 16],
    // Named otherwise, so that nothing is read into it.
    ["physical.p3.8xlarge", null],
    ["modelarts.kat1.xlarge", null],
    ["modelarts.vm.cpu.2u", null],
    ["zz9.plural.4", null],
  ])("%s", (name, vcpus) => {
    expect(flavorOfName(name).vcpus).toBe(vcpus);
  });
});

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
    expect(flavorOfName(name)).toMatchObject({ name, gpu, npu });
  });
});
