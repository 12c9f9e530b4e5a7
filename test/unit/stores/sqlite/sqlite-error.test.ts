import { describe, expect, it } from "vitest";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import { sqliteError } from "../../../../lib/stores/sqlite/sqlite-error.ts";

function coded(code: string): Error {
  return Object.assign(new Error("what the driver says"), { code });
}

describe("sqliteError", () => {
  it.each([
    ["SQLITE_READONLY_DBMOVED", /cannot be written; make it and its folder writable/, false],
    ["SQLITE_BUSY_SNAPSHOT", /write lock for too long; try again/, true],
    ["SQLITE_IOERR_FSYNC", /look at the disk/, false],
    ["SQLITE_CANTOPEN", /-wal and -shm files/, false],
    ["SQLITE_CONSTRAINT_UNIQUE", /what the driver says/, false],
  ])("says what %s means, and whether another try may help", (code, message, retryable) => {
    const error = sqliteError("/srv/curfew.db", coded(code));
    expect(error).toMatchObject({ code: "store-failed", details: { retryable, sqliteCode: code } });
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^store \/srv\/curfew\.db: /);
  });

  it("passes on what is an AutomationError already", () => {
    const known = new AutomationError("store-version", "newer");
    expect(sqliteError("x", known)).toBe(known);
  });

  it("keeps what is no error of SQLite as the cause", () => {
    expect(sqliteError("x", "odd")).toMatchObject({ code: "store-failed", cause: "odd" });
  });
});
