// Curfew's endpoint as its Node host serves it, with an inbox that keeps nothing: what receiving and answering cost alone.
import { importTypeScript } from "../scripts/bundle-module.js";

const { createHttpApp, createWebhookEndpoint, listen } = await importTypeScript(`
  export { createHttpApp } from "./lib/adapters/node/http-app.ts";
  export { listen } from "./lib/adapters/node/listen.ts";
  export { createWebhookEndpoint } from "./lib/adapters/web/webhook-endpoint.ts";
`);
const pause = { paused: false, why: null, by: null, at: null };
const readPause = async () => pause;
const fail = (what) => {
  throw new Error(JSON.stringify(what));
};
const webhook = createWebhookEndpoint({
  sources: [{ name: "slack", scheme: "slack", secrets: [{ kind: "hmac", value: process.env.SLACK_SECRET }] }],
  accept: async (event) => ({ outcome: "new", run: `r${event.id}` }),
  readPause,
  now: () => new Date(),
  onRefused: fail,
  onAccepted: () => undefined,
  onFailure: fail,
});
const app = createHttpApp({
  webhook,
  tooLarge: () => fail("too large"),
  onError: fail,
  ready: async () => ({ ready: true }),
  readPause,
  bodyBytesMax: 262_144,
});
const { url } = await listen(app, { host: "127.0.0.1", port: 0 });
process.send?.({ url });
process.on("disconnect", () => process.exit(0));
