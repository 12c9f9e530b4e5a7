import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { childOf, readXml, textOf } from "../../../../lib/clients/objects/read-xml.ts";

const part = fc.constantFrom(
  "<",
  ">",
  "/",
  "a",
  "<!--",
  "-->",
  "<![CDATA[",
  "]]>",
  "&",
  "&amp;",
  '"',
  " ",
  "<a>",
  "</a>",
);

describe("an XML answer", () => {
  it("is read by local names, attributes left out", () => {
    const root = readXml(
      `<?xml version="1.0"?>\n<!-- <a> --><o:List xmlns:o="http://x" a='>'><o:Key x="/">k</o:Key><Empty/><Other /></o:List>\n`,
    );
    expect(root).toMatchObject({
      name: "List",
      children: [{ name: "Key" }, { name: "Empty" }, { name: "Other" }],
    });
    expect(root && textOf(root, "Key")).toBe("k");
    expect(root && childOf(root, "Missing")).toBeUndefined();
  });

  it("has its entities resolved once, and CDATA taken as it stands", () => {
    const root = readXml("<a>&lt;&amp;lt;&gt;&quot;&apos;&#233;&#xE9;&#x1F600;<![CDATA[<&amp;>]]></a>");
    expect(root?.text).toBe("<&lt;>\"'éé😀<&amp;>");
  });

  it("keeps blanks, which keys may have", () => {
    expect(readXml("<a> b\n</a>")?.text).toBe(" b\n");
  });

  it.each([
    "",
    "text",
    "<a>",
    "<a></b>",
    "</a>",
    "<a></a></a>",
    "<a/><b/>",
    "<a/>text",
    "<a",
    '<a b="></a>',
    "<a><b</a>",
    "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
    "<a>&e;</a>",
    "<a>a & b</a>",
    "<a><!-- </a>",
    "<a><![CDATA[ </a>",
    "<?xml <a/>",
    "< a/>",
    "<>",
    "</>",
    "<a></a x>",
    "<html><br></html>",
    "<a>".repeat(40) + "</a>".repeat(40),
  ])("is refused when it is not well-formed, or not plain: %j", (text) => {
    expect(readXml(text)).toBeUndefined();
  });

  it("never throws, however broken or long", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        expect(() => readXml(parts.join(""))).not.toThrow();
      }),
    );
    expect(readXml(`<a>${"<!--".repeat(100_000)}`)).toBeUndefined();
    expect(readXml(`<a ${"'\"".repeat(100_000)}`)).toBeUndefined();
  });
});
