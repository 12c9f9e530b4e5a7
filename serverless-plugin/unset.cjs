// Variables that are not set. serverless.yml is read whole for every command, so a variable that only a deployment needs
// leaves a mark in its place instead of stopping `package`, `info` or `remove`; a deployment refuses the marks.
"use strict";

const MARK = /unset\(env:([A-Za-z_]\w*)\)/g;

/** Variables behind the marks within a value, each with the fields that want it. */
function unsetIn(value, path = "", found = new Map()) {
  if (typeof value === "string") {
    for (const [, name] of value.matchAll(MARK)) found.set(name, [...(found.get(name) ?? []), path]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) unsetIn(part, path ? `${path}.${key}` : key, found);
  }
  return found;
}

/** Secrets that are set and empty: a sender's signature would be checked with nothing. */
function emptySecrets(functions) {
  return Object.entries(functions).flatMap(([key, { encryptedEnvironment = {} }]) =>
    Object.entries(encryptedEnvironment)
      .filter(([, value]) => value === "")
      .map(([name]) => `functions.${key}.encryptedEnvironment.${name}`),
  );
}

/** Throws naming every variable that is missing and who wants it. `fields` bounds it to what a command uses. */
function refuseUnset(declaration, fields = Object.keys(declaration)) {
  const used = Object.fromEntries(fields.map((field) => [field, declaration[field]]));
  const missing = [...unsetIn(used)].map(([name, wanted]) => `  ${name}, for ${wanted.join(" and ")}`);
  if (missing.length > 0) {
    throw new Error(
      `not set in the environment:\n${missing.join("\n")}\nSet them and run the command again.`,
    );
  }
  const empty = emptySecrets(used.functions ?? {});
  if (empty.length > 0) {
    throw new Error(
      `${empty.join(", ")}: a secret cannot be empty; set its variable and run the command again`,
    );
  }
}

module.exports = { refuseUnset };
