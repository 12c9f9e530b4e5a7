import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { runInvoke } from "../../../../lib/cli/commands/invoke-command.ts";
import { cleanUpAfterEach } from "../../../e2e/support/clean-up.ts";
import { makeTempFolder } from "../../../e2e/support/temp-folder.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const keep = cleanUpAfterEach();
const WEBHOOK = "dist/functions/functiongraph/webhook/index.js";

it("curfew invoke ends a call that takes too long, after three seconds unless it is told otherwise", async () => {
  const { path } = keep(await makeTempFolder());
  await mkdir(dirname(join(path, WEBHOOK)), { recursive: true });
  await writeFile(join(path, WEBHOOK), "exports.handler = async (event, context) => new Promise(() => {});");
  await writeFile(join(path, "event.json"), "{}");
  const terminal = fakeTerminal({ cwd: path });
  const options = { event: "event.json", node: "current", function: "webhook", timeout: "1s" };
  expect(await runInvoke({ args: [], options, terminal })).toBe(1);
  expect(terminal.text()).toMatch(/^outcome +timeout \(4010\)/);
});
