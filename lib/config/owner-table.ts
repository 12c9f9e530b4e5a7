/** Bounds of an owner table. */
export const OWNER_TABLE_LIMITS = { characters: 8_388_608, rows: 100_000 } as const;

/** Rows by resource id, name or reference. */
export type OwnerRows = Record<string, { owner: string; team: string | null }>;

/** A row that breaks a rule; `line` counts from 1 in the table's own file. */
export interface TableProblem {
  readonly line: number;
  readonly message: string;
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/** One field with the comma before it or the line end behind it; a quoted one may hold commas and doubled quotes. */
const FIELD = /("(?:[^"]|"")*"|[^",]*)(,|$)/y;

/** Fields of one line, or `undefined` when a quote is out of place. */
function fieldsOf(line: string): readonly string[] | undefined {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const match = FIELD.exec(line);
    if (!match) return undefined;
    const [, field = "", end] = match;
    fields.push((field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field).trim());
    if (end === "") return fields;
  }
}

function rowsOf(text: string): { readonly rows: readonly Row[]; readonly problems: readonly TableProblem[] } {
  const rows: Row[] = [];
  const problems: TableProblem[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n/)
    .entries()) {
    if (raw.trim() === "") continue;
    const fields = fieldsOf(raw);
    if (fields) rows.push({ line: index + 1, fields });
    else problems.push({ line: index + 1, message: "a quote is out of place" });
  }
  return { rows, problems };
}

function headerProblem(header: Row | undefined): TableProblem | null {
  const names = header?.fields.map((name) => name.toLowerCase()) ?? [];
  const right =
    names[0] === "resource" && names[1] === "owner" && (names.length === 2 || names[2] === "team");
  if (right && names.length <= 3) return null;
  return { line: header?.line ?? 1, message: "the first line must be resource,owner or resource,owner,team" };
}

function rowProblem(
  { line, fields }: Row,
  columns: number,
  seen: ReadonlyMap<string, number>,
): TableProblem | null {
  const [resource, owner] = fields;
  if (fields.length > columns)
    return { line, message: `has ${fields.length} fields, the first line ${columns}` };
  if (!resource || !owner) return { line, message: "resource and owner must not be empty" };
  const first = seen.get(resource);
  return first === undefined
    ? null
    : { line, message: `${resource.slice(0, 80)} stands in line ${first} already` };
}

/** Reads a table with the columns resource, owner and perhaps team. Every broken row is told, up to the limits. */
export function readOwnerTable(text: string): {
  readonly rows: OwnerRows;
  readonly problems: readonly TableProblem[];
} {
  const rows: OwnerRows = Object.create(null) as OwnerRows;
  if (text.length > OWNER_TABLE_LIMITS.characters) {
    return { rows, problems: [{ line: 1, message: "is larger than 8 MB" }] };
  }
  const table = rowsOf(text);
  const [header, ...body] = table.rows;
  const wrong = headerProblem(header);
  if (wrong) return { rows, problems: [wrong] };
  if (body.length > OWNER_TABLE_LIMITS.rows) {
    return { rows, problems: [{ line: 1, message: `has more than ${OWNER_TABLE_LIMITS.rows} rows` }] };
  }
  const problems: TableProblem[] = [...table.problems];
  const seen = new Map<string, number>();
  for (const row of body) {
    const problem = rowProblem(row, header?.fields.length ?? 3, seen);
    const [resource = "", owner = "", team] = row.fields;
    if (problem) problems.push(problem);
    else rows[resource] = { owner, team: team || null };
    if (!seen.has(resource)) seen.set(resource, row.line);
  }
  return { rows, problems: problems.sort((a, b) => a.line - b.line) };
}
