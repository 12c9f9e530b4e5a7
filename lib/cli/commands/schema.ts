import { configSchemaText } from "../../config/config-json-schema.ts";
import type { RunCommand } from "../command.ts";
import { EXIT } from "../terminal.ts";

/** `curfew schema`: the JSON Schema of curfew.yaml on standard output, byte for byte as in the file for editors. */
export const runSchema: RunCommand = async ({ terminal }) => {
  // The terminal ends each line itself.
  terminal.out(configSchemaText().trimEnd());
  return EXIT.ok;
};
