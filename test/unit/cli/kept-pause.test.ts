import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keptPause } from "../../../lib/cli/kept-pause.ts";
import { openSqliteStore } from "../../../lib/stores/sqlite/open-sqlite-store.ts";
import { config } from "../../fixtures/policies.ts";
import { fakeTerminal } from "./fake-terminal.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "curfew-kept-pause-"));
});

afterEach(() => rm(folder, { recursive: true }));

const kept = (store = "sqlite:curfew.db") =>
  keptPause({ config: config({ store }), path: null, folder }, fakeTerminal());

it("is not set where no store is yet, and looking makes none", async () => {
  expect(await kept()).toMatchObject({ paused: false });
  expect(await kept("memory")).toMatchObject({ paused: false });
  expect(await readdir(folder)).toEqual([]);
});

it("is read from the store that the configuration names", async () => {
  const store = await openSqliteStore({ path: join(folder, "curfew.db") });
  await store.writePause({ paused: true, why: "audit", by: "ops", at: null });
  await store.close();
  expect(await kept()).toEqual({ paused: true, why: "audit", by: "ops", at: null });
});

it("counts as set where the store cannot be opened, and says why", async () => {
  await writeFile(
    join(folder, "curfew.db"),
    "this is no database, and long enough to be taken for one by its size",
  );
  expect(await kept()).toMatchObject({
    paused: true,
    by: "curfew",
    why: expect.stringMatching(/^the pause switch could not be read: .*curfew\.db/),
  });
});
