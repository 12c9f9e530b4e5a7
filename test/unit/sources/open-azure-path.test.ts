import { describe, expect, it } from "vitest";
import { secretProblem } from "../../../lib/sources/check-secret.ts";
import { isPathSecret } from "../../../lib/sources/open-azure-path.ts";
import { receive } from "../../../lib/sources/receive.ts";
import { signForTest } from "../../../lib/sources/sign-event.ts";

const SECRET = "an-address-that-opens-nothing";
const NOW = new Date("2025-01-15T08:30:00Z");

function send(
  body: unknown,
  {
    pathSecret = SECRET,
    values = [SECRET],
  }: { pathSecret?: string | undefined; values?: readonly string[] } = {},
) {
  return receive("azure-path", {
    ...{ name: "azure", method: "POST", query: {}, headers: {}, now: NOW, pathSecret },
    body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
    secrets: values.map((value) => ({ kind: "path" as const, value })),
  });
}

const ALERT = {
  schemaId: "AIP Budget Notification",
  data: {
    ...{ SubscriptionId: "11111111-1111-1111-1111-111111111111", BudgetName: "vision", Unit: "USD" },
    ...{ Budget: "10000.0", SpendingAmount: "8100.0", NotificationThresholdAmount: "8000.0" },
    BudgetStartDate: "2025-01-01",
  },
};

describe("an action group with a secret in its address", () => {
  it("tells of a budget in either schema", async () => {
    expect(await send(ALERT)).toMatchObject({
      ok: true,
      event: {
        type: "budget.alert",
        source: "azure",
        data: { budget: "vision", at: 0.8, provider: "azure" },
      },
    });
    const common = {
      schemaId: "azureMonitorCommonAlertSchema",
      data: {
        essentials: { monitoringService: "CostAlerts", configurationItems: ["budgets"] },
        alertContext: {
          AlertData: {
            ...{ BudgetName: "vision", ThresholdType: "Actual", Unit: "USD", SpentAmount: "$1,111.11" },
            ...{ BudgetThreshold: "$1,000.00", NotificationThresholdAmount: "$900.00" },
          },
        },
      },
    };
    expect(await send(common)).toMatchObject({ event: { type: "budget.alert", data: { at: 0.9 } } });
  });

  it("tells of anything else as a webhook, and never gives an order", async () => {
    const order = { type: "action.request", data: { verb: "stop", resource: "prod/notebook/x" } };
    expect(await send(order)).toMatchObject({ event: { type: "webhook.received", data: order } });
  });

  it("is the same event when it is sent again", async () => {
    const [first, second] = [await send(ALERT), await send(ALERT)];
    expect(first).toEqual(second);
  });

  it("may have two secrets while one is being changed", async () => {
    expect((await send({}, { values: ["another-address-that-opens-nothing", SECRET] })).ok).toBe(true);
  });

  it.each([
    ["no secret", "", "missing-signature"],
    ["another one", "an-address-that-opens-nothinG", "bad-signature"],
    ["the beginning of it", SECRET.slice(0, -1), "bad-signature"],
    ["more behind it", `${SECRET}x`, "bad-signature"],
  ])("is refused with %s", async (_what, pathSecret, code) => {
    expect(await send(ALERT, { pathSecret })).toEqual({ ok: false, code, status: 401 });
  });

  it.each([
    ["is empty", ""],
    ["is too short", "short"],
  ])(
    "lets nobody in when the secret %s, also not with the very same in the address",
    async (_what, value) => {
      const sent = await send(ALERT, { pathSecret: value, values: [value] });
      expect(sent).toMatchObject({ ok: false, code: "no-secret" });
    },
  );

  it("is refused when its body is none", async () => {
    expect(await send("[]")).toMatchObject({ ok: false, code: "malformed-body" });
    expect(await send({ ...ALERT, data: {} })).toMatchObject({ ok: false, code: "unsupported-event" });
  });

  it("can be tried with a test event", async () => {
    const secrets = [{ kind: "path", value: SECRET }] as const;
    const signed = signForTest("azure-path", { body: Buffer.from("{}"), secrets, now: NOW, deliveryId: "1" });
    expect((await receive("azure-path", { ...signed, query: {}, secrets, now: NOW })).ok).toBe(true);
    expect(() =>
      signForTest("azure-path", { body: Buffer.from("{}"), secrets: [], now: NOW, deliveryId: "1" }),
    ).toThrow(/signs with path/);
  });
});

describe("a secret of at least 128 bits", () => {
  it.each([
    ["0123456789abcdef0123456789abcdef", true],
    ["0123456789ABCDEF0123456789ABCDEF", true],
    ["0123456789abcdef0123456789abcde", false],
    ["abcdefghijklmnopqrstuv", true],
    ["abcdefghijklmnopqrstu", false],
    ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false],
    ["abcdefghijklmnopqrst/v", false],
    ["abcdefghij klmnopqrstuv", false],
    ["abcdefghijklm".repeat(20), false],
  ])("%s: %s", (value, fits) => {
    expect(isPathSecret(value)).toBe(fits);
    const problem = secretProblem("azure-path", { kind: "path", value });
    if (fits) expect(problem).toBeNull();
    else expect(problem).toMatch(/^must be random and of at least 128 bits: 22 .* 32 /);
    expect(problem ?? "").not.toContain(value);
  });
});
