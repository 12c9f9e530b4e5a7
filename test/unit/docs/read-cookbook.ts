/** One example of the page: a config or the part of one that matters, and what it comes to. */
export interface Recipe {
  readonly title: string;
  readonly yaml: string;
  /** The story that the page tells of it; `null` where the example only has to load. */
  readonly story: string | null;
}

const FENCE = /^```(yaml|plan)\n([\s\S]*?)^```$/gm;

/** Takes the examples out of a page: each block of YAML, with the block `plan` that comes before the next one. */
export function readCookbook(markdown: string): readonly Recipe[] {
  const sections = markdown.split(/^##+ /m).slice(1);
  return sections.flatMap((section) => {
    const title = section.slice(0, section.indexOf("\n"));
    const blocks = [...section.matchAll(FENCE)].map(([, kind, text = ""]) => ({ kind, text }));
    return blocks.flatMap(({ kind, text }, index): readonly Recipe[] => {
      const next = blocks[index + 1];
      if (kind === "plan" && blocks[index - 1]?.kind !== "yaml")
        throw new Error(`${title}: a plan of nothing`);
      return kind === "yaml" ? [{ title, yaml: text, story: next?.kind === "plan" ? next.text : null }] : [];
    });
  });
}

/** Blocks of YAML at the top level, by their key. Throws for a text that belongs to none. */
function topLevel(yaml: string): ReadonlyMap<string, string> {
  const parts = yaml.split(/^(?=[a-z]+:)/m).filter((part) => part !== "");
  const stray = parts.find((part) => !/^[a-z]+:/.test(part));
  if (stray !== undefined) throw new Error(`this stands below no key: ${stray}`);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(":")), part]));
}

/** A whole file: what the example says, and of everything else what `rest` says. */
export function completed(yaml: string, rest: string): string {
  return [...new Map([...topLevel(rest), ...topLevel(yaml)]).values()].join("");
}
