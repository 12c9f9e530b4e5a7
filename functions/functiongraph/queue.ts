import { createFunctionGraphHandler } from "../../lib/adapters/functiongraph/create-functiongraph-handler.ts";
import { queueWire } from "../../lib/adapters/functiongraph/queue-wire.ts";
import { compiledConfig } from "../compiled-config.ts";

/** Takes the messages of queues, topics and other services in. */
export const handler = createFunctionGraphHandler(queueWire(compiledConfig), { env: process.env });
