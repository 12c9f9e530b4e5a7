import { createLambdaHandler } from "../../lib/adapters/lambda/create-lambda-handler.ts";
import { queueWire } from "../../lib/adapters/lambda/queue-wire.ts";
import { compiledConfig } from "../compiled-config.ts";

/** Takes messages of SQS and SNS in, and works off what is open. */
export const handler = createLambdaHandler(
  queueWire(compiledConfig, {
    env: process.env,
    write: (text) => process.stdout.write(text),
    now: Date.now,
  }),
);
