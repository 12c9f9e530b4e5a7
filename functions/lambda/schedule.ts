import { createLambdaHandler } from "../../lib/adapters/lambda/create-lambda-handler.ts";
import { scheduleWire } from "../../lib/adapters/lambda/schedule-wire.ts";
import { compiledConfig } from "../compiled-config.ts";

/** Works through the clock and everything that is open. */
export const handler = createLambdaHandler(
  scheduleWire(compiledConfig, {
    env: process.env,
    write: (text) => process.stdout.write(text),
    now: Date.now,
  }),
);
