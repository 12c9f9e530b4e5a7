import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { provePolicies } from "../../../lib/config/checks/prove-policies.ts";
import { WORDS } from "../../../lib/core/chat/words.ts";
import { CHAT_WORDS } from "../../../lib/domain/chat.ts";
import { summaryOf } from "../../../lib/domain/word-summaries.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";
import { NOW } from "../../fixtures/resources.ts";
import { load, TARGETS, told } from "../config/load.ts";

const page = readFileSync(new URL("../../../docs/chat-ops.md", import.meta.url), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("| `"));

it.each(CHAT_WORDS)("the page of chats has %s in both languages, and says what help says", (word) => {
  const row = rows.find((line) => line.startsWith(`| \`${word}`));
  expect(row).toContain(`\`${WORDS.zh[word]}`);
  expect(row).toContain(summaryOf(word));
});

it("has examples that are sound together", async () => {
  const [rules = "", policies = ""] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml);
  const targets = TARGETS.replace(
    "owners:",
    "  lab: { cloud: huaweicloud, region: cn-east-3, project: env:P }\nowners:",
  );
  const text = `${targets}allow: [stop, start, reinstall-os, create-notebook]\n${rules}${policies}`;
  const loaded = await load(text, { schemes: SCHEMES.map(({ id }) => id) });
  expect(loaded.ok ? [] : loaded.errors.map(told)).toEqual([]);
  expect(loaded.warnings.map(told)).toEqual([]);
  if (loaded.ok) expect(provePolicies(loaded.config, NOW).map(({ message }) => message)).toEqual([]);
});
