import { isSchemeId, schemeOf } from "../../sources/schemes.ts";

/** The source that an address names, and what stands behind its name where the sender proves itself by that. */
export interface FoundSource<Source> {
  readonly source: Source;
  /** Never logged. */
  readonly pathSecret?: string;
}

interface NamedSource {
  readonly name: string;
  readonly scheme: string;
}

function provesByPath({ scheme }: NamedSource): boolean {
  return isSchemeId(scheme) && schemeOf(scheme).secretKinds.includes("path");
}

/** What of an address is left behind the name of this source; `undefined`: the address names another one. */
function behindName({ name, scheme }: NamedSource, parts: readonly string[]): readonly string[] | undefined {
  if (parts[0] === scheme && parts[1] === name) return parts.slice(2);
  return parts[0] === name ? parts.slice(1) : undefined;
}

/**
 * `/webhooks/NAME`, or `/webhooks/SCHEME/NAME` for senders that want the kind in the address; with `/SECRET` behind it
 * for those that prove themselves by it.
 */
export function findSource<Source extends NamedSource>(
  path: string,
  sources: readonly Source[],
): FoundSource<Source> | undefined {
  const [prefix, ...parts] = path.split("/").filter((part) => part !== "");
  if (prefix !== "webhooks") return undefined;
  const named = sources.find((source) => behindName(source, parts)?.length === 0);
  if (named) return { source: named };
  const proving = sources.find((source) => provesByPath(source) && behindName(source, parts)?.length === 1);
  const pathSecret = parts.at(-1);
  return proving && pathSecret !== undefined ? { source: proving, pathSecret } : undefined;
}
