/** Most elements of a message that are read; WeCom's longest has some thirty. */
const ELEMENTS_MAX = 100;

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** An opening tag without attributes, where the search stands and nowhere else. */
const OPENING = /<([A-Za-z][A-Za-z0-9]{0,63})>/y;
const CDATA = "<![CDATA[";
const CDATA_END = "]]>";

interface Content {
  readonly text: string;
  /** Where the text ends, its closing marks included. */
  readonly end: number;
}

function nameAt(text: string, at: number): string | null {
  OPENING.lastIndex = at;
  return OPENING.exec(text)?.[1] ?? null;
}

/** The text that begins here; `null` when nothing ends it any more. */
function contentAt(text: string, begin: number): Content | null {
  if (text.startsWith(CDATA, begin)) {
    const end = text.indexOf(CDATA_END, begin + CDATA.length);
    return end < 0 ? null : { text: text.slice(begin + CDATA.length, end), end: end + CDATA_END.length };
  }
  const end = text.indexOf("<", begin);
  const plain = end < 0 ? null : text.slice(begin, end);
  return plain === null
    ? null
    : { text: plain.replace(/&([a-z]{2,4});/g, (whole, entity) => ENTITIES[entity] ?? whole), end };
}

/**
 * The elements of a flat XML message, by name: `<Name>text</Name>` or `<Name><![CDATA[text]]></Name>`; the first of a name
 * counts. WeCom's messages are flat, so this is all of XML that is needed: no document types, no entities of its own, no
 * attributes, and nothing that could be expanded.
 *
 * It reads bodies that nobody has proven yet, so it never looks at a character twice: every search begins where the one
 * before it ended, and a search that finds nothing is the last.
 */
export function flatXml(text: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  let at = text.indexOf("<");
  while (at >= 0 && found.size < ELEMENTS_MAX) {
    const name = nameAt(text, at);
    // What is no opening tag is stepped over; the text of a CDATA holds no tags, whatever it looks like.
    const begin = name === null ? at + (text.startsWith(CDATA, at) ? 0 : 1) : at + name.length + 2;
    const content = contentAt(text, begin);
    if (content === null) break;
    if (name !== null && !found.has(name) && text.startsWith(`</${name}>`, content.end))
      found.set(name, content.text);
    at = text.indexOf("<", content.end);
  }
  return Object.fromEntries(found);
}
