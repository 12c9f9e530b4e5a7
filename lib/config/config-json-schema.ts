import * as z from "zod";
import type { ConfigPath } from "./diagnostic.ts";
import { ConfigFile } from "./file-schema.ts";

/** A part of a JSON Schema, as far as it is looked at here. */
interface SchemaPart {
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly additionalProperties?: SchemaPart | false;
  readonly items?: SchemaPart;
  readonly anyOf?: readonly SchemaPart[];
}

/** The JSON Schema of `curfew.yaml` as people write it, for editors. Draft 7, which all of them read. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(ConfigFile, {
    io: "input",
    target: "draft-7",
    override: ({ zodSchema, jsonSchema }) => {
      // The library drops examples where a value is transformed, since it takes them for results. Ours are written
      // as people write them.
      const examples = z.globalRegistry.get(zodSchema)?.["examples"];
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
  return {
    $schema,
    title: "curfew.yaml",
    description: "What Curfew may do, when, and to which machines.",
    ...rest,
  };
}

/** The JSON Schema as text, ended by a line end: the bytes of `curfew.schema.json`. */
export function configSchemaText(): string {
  // One blank a level: indented by two, a third of the text would be blanks.
  return `${JSON.stringify(configJsonSchema(), null, 1)}\n`;
}

function below(part: SchemaPart, step: string | number): readonly SchemaPart[] {
  const forms = [part, ...(part.anyOf ?? [])];
  return forms.flatMap((form) => {
    if (typeof step === "number") return form.items ? [form.items] : [];
    const own = form.properties && Object.hasOwn(form.properties, step) ? form.properties[step] : undefined;
    const next = own ?? form.additionalProperties;
    return next ? [next] : [];
  });
}

/** Tells which keys a block at a path may have; none where names are free. The schema is made when first asked. */
export function schemaKeys(): (path: ConfigPath) => readonly string[] {
  const made: SchemaPart[] = [];
  return (path) => {
    if (made.length === 0) made.push(configJsonSchema() as SchemaPart);
    let parts: readonly SchemaPart[] = made;
    for (const step of path) parts = parts.flatMap((part) => below(part, step));
    const forms = parts.flatMap((part) => [part, ...(part.anyOf ?? [])]);
    return [...new Set(forms.flatMap((form) => Object.keys(form.properties ?? {})))];
  };
}
