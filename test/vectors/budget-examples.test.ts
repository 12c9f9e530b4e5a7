import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { isJsonObject, type JsonObject } from "../../lib/sources/json-path.ts";
import { parseJwt } from "../../lib/sources/parse-jwt.ts";
import { parseTopic } from "../../lib/sources/parse-topic.ts";
import type { Parser } from "../../lib/sources/parser.ts";
import { SMN, SNS } from "../../lib/sources/topic-services.ts";

const Alert = z.object({
  id: z.string(),
  payload: z.unknown(),
  normalized: z.looseObject({ kind: z.string() }),
});
const { budgetAlerts } = z
  .object({ budgetAlerts: z.array(Alert) })
  .parse(JSON.parse(readFileSync(new URL("./inbound-examples.json", import.meta.url), "utf8")));

const text = (payload: unknown) => (typeof payload === "string" ? payload : JSON.stringify(payload));

/** How each example arrives: as the text of a topic's message, or as a body beside a token. */
const ARRIVES: Readonly<Record<string, readonly [Parser, (payload: unknown) => unknown]>> = {
  "aws-budgets-sns-text": [parseTopic(SNS), (payload) => ({ Message: text(payload) })],
  "aws-cost-anomaly-sns": [parseTopic(SNS), (payload) => ({ Message: text(payload) })],
  "huawei-generic-smn": [parseTopic(SMN), (payload) => ({ message: text(payload) })],
  "gcp-budget-pubsub-push": [parseJwt, (payload) => payload],
  "azure-common-schema-actual": [parseJwt, (payload) => payload],
  "azure-common-schema-forecast": [parseJwt, (payload) => payload],
};

function parsed(id: string, change: (payload: unknown) => unknown = (payload) => payload) {
  const alert = budgetAlerts.find((one) => one.id === id) ?? expect.fail(id);
  const [parse, wrap] = ARRIVES[id] ?? expect.fail(id);
  const body = wrap(change(alert.payload));
  if (!isJsonObject(body)) throw new Error("no object");
  return parse({ body, headers: {}, deliveryId: null, eventId: "event-1", atMs: 0 });
}

describe("the examples of budget alerts", () => {
  it.each(budgetAlerts.filter(({ normalized }) => normalized.kind === "budget.alert"))(
    "$id becomes the budget event",
    ({ id, normalized }) => {
      const { kind: _, ...facts } = normalized;
      expect(parsed(id)).toMatchObject({
        kind: "event",
        draft: {
          type: "budget.alert",
          subject: facts["budgetName"],
          data: {
            ...facts,
            budget: facts["budgetName"],
            at: facts["thresholdRatio"],
            kind: facts["trigger"],
          },
        },
      });
    },
  );

  it("an anomaly is no budget: it is handed on for a policy's when", () => {
    expect(parsed("aws-cost-anomaly-sns")).toMatchObject({
      draft: { type: "webhook.received", data: { message: { accountId: "123456789012" } } },
    });
  });

  it("a message of Google's that crosses no threshold does nothing, and one that is repeated is the same", () => {
    const quiet = (payload: unknown) => {
      const { message } = payload as { message: JsonObject & { data: string } };
      const { alertThresholdExceeded: _, ...rest } = JSON.parse(
        Buffer.from(message.data, "base64").toString(),
      );
      return { message: { ...message, data: Buffer.from(JSON.stringify(rest)).toString("base64") } };
    };
    expect(parsed("gcp-budget-pubsub-push", quiet)).toMatchObject({ kind: "reply", reply: { status: 200 } });
    const again = (payload: unknown) => ({
      message: {
        ...(payload as { message: object }).message,
        messageId: "2",
        publishTime: "2025-01-15T14:30:00Z",
      },
    });
    const id = (result: ReturnType<typeof parsed>) =>
      result.kind === "event" ? result.draft.id : result.kind;
    expect(id(parsed("gcp-budget-pubsub-push", again))).toBe(id(parsed("gcp-budget-pubsub-push")));
    expect(id(parsed("gcp-budget-pubsub-push"))).toContain("2025-01-01T00:00:00Z:actual:0.8");
  });

  it.each([
    [
      "Budgeted Amount: $1,000.00",
      "Budgeted Amount: $1.000,00",
      "message: Budgeted Amount: must be an amount",
    ],
    ["Alert Threshold: > $800.00", "Alert Threshold: > soon", "message: Alert Threshold: must be"],
    ["Alert Type: ACTUAL", "Alert Type: GUESSED", "message: Alert Type: ACTUAL or FORECASTED"],
  ])("%s written as %s is refused by its name", (from, to, detail) => {
    const change = (payload: unknown) => String(payload).replace(from, to);
    expect(parsed("aws-budgets-sns-text", change)).toEqual({
      kind: "unsupported",
      detail: expect.stringContaining(detail),
    });
  });
});
