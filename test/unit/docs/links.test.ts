import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../../../", import.meta.url);

const PAGES = [
  "README.md",
  ...readdirSync(new URL("docs/", ROOT))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

const read = (url: URL) => readFileSync(url, "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");

/** The names under which headings can be linked to, as code hosts make them. */
function anchorsOf(url: URL): ReadonlySet<string> {
  const headings = [...read(url).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) =>
    text
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return new Set(headings);
}

/** Links of a page that lead nowhere. */
function brokenIn(page: string): readonly string[] {
  const url = new URL(page, ROOT);
  const links = [...read(url).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? url : new URL(path, url);
    if (!existsSync(target)) return true;
    return anchor !== undefined && target.pathname.endsWith(".md") && !anchorsOf(target).has(anchor);
  });
}

describe("links", () => {
  it.each(PAGES)("lead somewhere in %s", (page) => {
    expect(brokenIn(page)).toEqual([]);
  });
});
