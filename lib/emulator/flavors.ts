/** What a flavor is made of, as far as answers and metrics need it. */
export interface FlavorFacts {
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly gpus: number;
  readonly npus: number;
  readonly arch: "x86_64" | "aarch64";
}

/**
 * Flavors offered for notebooks. `modelarts.vm.cpu.2u`, `modelarts.vm.cpu.8u`, `modelarts.vm.cpu.free` and
 * `modelarts.bm.gpu.v100NV32` stand in vendor samples; the others are named after the same pattern.
 */
export const NOTEBOOK_FLAVORS: Readonly<Record<string, FlavorFacts>> = {
  "modelarts.vm.cpu.free": { vcpus: 2, memoryGib: 4, gpus: 0, npus: 0, arch: "x86_64" },
  "modelarts.vm.cpu.2u": { vcpus: 2, memoryGib: 8, gpus: 0, npus: 0, arch: "x86_64" },
  "modelarts.vm.cpu.8u": { vcpus: 8, memoryGib: 32, gpus: 0, npus: 0, arch: "x86_64" },
  "modelarts.vm.gpu.t4u8": { vcpus: 8, memoryGib: 32, gpus: 1, npus: 0, arch: "x86_64" },
  "modelarts.bm.gpu.v100NV32": { vcpus: 8, memoryGib: 64, gpus: 1, npus: 0, arch: "x86_64" },
  "modelarts.bm.gpu.4v100NV32": { vcpus: 32, memoryGib: 256, gpus: 4, npus: 0, arch: "x86_64" },
  "modelarts.kat1.xlarge": { vcpus: 24, memoryGib: 96, gpus: 0, npus: 1, arch: "aarch64" },
};

/** Flavors offered for DevServers. `Si2.large.4` stands in vendor samples; the others are invented alike. */
export const DEV_SERVER_FLAVORS: Readonly<
  Record<string, FlavorFacts & { serverType: "ECS" | "BMS" | "HPS" }>
> = {
  "Si2.large.4": { vcpus: 2, memoryGib: 8, gpus: 0, npus: 0, arch: "x86_64", serverType: "ECS" },
  "pi2.2xlarge.4": { vcpus: 8, memoryGib: 32, gpus: 1, npus: 0, arch: "x86_64", serverType: "ECS" },
  "p2s.4xlarge.8": { vcpus: 16, memoryGib: 128, gpus: 2, npus: 0, arch: "x86_64", serverType: "ECS" },
  "physical.p3.8xlarge": { vcpus: 96, memoryGib: 768, gpus: 8, npus: 0, arch: "x86_64", serverType: "BMS" },
  "physical.kat2e.48xlarge.8": {
    vcpus: 192,
    memoryGib: 1536,
    gpus: 0,
    npus: 8,
    arch: "aarch64",
    serverType: "HPS",
  },
};

/** Facts of any flavor; one that is not listed is read from its name. */
export function flavorFacts(flavor: string): FlavorFacts {
  const known = NOTEBOOK_FLAVORS[flavor] ?? DEV_SERVER_FLAVORS[flavor];
  if (known) return known;
  const name = flavor.toLowerCase();
  const npus = /snt9|kat\d|ascend/.test(name) ? 1 : 0;
  const gpus = npus === 0 && /gpu|v100|a100|^p\w*\d/.test(name) ? 1 : 0;
  return { vcpus: 8, memoryGib: 32, gpus, npus, arch: npus > 0 ? "aarch64" : "x86_64" };
}
