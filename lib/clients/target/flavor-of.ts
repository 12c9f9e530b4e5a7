import type { Flavor } from "../../domain/resource.ts";

/** What a name tells about accelerators: `null` where it tells nothing. */
interface NameFacts {
  readonly gpu: number | null;
  readonly npu: number | null;
}

/**
 * Names of flavors carry their family (Elastic Cloud Server documentation, "ECS Types": `p` and `g` have GPUs, `ai`
 * and `kai` NPUs, the rest neither; ModelArts flavors spell `cpu`, `gpu` or `kat`). How many there are is not in a
 * name, so a family with GPUs is taken to have at least one. Inferred, and settled here alone.
 */
const FAMILIES: readonly (readonly [RegExp, NameFacts])[] = [
  [/(^|\.)cpu\b|\.cpu\./i, { gpu: 0, npu: 0 }],
  [/snt9|kat\d|ascend|^k?ai\d/i, { gpu: 0, npu: 1 }],
  [/\.gpu\.|^(physical\.)?(p|pi|g)\d/i, { gpu: 1, npu: 0 }],
  [/^(physical\.)?(s|si|c|ac|m|am|t|x|e|h|d|i|ir|kc|km|ks|kx)\d/i, { gpu: 0, npu: 0 }],
];

/** Cores by size, up to where they are told apart by name; 2xlarge has two times those of xlarge, and so on. */
const SIZES: Readonly<Record<string, number>> = { small: 1, medium: 1, large: 2, xlarge: 4 };

/**
 * Virtual servers are named family, size, memory per core: `Si2.large.4` has two cores and 8 GB (Elastic Cloud Server
 * documentation, naming of flavors). Physical ones and the flavors of ModelArts itself are named otherwise.
 */
function vcpusOf(name: string): number | null {
  const [, times, size = ""] = /^[a-z]+\d[a-z0-9]*\.(\d*)(small|medium|large|xlarge)\.\d+$/i.exec(name) ?? [];
  const cores = SIZES[size.toLowerCase()];
  return cores === undefined ? null : cores * (times ? Number(times) : 1);
}

/** Reads accelerators and cores from a flavor's name; what is not known stays unknown. */
export function flavorOfName(name: string): Flavor {
  const known = FAMILIES.find(([pattern]) => pattern.test(name))?.[1];
  return { name, gpu: known?.gpu ?? null, npu: known?.npu ?? null, vcpus: vcpusOf(name) };
}
