import { createLambdaHandler } from "../../lib/adapters/lambda/create-lambda-handler.ts";
import { webhookWire } from "../../lib/adapters/lambda/webhook-wire.ts";
import { compiledConfig } from "../compiled-config.ts";

/** Takes webhooks in, by way of a function URL or an HTTP API. */
export const handler = createLambdaHandler(
  webhookWire(compiledConfig, {
    env: process.env,
    write: (text) => process.stdout.write(text),
    now: Date.now,
  }),
);
