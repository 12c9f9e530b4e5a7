import { expect, it } from "vitest";
import { runScan } from "../../lib/cli/commands/scan.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { startCloud, TEST_KEY } from "./support/emulated-cloud.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { createTestClock } from "./support/test-clock.ts";

const ENV = {
  HUAWEICLOUD_SDK_AK: TEST_KEY.accessKey,
  HUAWEICLOUD_SDK_SK: TEST_KEY.secretKey,
  HUAWEICLOUD_SDK_PROJECT_ID: SAMPLE_PROJECTS.huaweicloud,
  OS_ACCESS_KEY: TEST_KEY.accessKey,
  OS_SECRET_KEY: TEST_KEY.secretKey,
  OS_PROJECT_ID: SAMPLE_PROJECTS.otc,
};

const keep = cleanUpAfterEach();

it("a scan goes on when a list is down, asks again with pauses, says so, and does not exit as if nothing was", async () => {
  const clock = createTestClock();
  const cloud = keep(await startCloud(clock));
  const { path: cwd } = keep(await makeTempFolder());
  await cloud.fault({ fault: "error-500", times: 1_000, match: { operation: "ListAllDevServers" } });
  const terminal = fakeTerminal({ cwd, env: ENV, now: clock.now });
  const code = await runScan({ args: [], options: { endpoint: cloud.url }, terminal });
  const text = terminal.outLines.join("\n");
  expect(code).toBe(1);
  expect(text).toContain("vision-anna-train1");
  expect(text).toMatch(/not the whole picture:\n {2}huaweicloud dev-server: ListAllDevServers: unavailable/);
});
