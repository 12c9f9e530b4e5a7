import type { Intake } from "../../compose/function-intake.ts";
import type { HttpAnswer, HttpRecord } from "../web/http-record.ts";
import { createWebhookEndpoint } from "../web/webhook-endpoint.ts";
import { askToGoOn, type CallLog } from "./ask-to-go-on.ts";
import { errorText } from "./error-text.ts";

/**
 * One delivery of a webhook: verified, put down durably, answered. Then the executor is asked for, before the answer
 * leaves, since a function may stand still as soon as it has answered.
 */
export async function answerWebhook(request: HttpRecord, host: Intake, call: CallLog): Promise<HttpAnswer> {
  const accepted: string[] = [];
  const endpoint = createWebhookEndpoint({
    sources: host.sources(),
    accept: host.put,
    readPause: host.readPause,
    now: () => new Date(call.now()),
    addresses: host.addresses,
    onNotice: (notice, source) => call.log({ what: "notice", source, notice }),
    onAccepted: (run) => accepted.push(run),
    onRefused: (refused) => call.log({ what: "refused", ...refused }),
    onFailure: (error, source) => call.log({ what: "not taken in", source, error: errorText(error) }),
  });
  const answer = await endpoint(request);
  if (accepted.length > 0) await askToGoOn(host, call);
  return answer;
}
