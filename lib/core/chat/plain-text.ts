/** Digits, letters and signs of full width, as Chinese keyboards write them, and how far they are from the usual ones. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_APART = 0xfee0;

/** Characters without any width that change nothing but how lines break. */
const NO_WIDTH = /\u200b|\u200c|\u200d|\u2060|\ufeff|\ufe0e|\ufe0f/g;

const BLANKS = /[\s\p{Z}]+/gu;

/**
 * What may not stand in a command: control characters, everything else that is invisible or turns the direction of
 * writing (what people see is then not what is said), and characters that are none.
 */
const HIDING = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u;

/** An address as Slack writes it: `<http://nb-1.example|nb-1.example>`, `<https://a.example>`, `<mailto:a@b|a@b>`. */
const LINK = /<((?:https?:\/\/|mailto:)[^\s<>|]+)(?:\|([^<>|]*))?>/g;
const SCHEME = /^(?:https?:\/\/|mailto:)/;

/**
 * Somebody called at the beginning in a platform's own form: `<@U1>`, `<@U1|name>`, `<at>name</at>`; the platforms that
 * write so deliver what calls us. Of names in plain text ours alone is cut off: `@bob stop nb-1` may be said to Bob, and
 * where a platform tells that a name is ours its parser takes it away. Each form ends in one place only: could a text be
 * read in several ways, a short one would keep the process busy for years.
 */
const MENTIONS = /^(?:\s*(?:<@[^\s<>]*>|<at>[^<>]*<\/at>|@curfew(?=[\s<]|$)))+(?=\s|$)/i;

/** The command's own name, as Slack and Discord put it in front: `/curfew`. */
const OWN_NAME = /^\/?curfew(?:\s+|$)/i;

/** What the person saw; `null` where the address and what is shown of it are two things. */
function shownLink(address: string, label: string | undefined): string | null {
  const bare = address.replace(SCHEME, "");
  if (label === undefined || label === bare || label === address) return label ?? bare;
  return bare === `${label}/` ? label : null;
}

function withoutLinks(text: string): string | null {
  let honest = true;
  const shown = text.replace(LINK, (_whole, address: string, label: string | undefined) => {
    const seen = shownLink(address, label);
    honest &&= seen !== null;
    return seen ?? "";
  });
  return honest ? shown : null;
}

/** Without the marks of code around all of it: three or one on either side. */
function withoutFence(text: string): string {
  const inner = /^(`{3}|`)\s*([^`]*?)\s*\1$/.exec(text)?.[2];
  return inner ?? text;
}

/**
 * A text as it was meant to be read: blanks of every kind as one, full width as usual, links and code as what they
 * show, mentions of the bot cut off. `null` where something in it hides what is said.
 */
export function plainText(text: string): string | null {
  const visible = text.replace(NO_WIDTH, "").replace(BLANKS, " ");
  if (HIDING.test(visible)) return null;
  const usual = visible
    .replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH_APART))
    .replace(/[“”„‟「」『』]/g, '"')
    .replace(/[‘’‚‛]/g, "'");
  const shown = withoutLinks(usual);
  if (shown === null) return null;
  const called = withoutFence(shown.trim()).replace(MENTIONS, "").trim();
  return withoutFence(called).replace(OWN_NAME, "").trim();
}
