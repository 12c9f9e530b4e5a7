import type { Target } from "../../domain/target.ts";

/** So many hexadecimal digits tell two targets apart. */
const DIGITS = 16;

/** Looks up `env:NAME`, so that a project is told by its id and not by where that id stands. */
export type Resolve = (reference: string) => string;

/**
 * What tells one fleet from another that goes by the same name: its cloud, region and project, and whatever stands in for
 * the cloud. Every decision is logged with it, since what was seen of an emulator says nothing of the real machines. How
 * calls are signed and what machines cost is no part of it.
 */
export function targetForm(
  { cloud, region, project, endpoint }: Pick<Target, "cloud" | "region" | "project" | "endpoint">,
  { digest, resolve }: { readonly digest: (text: string) => string; readonly resolve: Resolve },
): string {
  const parts = [cloud, region, resolve(project), endpoint === null ? null : resolve(endpoint)];
  return digest(JSON.stringify(parts)).slice(0, DIGITS);
}
