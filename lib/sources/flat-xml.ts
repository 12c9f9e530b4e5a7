/** Most elements of a message that are read; WeCom's longest has some thirty. */
const ELEMENTS_MAX = 100;

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** One element without children: `<Name>text</Name>` or `<Name><![CDATA[text]]></Name>`. */
const ELEMENT = /<([A-Za-z][A-Za-z0-9]{0,63})>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<]*))<\/\1>/g;

/**
 * The elements of a flat XML message, by name; the first of a name counts. WeCom's messages are flat, so this is all of
 * XML that is needed: no documents types, no entities of its own, no attributes, and nothing that could be expanded.
 */
export function flatXml(text: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const [, name, data, plain] of text.matchAll(ELEMENT)) {
    if (found.size >= ELEMENTS_MAX) break;
    if (name === undefined || found.has(name)) continue;
    found.set(
      name,
      data ?? (plain ?? "").replace(/&([a-z]+);/g, (whole, entity) => ENTITIES[entity] ?? whole),
    );
  }
  return Object.fromEntries(found);
}
