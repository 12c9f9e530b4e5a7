import { CHAT_WORDS, type ChatWord, LANGUAGES, type Language } from "../../domain/chat.ts";

/** The words of each language, one for one; what is said in one of them is answered in it. */
export const WORDS: Readonly<Record<Language, Readonly<Record<ChatWord, string>>>> = {
  en: Object.fromEntries(CHAT_WORDS.map((word) => [word, word])) as Record<ChatWord, string>,
  zh: {
    status: "状态",
    why: "为什么",
    help: "帮助",
    stop: "停止",
    start: "启动",
    extend: "延长",
    hold: "保留",
    release: "释放",
    rebuild: "重装",
    create: "创建",
    approve: "批准",
    deny: "拒绝",
    confirm: "确认",
    undo: "撤销",
    pause: "暂停",
    resume: "恢复",
  },
};

/** Words that stand between the others. */
export const PARTICLES = {
  en: { because: "because", for: "for", until: "until", key: "key" },
  zh: { because: "因为", for: "为期", until: "直到", key: "密钥" },
} as const satisfies Record<Language, Record<string, string>>;

/** What can be created, as people call it. */
export const CREATED: Readonly<Record<string, "notebook" | "dev-server">> = {
  notebook: "notebook",
  "dev-server": "dev-server",
  devserver: "dev-server",
  笔记本: "notebook",
  开发服务器: "dev-server",
};

/** A command word as somebody wrote it, with the language it belongs to. */
export interface FoundWord {
  readonly word: ChatWord;
  readonly language: Language;
}

const FOUND: ReadonlyMap<string, FoundWord> = new Map([
  ...LANGUAGES.flatMap((language) =>
    CHAT_WORDS.map((word) => [WORDS[language][word], { word, language }] as const),
  ),
  ["reinstall", { word: "rebuild", language: "en" }],
]);

/** All words that begin a command, for suggestions. */
export const FIRST_WORDS: readonly string[] = [...FOUND.keys()];

/** The command word that a text is, whatever the size of its letters. */
export function wordOf(text: string): FoundWord | undefined {
  return FOUND.get(text.toLowerCase());
}
