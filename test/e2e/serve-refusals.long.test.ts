import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildIfStale } from "./support/built-command.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { cloudAndFolder, SERVE_ENV } from "./support/serve-folder.ts";
import { serveToItsEnd } from "./support/serve-process.ts";
import { STORY_SECRETS, storyConfig } from "./support/story-config.ts";
import { makeTempFolder } from "./support/temp-folder.ts";

const BUILD_MS_MAX = 120_000;

const opened = cleanUpAfterEach();

beforeAll(buildIfStale, BUILD_MS_MAX);

const newFolder = async () => opened(await makeTempFolder()).path;

describe("a curfew serve that cannot start", () => {
  it("names the port that is in use, and the option that chooses another", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const { code, stderr } = await serveToItsEnd({
        cwd: await newFolder(),
        args: ["--port", String(port)],
      });
      expect(code).toBe(2);
      expect(stderr).toContain(`curfew: 127.0.0.1:${port}: the port is in use`);
      expect(stderr).toContain("--port");
      expect(stderr).not.toContain("listening");
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it("ends, and leaves no emulator behind, when its store cannot be opened", async () => {
    const { cwd, cloud } = await cloudAndFolder(opened);
    const yaml = storyConfig(cloud.url).replace("store: memory", "store: sqlite:missing/curfew.db");
    await writeFile(join(cwd, "curfew.yaml"), yaml);
    const { code, stderr } = await serveToItsEnd({ cwd, env: STORY_SECRETS, args: ["--port", "0"] });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /curfew: store .*missing\/curfew\.db: its folder does not exist; create the folder/,
    );
  });

  it("names the target whose credentials are missing, and drives nothing", async () => {
    const { cwd, cloud } = await cloudAndFolder(opened);
    // One target has credentials and the other has none: a mixture of clouds and emulator would be a trap.
    const yaml = storyConfig(cloud.url).replace("credentials: env:TEST", "credentials: env:OTHER");
    await writeFile(join(cwd, "curfew.yaml"), yaml);
    const { code, stderr } = await serveToItsEnd({ cwd, env: SERVE_ENV, args: ["--port", "0"] });
    expect(code).toBe(2);
    expect(stderr).toMatch(/curfew: targets\.prod: .*OTHER_ACCESS_KEY/);
    expect(stderr).not.toContain("EMULATED");
    expect(await cloud.calls()).toEqual({});
  });
});
