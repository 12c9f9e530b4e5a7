import { createFunctionGraphHandler } from "../../lib/adapters/functiongraph/create-functiongraph-handler.ts";
import { scheduleWire } from "../../lib/adapters/functiongraph/schedule-wire.ts";
import { compiledConfig } from "../compiled-config.ts";

/** The executor: works through the clock and everything that is open. The stack caps it at one instance. */
export const handler = createFunctionGraphHandler(scheduleWire(compiledConfig), { env: process.env });
