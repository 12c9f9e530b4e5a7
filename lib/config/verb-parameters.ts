import * as z from "zod";
import { OPERATION_OF } from "../core/plan-creation.ts";
import { type Operation, schemaOn } from "../domain/modelarts/operation.ts";
import { OPERATIONS } from "../domain/modelarts/operations.ts";
import { ExceptionEnd, isCloudVerb, verb, type Wish } from "../domain/verbs.ts";

/** The fields of an object schema, however it is wrapped; `null` where any name goes. */
function fieldsOf(schema: z.ZodType): readonly string[] | null {
  if (schema instanceof z.ZodLazy) return fieldsOf(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : null;
}

function fieldsOfOrder(operation: Operation): readonly string[] | null {
  const { request, clouds } = operation;
  if (request === undefined) return null;
  const fields = clouds.map((cloud) => fieldsOf(schemaOn(request, cloud)));
  return fields.includes(null) ? null : [...new Set(fields.flatMap((names) => names ?? []))];
}

/** Names of the parameters that a verb takes; of a creation, the fields of its request. `null`: any name may be one. */
export function parameterNames(name: Wish): readonly string[] | null {
  if (name === "hold" || name === "extend") return Object.keys(ExceptionEnd.shape);
  const operation = isCloudVerb(name) ? OPERATION_OF[name] : undefined;
  return operation === undefined ? fieldsOf(verb(name).parameters) : fieldsOfOrder(OPERATIONS[operation]);
}
