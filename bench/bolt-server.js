// Slack's own framework: checks the signature, finds the listener of the command, and acknowledges with a text.
import { App, HTTPReceiver, LogLevel } from "@slack/bolt";

const receiver = new HTTPReceiver({
  signingSecret: process.env.SLACK_SECRET,
  endpoints: ["/webhooks/slack"],
  logLevel: LogLevel.ERROR,
});
const app = new App({
  receiver,
  logLevel: LogLevel.ERROR,
  // Nothing is asked of Slack: whose installation it is would be looked up in a store.
  authorize: async () => ({ botToken: "xoxb-not-a-real-token", botId: "B1", botUserId: "U9" }),
});
app.command("/curfew", async ({ ack }) =>
  ack({ response_type: "ephemeral", text: "Heard. The answer follows." }),
);
const server = await app.start({ port: 0, host: "127.0.0.1" });
process.send?.({ url: `http://127.0.0.1:${server.address().port}` });
process.on("disconnect", () => process.exit(0));
