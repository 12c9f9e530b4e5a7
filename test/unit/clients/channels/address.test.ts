import { expect, it } from "vitest";
import { readChannel } from "../../../../lib/clients/channels/address.ts";

const read = (text: string) => {
  const channel = readChannel(text);
  return channel.ok ? channel.address : `${channel.problem} | ${channel.hint}`;
};

it.each([
  ["slack:#vision", { kind: "slack-channel", channel: "#vision" }],
  ["slack:C0123AB", { kind: "slack-channel", channel: "C0123AB" }],
  ["slack:env:HOOK", { kind: "robot", platform: "slack", variable: "HOOK" }],
  ["feishu:env:HOOK", { kind: "robot", platform: "feishu", variable: "HOOK" }],
  ["lark:env:HOOK", { kind: "robot", platform: "lark", variable: "HOOK" }],
  ["dingtalk:env:HOOK", { kind: "robot", platform: "dingtalk", variable: "HOOK" }],
  ["wecom:env:HOOK", { kind: "robot", platform: "wecom", variable: "HOOK" }],
  ["welink:env:HOOK", { kind: "robot", platform: "welink", variable: "HOOK" }],
  ["teams:env:HOOK", { kind: "robot", platform: "teams", variable: "HOOK" }],
  ["discord:env:HOOK", { kind: "robot", platform: "discord", variable: "HOOK" }],
  ["webhook:env:URL", { kind: "webhook", variable: "URL" }],
  ["email:ops@example.com", { kind: "email", address: "ops@example.com" }],
  [
    "smn:urn:smn:cn-north-4:0a1b:alerts",
    { kind: "smn", urn: "urn:smn:cn-north-4:0a1b:alerts", region: "cn-north-4", project: "0a1b" },
  ],
])("reads %s", (text, address) => {
  expect(read(text)).toEqual(address);
});

it.each([
  "slack:https://hooks.slack.example/secret-1",
  "feishu:secret-1",
  "webhook:https://secret-1.example",
  "email:ops@example.com\r\nBcc: secret-1@example.com",
  "email:Ops <secret-1@example.com>",
  "smn:urn:smn:cn-north-4:secret-1",
  "https://secret-1.example/hook",
  "secret-1",
  "",
])("refuses %j without repeating it", (text) => {
  expect(read(text)).toEqual(expect.not.stringContaining("secret-1"));
});

it("guesses what a mistyped kind was meant to be", () => {
  expect(read("slak:#vision")).toBe('is no kind of channel that is known | did you mean "slack"?');
});

it("says how a channel is written", () => {
  expect(read("feishu:abc")).toBe(
    "does not have the form feishu:env:NAME | write feishu:env:NAME; the address of a robot is a secret",
  );
});
