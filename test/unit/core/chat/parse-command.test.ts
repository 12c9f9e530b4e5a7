import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { parseCommand } from "../../../../lib/core/chat/parse-command.ts";
import type { CommandOptions } from "../../../../lib/core/chat/parsed-command.ts";
import type { ChatWord, Language } from "../../../../lib/domain/chat.ts";

type Row = readonly [text: string, word: ChatWord, names: readonly string[], options: CommandOptions];

const understood = (text: string, language: Language) => ({ language, ...only(text) });
function only(text: string) {
  const parsed = parseCommand(text);
  return parsed.ok ? { word: parsed.word, names: parsed.names, options: parsed.options } : parsed;
}

const UNTIL = "2026-03-01T18:00:00.000Z";

const ENGLISH: readonly Row[] = [
  ["status", "status", [], {}],
  ["STATUS nb-1", "status", ["nb-1"], {}],
  ["why prod/notebook/nb-1", "why", ["prod/notebook/nb-1"], {}],
  ["stop nb-1", "stop", ["nb-1"], {}],
  ["stop nb-1 because it's idle: nobody answers", "stop", ["nb-1"], { why: "it's idle: nobody answers" }],
  ["start 'my notebook'", "start", ["my notebook"], {}],
  ["extend nb-1 2h", "extend", ["nb-1"], { for: "2h" }],
  ["extend nb-1 for 90M", "extend", ["nb-1"], { for: "90m" }],
  ["extend nb-1 until 2026-03-01T18:00Z", "extend", ["nb-1"], { until: UNTIL }],
  ['hold "nb 1" 2d because training runs', "hold", ["nb 1"], { for: "2d", why: "training runs" }],
  ["release nb-1", "release", ["nb-1"], {}],
  ["rebuild ds-1", "rebuild", ["ds-1"], {}],
  ["reinstall ds-1 key ops", "rebuild", ["ds-1"], { keyPair: "ops" }],
  [
    "create notebook name=nb-2 flavor=x target=lab volume.capacity=50",
    "create",
    [],
    { kind: "notebook", target: "lab", parameters: { name: "nb-2", flavor: "x", volume: { capacity: 50 } } },
  ],
  [
    'create dev-server name="my server" count=2 spot=true zip="007"',
    "create",
    [],
    { kind: "dev-server", parameters: { name: "my server", count: 2, spot: true, zip: "007" } },
  ],
  ["approve r1a2 9F8E7D6C", "approve", [], { run: "r1a2", code: "9f8e7d6c" }],
  ["deny r1a2", "deny", [], { run: "r1a2" }],
  ["deny r1a2 9f8e7d6c because not today", "deny", [], { run: "r1a2", code: "9f8e7d6c", why: "not today" }],
  ["confirm r1a2 9f8e7d6c", "confirm", [], { run: "r1a2", code: "9f8e7d6c" }],
  ["undo r1a2", "undo", [], { run: "r1a2" }],
  ["pause", "pause", [], {}],
  ["pause because release week", "pause", [], { why: "release week" }],
  ["resume", "resume", [], {}],
  ["help", "help", [], {}],
  ["help hold", "help", [], { topic: "hold" }],
];

