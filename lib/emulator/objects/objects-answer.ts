import type { ObjectsDialect, ObjectsState } from "./objects-state.ts";

/** An answer before it is dated and numbered. */
export interface ObjectsAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The error code, for the journal. */
  readonly code?: string;
}

/** What an operation comes to. */
export interface ObjectsOutcome {
  readonly state: ObjectsState;
  readonly answer: ObjectsAnswer;
}

const NAMESPACES: Readonly<Record<ObjectsDialect, string>> = {
  obs: "http://obs.region.example.com/doc/2015-06-30/",
  s3: "http://s3.amazonaws.com/doc/2006-03-01/",
};

/** Text as it stands in an element. */
export function xmlText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A document with its declaration. */
export function xmlAnswer(dialect: ObjectsDialect, root: string, content: string): ObjectsAnswer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACES[dialect]}">${content}</${root}>`;
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: new TextEncoder().encode(text),
  };
}

/** An error as both services write it, without a namespace. */
export function errorAnswer(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): ObjectsAnswer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code} (emulated)</Message></Error>`;
  const body = new TextEncoder().encode(text);
  return { status, code, headers: { ...headers, "content-type": "application/xml" }, body };
}
