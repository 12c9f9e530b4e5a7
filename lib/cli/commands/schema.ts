import { configJsonSchema } from "../../config/config-json-schema.ts";
import type { RunCommand } from "../command.ts";
import { EXIT } from "../terminal.ts";

/** `curfew schema`: the JSON Schema of curfew.yaml on standard output, for editors. */
export const runSchema: RunCommand = async ({ terminal }) => {
  terminal.out(JSON.stringify(configJsonSchema(), null, 2));
  return EXIT.ok;
};
