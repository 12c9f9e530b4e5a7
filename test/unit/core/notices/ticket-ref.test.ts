import { expect, it } from "vitest";
import { ticketRef } from "../../../../lib/core/notices/ticket-ref.ts";
import { ticket, webhook } from "../../../fixtures/policies.ts";

const ID = "0123456789abcdef0123456789abcdef";

it.each([
  ["jira-cloud", { key: "OPS-42" }, "OPS-42"],
  ["github", { key: "example/ops#7" }, "example/ops#7"],
  ["gitlab", { key: "example/team/ops#23" }, "example/team/ops#23"],
  ["servicenow", { key: "RITM0010", sys_id: ID, table: "sc_req_item" }, `sc_req_item/${ID}`],
  ["servicenow", { key: "RITM0010", sys_id: ID }, ID],
  ["servicenow", { key: "RITM0010" }, null],
  ["servicenow", { key: "RITM0010", sys_id: "", table: "task" }, null],
  ["standard-webhooks", { key: "T-1" }, null],
  ["zammad", { key: "10081" }, null],
])("a ticket of %s as its API calls it: %j", (scheme, data, ref) => {
  expect(ticketRef(ticket(data), { scheme })).toBe(ref);
});

it("what is no ticket has no comments", () => {
  expect(ticketRef(webhook({ key: "OPS-42" }), { scheme: "jira-cloud" })).toBeNull();
});