const CHINESE: readonly Row[] = [
  ["状态", "status", [], {}],
  ["状态 nb-1", "status", ["nb-1"], {}],
  ["为什么 训练机-1", "why", ["训练机-1"], {}],
  ["停止 nb-1", "stop", ["nb-1"], {}],
  ["启动 nb-1", "start", ["nb-1"], {}],
  ["延长 nb-1 2小时", "extend", ["nb-1"], { for: "2h" }],
  ["延长 nb-1 为期 30分钟", "extend", ["nb-1"], { for: "30m" }],
  ["延长 nb-1 直到 2026-03-01T18:00Z", "extend", ["nb-1"], { until: UNTIL }],
  ["保留 nb-1 2个天 因为 训练未完成", "hold", ["nb-1"], { for: "2d", why: "训练未完成" }],
  ["释放 nb-1", "release", ["nb-1"], {}],
  ["重装 ds-1 密钥 ops", "rebuild", ["ds-1"], { keyPair: "ops" }],
  ["创建 笔记本 name=nb-2", "create", [], { kind: "notebook", parameters: { name: "nb-2" } }],
  ["批准 r1a2 9f8e7d6c", "approve", [], { run: "r1a2", code: "9f8e7d6c" }],
  ["拒绝 r1a2 因为 今天有演示", "deny", [], { run: "r1a2", why: "今天有演示" }],
  ["确认 r1a2 9f8e7d6c", "confirm", [], { run: "r1a2", code: "9f8e7d6c" }],
  ["撤销 r1a2", "undo", [], { run: "r1a2" }],
  ["暂停 因为 发布周", "pause", [], { why: "发布周" }],
  ["恢复", "resume", [], {}],
  ["帮助 停止", "help", [], { topic: "stop" }],
];

describe("a command", () => {
  it.each(ENGLISH)("in English: %s", (text, word, names, options) => {
    expect(understood(text, "en")).toEqual({ language: "en", word, names, options });
    expect(parseCommand(text).language).toBe("en");
  });

  it.each(CHINESE)("in Chinese: %s", (text, word, names, options) => {
    expect(understood(text, "zh")).toEqual({ language: "zh", word, names, options });
    expect(parseCommand(text).language).toBe("zh");
  });

  it.each([
    "  stop   nb-1  ",
    "ｓｔｏｐ　ｎｂ－１",
    "stop\u00a0nb-1",
    "st\u200bop nb-1\ufeff",
    "`stop nb-1`",
    "``` stop nb-1 ```",
    "stop `nb-1`",
    "stop “nb-1”",
    "stop 「nb-1」",
    "<@U1> stop nb-1",
    "<@U1|curfew> stop nb-1",
    "<at>Curfew</at> stop nb-1",
    "@curfew stop nb-1",
    "/curfew stop nb-1",
    "curfew stop nb-1",
  ])("means the same however a keyboard or a platform writes it: %s", (text) => {
    expect(parseCommand(text)).toMatchObject({ ok: true, word: "stop", names: ["nb-1"] });
  });

  it("takes an address that Slack made of a name for the name", () => {
    const named = { ok: true, names: ["nb-1.example"] };
    expect(parseCommand("stop <http://nb-1.example|nb-1.example>")).toMatchObject(named);
    expect(parseCommand("stop <http://nb-1.example>")).toMatchObject(named);
    expect(parseCommand("stop <http://nb-1.example/|nb-1.example>")).toMatchObject(named);
  });
});

