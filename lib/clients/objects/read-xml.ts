/** One element of an XML answer. Attributes are not kept: nothing here reads any. */
export interface XmlElement {
  /** Without its namespace prefix; the namespace itself differs from cloud to cloud. */
  readonly name: string;
  /** Its own characters, entities resolved. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** An element that is still open. */
interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: OpenElement[];
}

/** A listing is five deep. */
const DEPTH_MAX = 32;

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi;
/** An ampersand that begins none of the entities there are without a document type. */
const STRAY_AMPERSAND = /&(?!(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|amp|lt|gt|quot|apos);)/;

/**
 * Reads a small XML document, as object storage answers it: elements, text, CDATA, comments, the five named entities
 * and numeric ones. `undefined` for anything that is not well-formed, and for a document type, which could define
 * entities.
 */
export function readXml(text: string): XmlElement | undefined {
  const document: OpenElement = { name: "", text: "", children: [] };
  const open = [document];
  let at: number | undefined = 0;
  while (at < text.length) {
    at = readPart(text, at, open);
    if (at === undefined) return undefined;
  }
  const [root, ...others] = document.children;
  return open.length === 1 && others.length === 0 && document.text.trim() === "" ? root : undefined;
}

/** The first child of this name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** Text of the first child of this name. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return childOf(element, name)?.text;
}

/** Where the part that begins here ends; `undefined` when it is broken. */
function readPart(text: string, at: number, open: OpenElement[]): number | undefined {
  if (text[at] !== "<") return readText(text, at, open);
  if (text.startsWith("<!--", at)) return pastMark(text, at + 4, "-->");
  if (text.startsWith("<![CDATA[", at)) {
    const end = pastMark(text, at + 9, "]]>");
    if (end !== undefined) addText(open, text.slice(at + 9, end - 3));
    return end;
  }
  if (text.startsWith("<?", at)) return pastMark(text, at + 2, "?>");
  if (text.startsWith("<!", at)) return undefined;
  return readTag(text, at, open);
}

function pastMark(text: string, from: number, mark: string): number | undefined {
  const found = text.indexOf(mark, from);
  return found < 0 ? undefined : found + mark.length;
}

function readText(text: string, at: number, open: OpenElement[]): number | undefined {
  const next = text.indexOf("<", at);
  const end = next < 0 ? text.length : next;
  const raw = text.slice(at, end);
  if (STRAY_AMPERSAND.test(raw)) return undefined;
  addText(open, raw.includes("&") ? raw.replace(ENTITY, resolveEntity) : raw);
  return end;
}

function resolveEntity(whole: string, decimal?: string, hex?: string, name = ""): string {
  if (decimal === undefined && hex === undefined) return NAMED[name] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  return code <= 0x10_ffff ? String.fromCodePoint(code) : "\ufffd";
}

function addText(open: readonly OpenElement[], text: string): void {
  const inside = open.at(-1);
  if (inside) inside.text += text;
}

function readTag(text: string, at: number, open: OpenElement[]): number | undefined {
  const end = tagEnd(text, at);
  if (end === undefined) return undefined;
  const [, closing, name, rest = ""] = /^(\/?)([\w:.-]+)((?:\s[\s\S]*)?)$/.exec(tagText(text, at, end)) ?? [];
  if (name === undefined) return undefined;
  const local = name.slice(name.indexOf(":") + 1);
  if (closing) return rest.trim() === "" && closeElement(local, open) ? end : undefined;
  const element: OpenElement = { name: local, text: "", children: [] };
  const parent = open.at(-1);
  if (!parent || open.length > DEPTH_MAX) return undefined;
  parent.children.push(element);
  if (text[end - 2] !== "/") open.push(element);
  return end;
}

/** What stands between the brackets, without the slash of an empty element. */
function tagText(text: string, at: number, end: number): string {
  return text.slice(at + 1, text[end - 2] === "/" && end - 2 > at + 1 ? end - 2 : end - 1);
}

function closeElement(name: string, open: OpenElement[]): boolean {
  return open.length > 1 && open.pop()?.name === name;
}

/** Behind the `>` of a tag; one within quotes does not count. */
function tagEnd(text: string, at: number): number | undefined {
  for (let index = at + 1; index < text.length; index += 1) {
    const character = text[index] ?? "";
    if (character === ">") return index + 1;
    if (character === "<") return undefined;
    if (character === '"' || character === "'") {
      const close = text.indexOf(character, index + 1);
      if (close < 0) return undefined;
      index = close;
    }
  }
  return undefined;
}
