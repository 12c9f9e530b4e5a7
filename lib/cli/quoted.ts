/** A word as a shell takes it whole. */
export function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** `--config` for a command to type, so that it goes to the same store; nothing where none was given. */
export function withConfig(config: string | undefined): string {
  return config === undefined ? "" : ` --config ${quoted(config)}`;
}
