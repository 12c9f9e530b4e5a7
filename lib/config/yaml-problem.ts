import type { YAMLError } from "yaml";

/** An error of the YAML parser in words that name the rule and the way out. */
export interface YamlProblem {
  readonly message: string;
  readonly hint: string | null;
}

const QUOTE =
  "put the whole value in single quotes: an expression that begins with a quote, ! or [, or holds a comma inside { }, needs them";

const TEXTS: Readonly<Record<string, YamlProblem>> = {
  TAB_AS_INDENT: { message: "a tab stands where the line is indented", hint: "YAML is indented with spaces" },
  BAD_INDENT: {
    message: "the indentation or a closing bracket is wrong here",
    hint: "keys of one block begin in the same column; every [ and { needs its ] and }",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "a second colon makes no sense here",
    hint: "put a value that holds ': ' in quotes",
  },
  BAD_SCALAR_START: { message: "a value cannot begin with this character", hint: QUOTE },
  UNEXPECTED_TOKEN: { message: "the value ended before this", hint: QUOTE },
  TAG_RESOLVE_FAILED: {
    message: "a word that begins with ! is a YAML tag, and this one is unknown",
    hint: QUOTE,
  },
  MISSING_CHAR: { message: "a closing quote or bracket is missing", hint: null },
  MULTIPLE_DOCS: { message: "a second document begins here", hint: "one file holds one config: remove ---" },
  BAD_DIRECTIVE: { message: "this YAML directive is not known", hint: "remove the line that begins with %" },
  BAD_ALIAS: { message: "this * names nothing", hint: QUOTE },
};

/** Words for one error or warning of the YAML parser. */
export function yamlProblem(error: YAMLError, text: string): YamlProblem {
  if (error.code === "DUPLICATE_KEY") {
    const key = /^[^\s:,}]+/.exec(text.slice(error.pos[0]))?.[0] ?? "this key";
    return { message: `${key} stands twice`, hint: "keep one of them" };
  }
  return TEXTS[error.code] ?? { message: `not YAML: ${error.message}`, hint: null };
}
