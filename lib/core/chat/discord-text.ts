/** Everything that Discord's Markdown reads, and what its mentions and bare addresses begin with. */
const READ = /[\\*_~`|>#[\]()<:@-]/;

/** One character so that it means only itself in a message of Discord. */
export function discordCharacter(character: string): string {
  return READ.test(character) ? `\\${character}` : character;
}

/** Most that a message without embeds holds, in UTF-16 units. */
const DISCORD_CONTENT_MAX = 2_000;

/** A text that is shown as it stands, cut where a message would grow too long; no escape is cut in two. */
export function discordText(text: string): string {
  let written = "";
  for (const character of text) {
    const next = discordCharacter(character);
    if (written.length + next.length >= DISCORD_CONTENT_MAX) return `${written}…`;
    written += next;
  }
  return written;
}
