/** Where a function lives. */
export interface FunctionPlace {
  readonly region: string;
  readonly projectId: string;
  /** The function's group; `default` unless somebody made another. */
  readonly package: string;
  readonly name: string;
}

const URN = /^(urn:fss:[^:\s]+:[^:\s]+:function:[^:\s]+:[^:\s]+?)(?::(!?[^:\s]+))?$/;

/** `urn:fss:<region>:<project>:function:<package>:<name>`, without a version. */
export function functionUrn({ region, projectId, package: group, name }: FunctionPlace): string {
  return `urn:fss:${region}:${projectId}:function:${group}:${name}`;
}

/** The function behind a URN that may name a version (`:latest`) or an alias (`:!live`). */
export function withoutVersion(urn: string): string {
  return URN.exec(urn)?.[1] ?? urn;
}

/** The URN of a version (`v3`, `latest`) or, with `!` in front, of an alias. */
export function qualifiedUrn(urn: string, qualifier: string): string {
  return `${withoutVersion(urn)}:${qualifier}`;
}

/** What stands after the function's name: a version, or an alias with `!` in front; `latest` where nothing does. */
export function qualifierOf(urn: string): string {
  return URN.exec(urn)?.[2] ?? "latest";
}
