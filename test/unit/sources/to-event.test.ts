import { describe, expect, it } from "vitest";
import { PASSWORD_REMOVED } from "../../../lib/domain/password-fields.ts";
import { receive } from "../../../lib/sources/receive.ts";
import { NOW, senderOf, signedInput } from "./senders.ts";

const CANARY = "Canary-1-that-nobody-may-read";

function send(scheme: string, body: unknown) {
  return receive(scheme, signedInput(senderOf(scheme), JSON.stringify(body), { now: NOW }));
}

describe("a password that somebody sends", () => {
  it.each([
    [
      "standard-webhooks",
      { type: "ticket.updated", data: { key: "T-1", admin_pass: CANARY, form: { password: CANARY } } },
    ],
    ["servicenow", { type: "ticket.updated", data: { key: "T-1", rootPassword: CANARY } }],
    ["zammad", { ticket: { id: 1, number: "10", password: CANARY } }],
    ["glpi", { event: "new", item: { content: { "Admin Password": CANARY } } }],
  ])("is taken out before the event is made: %s", async (scheme, body) => {
    const received = await send(scheme, body);
    expect(received).toMatchObject({ ok: true });
    expect(JSON.stringify(received)).not.toContain(CANARY);
    expect(JSON.stringify(received)).toContain(PASSWORD_REMOVED);
  });

  it.each(["admin_pass", "adminPass", "password", "Password"])("refuses an order: %s", async (field) => {
    const data = { verb: "reinstall-os", resource: "prod/dev-server/x", parameters: { [field]: CANARY } };
    const received = await send("standard-webhooks", { type: "action.request", data });
    expect(received).toMatchObject({ ok: false, code: "unsupported-event" });
    expect(JSON.stringify(received)).not.toContain(CANARY);
  });

  it.each([
    [{ login: { admin_pass: CANARY } }, "login.admin_pass"],
    [{ list: [{ password: CANARY }] }, "list.0.password"],
    [{ api_key: CANARY }, "api_key"],
    [{ network: { headers: { Authorization: `Bearer ${CANARY}` } } }, "network.headers.Authorization"],
  ])("refuses an order wherever it stands, and says where: %j", async (parameters, place) => {
    const data = { verb: "create-dev-server", target: "prod", parameters };
    const received = await send("standard-webhooks", { type: "action.request", data });
    expect(received).toMatchObject({ ok: false, detail: expect.stringContaining(`(${place})`) });
    expect(JSON.stringify(received)).not.toContain(CANARY);
  });

  it("keeps the start script of an ordered server, which has to run as it is", async () => {
    const data = { verb: "create-dev-server", target: "prod", parameters: { user_data: "IyEvYmluL3No" } };
    expect(await send("standard-webhooks", { type: "action.request", data })).toMatchObject({ ok: true });
  });

  it("may be named by an order, as a reference", async () => {
    const data = { verb: "reinstall-os", resource: "x", parameters: { password: "env:SERVER_PASSWORD" } };
    expect(await send("standard-webhooks", { type: "action.request", data })).toMatchObject({ ok: true });
  });
});

describe("a payload that is written by hand", () => {
  it.each(["zammad", "glpi", "grafana"])("may be a ticket in our own form: %s", async (scheme) => {
    const ticket = { type: "ticket.updated", data: { key: "10081", status: "approved", transition: "t-1" } };
    expect(await send(scheme, ticket)).toMatchObject({
      event: { type: "ticket.updated", subject: "10081", data: ticket.data },
    });
    const order = { type: "action.request", data: { verb: "stop", resource: "x" } };
    expect(await send(scheme, order)).toMatchObject({ event: { type: "webhook.received", data: order } });
  });
});

describe("the pass of an alert", () => {
  it("is not for the sender to number, who would keep people from being told", async () => {
    const data = { budget: "fleet", at: 0.9, again: 3 };
    const received = await send("standard-webhooks", { type: "budget.alert", data });
    expect(received).toMatchObject({ ok: true, event: { data: { budget: "fleet", at: 0.9 } } });
    expect(JSON.stringify(received)).not.toContain("again");
  });
});