describe("what is no command", () => {
  it.each([
    ["", "empty", {}],
    ["  @curfew ", "empty", {}],
    ["yes", "no-command", { found: "yes" }],
    ["ok", "no-command", { found: "ok" }],
    ["好", "no-command", { language: "zh", found: "好" }],
    ["please stop nb-1", "no-command", { found: "please" }],
    ["@bob stop nb-1", "no-command", { found: "@bob" }],
    ["@curfew @bob stop nb-1", "no-command", { found: "@bob" }],
    ["@curfewbob stop nb-1", "no-command", { found: "@curfewbob" }],
    ["stpo nb-1", "no-command", { found: "stpo", suggestion: "stop" }],
    ["停止nb-1", "no-command", { language: "zh", suggestion: "停止" }],
    ['"stop" nb-1', "no-command", {}],
    ["stop", "no-name", { word: "stop" }],
    ["why", "no-name", { word: "why" }],
    ["stop nb-1?", "bad-name", { found: "nb-1?" }],
    ["stop --force", "bad-name", {}],
    ["stop nb-1,nb-2", "bad-name", {}],
    ["stop ' nb-1'", "bad-name", {}],
    ["stop nb-1 nb-2", "too-much", { found: "nb-2" }],
    ["stop nb-1 now", "too-much", { found: "now" }],
    ["stop nb-1 because", "too-much", { found: "because" }],
    ["status nb-1 because x", "too-much", { found: "because" }],
    ["停止 nb-1 因为", "too-much", { language: "zh", found: "因为" }],
    ['stop "nb-1', "open-quote", {}],
    ['stop nb"1', "open-quote", {}],
    ["hold nb-1", "no-end", { word: "hold" }],
    ["hold nb-1 because training", "no-end", {}],
    ["hold nb-1 forever", "bad-time", { found: "forever" }],
    ["hold nb-1 0h", "bad-time", {}],
    ["hold nb-1 for", "bad-time", { found: "for" }],
    ["hold nb-1 for 2026-03-01T18:00Z", "bad-time", {}],
    ["hold nb-1 until 2026-02-30T18:00Z", "bad-time", { found: "2026-02-30T18:00Z" }],
    ["hold nb-1 until 2026-03-01T18:00+01:00", "bad-time", {}],
    ["hold nb-1 until 2h", "bad-time", {}],
    ["rebuild ds-1 ops", "too-much", { found: "ops" }],
    ["rebuild ds-1 key", "bad-parameter", {}],
    ["create", "no-kind", {}],
    ["create supercomputer", "no-kind", { found: "supercomputer" }],
    ["create notebook nb-2", "bad-parameter", { found: "nb-2" }],
    ["create notebook name=", "bad-parameter", { found: "name" }],
    ["create notebook a=1 a=2", "bad-parameter", { found: "a" }],
    ["create notebook a=1 a.b=2", "bad-parameter", { found: "a.b" }],
    ["create notebook __proto__=1", "bad-parameter", {}],
    ["create notebook target=1", "bad-parameter", { found: "target" }],
    ["create dev-server admin_pass=hush", "password", { found: "admin_pass" }],
    ["create dev-server login.password=hush", "password", {}],
    ["approve", "no-run", {}],
    ["approve r1", "no-code", {}],
    ["approve r1 yes", "no-code", { found: "yes" }],
    ["approve r1 9f8e7d6c please", "too-much", {}],
    ["confirm r1 9f8e7d6c because sure", "too-much", { found: "because" }],
    ["undo r1 r2", "too-much", {}],
    ["resume now", "too-much", {}],
    ["help me", "no-command", { word: "help", found: "me" }],
    ["stop \u202enb-1", "hidden", {}],
    ["stop nb-1\u0000", "hidden", {}],
    ["stop nb\u00ad-1", "hidden", {}],
    ["stop \ud800", "hidden", {}],
    ["stop <http://evil.example|nb-1>", "hidden", {}],
  ])("%j: %s", (text, problem, more) => {
    expect(parseCommand(text)).toMatchObject({ ok: false, problem, ...more });
  });

  it("never shows a value that may be a secret", () => {
    const said = [
      "create notebook password=hush",
      "create notebook admin_pass='hush hush'",
      "create notebook =hush",
    ];
    expect(JSON.stringify(said.map((text) => parseCommand(text)))).not.toContain("hush");
  });

  it("takes no reference for a password: nobody in a chat chooses among the secrets of the process", () => {
    expect(parseCommand("create dev-server password=env:JIRA_TOKEN")).toMatchObject({
      ...{ ok: false, problem: "password", found: "password" },
    });
  });

  it("is read to its end whatever is called at its beginning, however often", () => {
    for (const text of [`${"@".repeat(1_999)}"`, `${"@curfew".repeat(280)}>`, `${"<@U1>".repeat(300)}"`]) {
      // What can be read in too many ways never ends; the bound stops it, and the test fails.
      const ok: unknown = runInNewContext("read(text).ok", { read: parseCommand, text }, { timeout: 2_000 });
      expect(ok).toBe(false);
    }
    expect(only("@Curfew <@U1><@U2> <at>ops</at> stop nb-1")).toMatchObject({
      word: "stop",
      names: ["nb-1"],
    });
  });

  it("shows a part of what is long", () => {
    const parsed = parseCommand("x".repeat(1_000));
    expect(parsed.ok === false && parsed.found).toHaveLength(64);
  });
});
