import { renderValue } from "../render-text.ts";
import { expression, variableName } from "./dialect.ts";

/** A reference inside a text of Terraform. */
export const terraformReference = (name: string): string => expression(`var.${variableName(name)}`);

/**
 * A value as JSON text that Terraform makes: `jsonencode` quotes what the variables bring along, which a text with
 * variables pasted into it would not. JSON is a valid expression there.
 */
export function jsonEncode(value: unknown): string {
  return expression(`jsonencode(${JSON.stringify(renderValue(value, terraformReference))})`);
}
