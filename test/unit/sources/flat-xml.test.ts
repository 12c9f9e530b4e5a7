import { expect, it, vi } from "vitest";
import { flatXml } from "../../../lib/sources/flat-xml.ts";

it("reads elements with text of either form, the first of a name", () => {
  const text =
    "<xml><A><![CDATA[one <b> ]] two]]></A><B>x &lt;&amp;&gt; &nope;</B><A>again</A><Empty></Empty><C>3</C></xml>";
  expect(flatXml(text)).toEqual({ A: "one <b> ]] two", B: "x <&> &nope;", Empty: "", C: "3" });
});

it.each([
  ["a tag inside of a CDATA", "<x><Content><![CDATA[<From>boss</From>]]></Content><From>u</From></x>", "u"],
  ["one behind the end of a CDATA", "<a><![CDATA[1]]><From>boss</From>]]></a><From>u</From>", "boss"],
  ["one that is closed by another", "<From>boss</to><From>u</From>", "u"],
  ["one with an attribute", '<From a="b">boss</From><From>u</From>', "u"],
  ["one inside of another", "<From><a>boss</a></From><From>u</From>", "u"],
  ["one that begins twice", "<From><From>u</From>", "u"],
  ["a comment, which is none to it", "<!-- <From>u</From> -->", "u"],
])("%s", (_what, text, from) => {
  expect(flatXml(text)["From"]).toBe(from);
});

it.each([
  "",
  "text",
  "<",
  "<a>",
  "<a>b",
  "<a>b</a",
  "<a><![CDATA[b",
  "<a><![CDATA[b]]>",
  "<1>b</1>",
  "<a >b</a>",
])("finds nothing in %j", (text) => {
  expect(flatXml(text)).toEqual({});
});

it("reads no more than a hundred elements", () => {
  const text = Array.from({ length: 200 }, (_, index) => `<n${index}>x</n${index}>`).join("");
  expect(Object.keys(flatXml(text))).toHaveLength(100);
});

const PIECES = [
  ...[
    "<a><![CDATA[",
    "<a><![CDATA[]]>",
    "<![CDATA[",
    "]]>",
    "<a>",
    "</a>",
    "<a></a>",
    "<",
    "<a",
    "&aaaa",
    "&",
    "a",
  ],
  ...["<a><![CDATA[]]></a>", "<a>&lt;", `<${"a".repeat(64)}>`, `<${"a".repeat(65)}>`],
];

/** How many characters are passed by while this is searched through. */
function passedIn(text: string): number {
  let passed = 0;
  const find = String.prototype.indexOf;
  vi.spyOn(String.prototype, "indexOf").mockImplementation(function (this: string, wanted, from = 0) {
    const at = find.call(this, wanted, from);
    passed += (at < 0 ? this.length : at + wanted.length) - from;
    return at;
  });
  flatXml(text);
  vi.restoreAllMocks();
  return passed;
}

it.each(PIECES)("never looks at a part of a text a second time, here at one of %j alone", (piece) => {
  const text = piece.repeat(Math.ceil(2_000 / piece.length));
  expect(passedIn(text)).toBeGreaterThan(0);
  expect(passedIn(text)).toBeLessThanOrEqual(2 * text.length);
});
