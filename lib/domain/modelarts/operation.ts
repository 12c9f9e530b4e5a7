import type * as z from "zod";
import type { Cloud, Service } from "../clouds.ts";
import type { SourceDocument } from "./documents.ts";

/**
 * A schema, or one per cloud. Those of the calls are lazy and what they are made of are functions: making all of them took
 * a third of the time in which a function starts, and one tick makes few of the calls.
 */
export type SchemaOfCloud = z.ZodType | ((cloud: Cloud) => z.ZodType);

/** One call of the cloud, as data. The client, the checks and the emulator all read it from the same table. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with `{project_id}` and other parameters in braces. */
  readonly path: string;
  /** Paths on clouds where it is another one; read with {@link pathOf}. */
  readonly pathOn?: Readonly<Partial<Record<Cloud, string>>>;
  readonly service: Service;
  /** Clouds that have the call. */
  readonly clouds: readonly Cloud[];
  /** A read may be repeated; a write is sent once. */
  readonly effect: "read" | "write";
  readonly document: SourceDocument;
  /** Schemas of the path parameters, `project_id` aside. */
  readonly params?: Readonly<Record<string, z.ZodType<string>>>;
  readonly request?: SchemaOfCloud;
  readonly query?: SchemaOfCloud;
  readonly response: z.ZodType;
  /** IAM action; `null` where the documents say that none is needed, absent where they say nothing. */
  readonly permission?: string | null;
  /** Documented by the vendor, observed in public code of the vendor, or inferred. */
  readonly mark: "documented" | "observed" | "inferred";
}

/** The path template of a call on a cloud. */
export function pathOf(operation: Operation, cloud: Cloud): string {
  return operation.pathOn?.[cloud] ?? operation.path;
}

/** The schema that a cloud uses. */
export function schemaOn(schema: SchemaOfCloud, cloud: Cloud): z.ZodType {
  return typeof schema === "function" ? schema(cloud) : schema;
}
