import { expect, it } from "vitest";
import {
  brokenConnection,
  closedTransport,
  oversizedAnswer,
  ranOutOfTime,
  unsendable,
} from "../../../../lib/clients/transport/transport-failure.ts";

it.each([
  ["https://user:hidden@host.example:8443/hidden?hidden#hidden", "host.example:8443: "],
  ["https://user:hi@dden@host.example/hidden", "host.example: "],
  ["https://host.example", "host.example: "],
  ["hidden", "the host: "],
])("what broke names the host alone: %s", (url, begin) => {
  const errors = [
    ...[brokenConnection(url, true, new Error("reset")), closedTransport(url), ranOutOfTime(url, true, 10)],
    ...[oversizedAnswer(url, 200, 10), unsendable(url, new Error("no"))],
  ];
  for (const { message, details } of errors) {
    expect(message.startsWith(begin)).toBe(true);
    expect(message + JSON.stringify(details)).not.toMatch(/hidden|dden|user/);
  }
});
