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

/** Reads a flavor's accelerators from its name; unknown families stay unknown. */
export function flavorOfName(name: string): Flavor {
  const known = FAMILIES.find(([pattern]) => pattern.test(name))?.[1];
  return { name, gpu: known?.gpu ?? null, npu: known?.npu ?? null, vcpus: null };
}
