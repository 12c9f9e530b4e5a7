// One instance of a Lambda function: loads the built bundle and answers one event after the other, as the platform does.
const [, , file, timeoutMs] = process.argv;
const { handler } = require(file);

process.on("message", async ({ event }) => {
  const endsAt = Date.now() + Number(timeoutMs);
  const context = {
    awsRequestId: "8e7b9d1c-0000-4000-8000-000000000001",
    functionName: "curfew-test",
    getRemainingTimeInMillis: () => endsAt - Date.now(),
  };
  try {
    process.send({ ok: true, result: await handler(event, context) });
  } catch (error) {
    process.send({ ok: false, error: String(error?.stack ?? error) });
  }
});
