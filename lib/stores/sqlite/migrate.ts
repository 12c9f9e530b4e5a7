import { sql } from "kysely";
import { AutomationError } from "../../domain/errors.ts";
import type { Connection } from "./connection.ts";
import { MIGRATIONS } from "./migrations.ts";
import { queries } from "./queries.ts";

const META_TABLE = sql<{ name: string }>`SELECT name FROM sqlite_schema WHERE name = 'meta'`.compile(queries);
const VERSION = queries.selectFrom("meta").select("schema_version").compile();

/**
 * Brings a file to the present schema. Several processes may do so at once: each looks at the version again under
 * the write lock, so every step runs once.
 *
 * @throws AutomationError `store-version` when a newer Curfew has written the file
 */
export function migrate(connection: Connection, migrations: readonly string[] = MIGRATIONS): void {
  // The usual start finds nothing to do and takes no lock.
  if (versionOf(connection, migrations.length) === migrations.length) return;
  connection.immediate(() => {
    const version = versionOf(connection, migrations.length);
    for (const step of migrations.slice(version)) connection.exec(step);
    connection.exec(`UPDATE meta SET schema_version = ${migrations.length}`);
    return { commit: true, value: undefined };
  });
}

function versionOf(connection: Connection, known: number): number {
  if (connection.all(META_TABLE).length === 0) return 0;
  const version = connection.all(VERSION)[0]?.schema_version ?? 0;
  if (version > known) {
    throw new AutomationError(
      "store-version",
      `store ${connection.path}: its schema version is ${version}, this Curfew knows up to ${known}; use the newer Curfew that wrote it, or name another path`,
      { details: { found: version, known } },
    );
  }
  return version;
}
