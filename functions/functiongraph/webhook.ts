import { createFunctionGraphHandler } from "../../lib/adapters/functiongraph/create-functiongraph-handler.ts";
import { webhookWire } from "../../lib/adapters/functiongraph/webhook-wire.ts";
import { compiledConfig } from "../compiled-config.ts";

/** Takes webhooks in. FunctionGraph calls it by way of APIG. */
export const handler = createFunctionGraphHandler(webhookWire(compiledConfig), { env: process.env });
