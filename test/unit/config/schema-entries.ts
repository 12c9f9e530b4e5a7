type Part = Readonly<Record<string, unknown>>;

/** One key of a JSON Schema. */
export interface SchemaEntry {
  readonly path: string;
  readonly key: string;
  readonly part: Part;
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every key that a JSON Schema names, at any depth. */
export function schemaEntries(schema: Part, path = ""): readonly SchemaEntry[] {
  const properties = isPart(schema["properties"]) ? schema["properties"] : {};
  const own = Object.entries(properties).flatMap(([key, part]) =>
    isPart(part) ? [{ path: `${path}${key}`, key, part }, ...schemaEntries(part, `${path}${key}.`)] : [],
  );
  const inner = [schema["additionalProperties"], schema["items"], ...((schema["anyOf"] as unknown[]) ?? [])];
  return [...own, ...inner.filter(isPart).flatMap((part) => schemaEntries(part, path))];
}
