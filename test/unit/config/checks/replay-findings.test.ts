import { expect, it } from "vitest";
import { replayFindings } from "../../../../lib/config/checks/replay-findings.ts";
import { SCHEMES } from "../../../../lib/sources/schemes.ts";
import { configOf } from "../load.ts";

/** What is said of a policy that a source of this scheme sets off. */
async function found(scheme: string, secret: string, on: string, then: string) {
  const config = await configOf(
    `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: env:HW_PROJECT }
allow: [stop, start, reinstall-os, reboot]
owners: [{ name: '^(?<owner>[a-z]+)-' }]
sources:
  sender: { scheme: ${scheme}, secret: ${secret} }
policies:
  asked: { on: ${on}, resource: dev-server, where: 'name == "a"'${then} }
`,
    { schemes: SCHEMES.map(({ id }) => id) },
  );
  return replayFindings(config).map(({ message }) => message);
}

const REINSTALL = ", then: { reinstall-os: { keyPair: ops } }";

it("a step that cannot be taken back is no business of a sender that signs no body", async () => {
  expect(await found("dingtalk", "env:A", "{ webhook: sender }", REINSTALL)).toEqual([
    "sender may set off reinstall-os, which cannot be taken back, and dingtalk does not sign the body: what it says may be somebody else's",
  ]);
  expect(await found("dingtalk", "env:A", "{ webhook: sender }", ", then: stop")).toEqual([]);
});

it("nor of one whose captured deliveries could come again as new ones", async () => {
  expect(await found("zammad", "env:A", "{ webhook: sender }", REINSTALL)).toEqual([
    "sender may set off reinstall-os, which cannot be taken back, and zammad dates nothing and does not sign its delivery ids: a captured delivery may come again as a new one",
  ]);
});

it("a ticket's transition is known again, and a dated delivery grows old", async () => {
  expect(await found("jira-cloud", "env:A", "{ ticket: sender }", REINSTALL)).toEqual([]);
  expect(await found("standard-webhooks", "env:A", "{ request: [reboot], from: [sender] }", "")).toEqual([]);
  expect(await found("zammad", "env:A", "{ request: [reboot], from: [sender] }", "")).toHaveLength(1);
});

it("only what is configured counts: a sender that signs is not suspected of what it could do without", async () => {
  expect(await found("gitlab", "{ hmac: env:A }", "{ ticket: sender }", REINSTALL)).toEqual([]);
  expect(await found("gitlab", "{ token: env:A }", "{ ticket: sender }", REINSTALL)).toHaveLength(1);
  expect(await found("gitlab", "env:A", "{ ticket: sender }", REINSTALL)).toHaveLength(1);
});

it("an address that holds the secret proves nothing of the body", async () => {
  expect(await found("azure-path", "{ path: env:A }", "{ webhook: sender }", REINSTALL)).toHaveLength(1);
});
