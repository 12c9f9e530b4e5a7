import type { ChatWord } from "../../domain/chat.ts";
import { formatDuration } from "../../domain/duration.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { CommandProblem } from "./parsed-command.ts";
import type { Texts } from "./texts.ts";

const VERBS: Readonly<Record<string, string>> = {
  stop: "停止",
  start: "启动",
  lease: "设置自动停止",
  reboot: "重启",
  "reinstall-os": "重装系统",
  "change-os": "更换系统",
  delete: "删除",
  "create-notebook": "创建笔记本",
  "create-legacy-notebook": "创建笔记本",
  "create-dev-server": "创建开发服务器",
  hold: "保留",
  extend: "延长",
  release: "释放",
};

/** Codes that people meet in answers; others are told as the log has them. */
const REASONS: Readonly<Partial<Record<Reason, string>>> = {
  idle: "一直空闲",
  "off-hours": "现在是关机时段",
  "on-hours": "现在是开机时段",
  requested: "有权限的人要求",
  "already-so": "已经是这个状态",
  changing: "机器正在变更中",
  "wrong-state": "当前状态下云平台不接受",
  "unknown-state": "云平台报告了未知状态",
  busy: "有人在使用",
  "no-evidence": "监控数据不足，不能判断为空闲",
  "just-started": "刚启动不久，还不能判断",
  warned: "已通知负责人，还在等待期内",
  restarted: "有人刚重新启动了它",
  "in-use-hours": "现在是使用时段",
  "out-of-window": "策略现在不生效",
  young: "运行时间还不够长",
  frozen: "冻结期内不做变更",
  "not-ours": "不是由该策略停止的",
  scarce: "该规格资源紧张，停止后可能无法再启动",
  held: "负责人保留了它",
  "owner-unknown": "负责人未知，只观察",
  "saves-nothing": "停止它不会省钱",
  cooldown: "不久前刚操作过",
  flapping: "策略反复启停，暂时不再停止",
  "cap-count": "达到单次操作上限",
  "cap-percent": "达到机器比例上限",
  "cap-hour": "达到每小时操作上限",
  "cap-money": "达到单次金额上限",
  "cap-owner": "达到该负责人每小时操作上限",
  "doubtful-inventory": "机器列表不可靠",
  "target-failed": "无法读取目标环境",
  "not-found": "没有这台机器",
  ambiguous: "有多台同名机器",
  "not-supported": "该云不支持",
  "not-allowed": "配置不允许此操作",
  "invalid-parameters": "参数不符合规则",
  paused: "Curfew 已暂停",
  observe: "策略只观察",
  "already-planned": "另一策略已在处理",
  "duplicate-step": "另一次运行已有此步骤",
  "hold-limit": "保留时间过长",
  "hold-quota": "该负责人的保留数量已满",
  "not-permitted": "没有权限",
  "awaiting-approval": "等待批准",
  denied: "已被拒绝",
  expired: "无人及时批准",
  "plan-changed": "情况有变，需要重新批准",
  rejected: "云平台拒绝了请求",
  "call-failed": "请求未能发出",
  "answer-lost": "没有收到答复",
  "step-failed": "机器显示操作失败",
  "still-running": "已要求停止，但仍在运行",
  undecided: "无法判断是否已执行，需要人工确认",
  "dependency-failed": "前一步骤没有成功",
  leased: "另一次运行正在操作这台机器",
};

const STANDINGS: Readonly<Record<string, string>> = {
  running: "运行中",
  stopped: "已停止",
  changing: "变更中",
  failed: "故障",
  gone: "已删除",
  unknown: "未知",
};

const PROBLEMS: Readonly<Record<CommandProblem, string>> = {
  empty: "没有内容。",
  hidden: "含有不可见字符，或链接与显示不符，请重新输入。",
  "open-quote": "引号没有配对。",
  "no-command": "这不是命令。",
  "no-name": "缺少机器名称。",
  "bad-name": "这不是机器名称；含空格或符号的名称请加引号。",
  "no-end": "必须有结束时间：例如 2小时，或 直到 2026-01-15T18:00Z。",
  "bad-time": "时间格式不对：例如 2小时、30分钟、2天，或 直到 2026-01-15T18:00Z。",
  "no-run": "缺少运行编号。",
  "no-code": "缺少计划代码，它写在请求旁边。",
  "no-kind": "创建什么？笔记本 或 开发服务器。",
  "bad-parameter": "请写成 键=值。",
  password: "这里不能写密码，请使用密钥对。",
  "too-much": "多了一个词。一条命令只针对一台机器，理由以“因为”开头。",
};

const HELP: Readonly<Record<ChatWord, readonly [usage: string, meaning: string, example: string]>> = {
  status: ["状态 [名称]", "机器的状态", "状态 nb-1"],
  why: ["为什么 名称", "为什么停止或保持", "为什么 nb-1"],
  help: ["帮助 [命令]", "命令列表", "帮助 保留"],
  stop: ["停止 名称", "停止机器", "停止 nb-1"],
  start: ["启动 名称", "启动机器", "启动 nb-1"],
  extend: ["延长 名称 2小时", "推迟下一次停止", "延长 nb-1 2小时"],
  hold: ["保留 名称 2天 因为 理由", "在此期间不停止", "保留 nb-1 2天 因为 训练未完成"],
  release: ["释放 名称", "结束保留", "释放 nb-1"],
  rebuild: ["重装 名称 [密钥 密钥对]", "重装系统", "重装 ds-1 密钥 ops"],
  create: ["创建 笔记本|开发服务器 键=值 …", "创建机器", "创建 笔记本 name=nb-2"],
  approve: ["批准 运行 代码", "同意这个计划", "批准 r1a2b3 9f8e7d6c"],
  deny: ["拒绝 运行 [因为 理由]", "拒绝计划", "拒绝 r1a2b3 因为 今天有演示"],
  confirm: ["确认 运行 代码", "确认自己的命令", "确认 r1a2b3 9f8e7d6c"],
  undo: ["撤销 运行", "重新启动被停止的机器", "撤销 r1a2b3"],
  pause: ["暂停 [因为 理由]", "恢复之前不发送任何操作", "暂停 因为 发布周"],
  resume: ["恢复", "结束暂停", "恢复"],
};

const UNITS: Readonly<Record<string, string>> = { d: "天", h: "小时", m: "分钟", s: "秒", ms: "毫秒" };

const verb = (name: string) => VERBS[name] ?? name;
const list = (names: readonly string[]) => names.join("、");

/** Simplified Chinese. */
export const ZH: Texts = {
  verb,
  reason: (code, text) => REASONS[code] ?? (text === "" ? code : text),
  duration: (ms) =>
    formatDuration(ms).replace(/ ?(\d+)(ms|[dhms])/g, (_, count, unit) => `${count}${UNITS[unit]}`),
  list,
  more: (count) => `……还有 ${count} 个`,

  done: (deed) => `${deed.machine}：已${verb(deed.verb)}。`,
  failed: (deed) => `${deed.machine}：${verb(deed.verb)}失败：${deed.why}。`,
  skipped: (deed) => `${deed.machine}：未${verb(deed.verb)}：${deed.why}。`,
  unknown: (deed) =>
    `${deed.machine}：无法判断${verb(deed.verb)}是否已执行。请查看机器，再用 curfew resolve ${deed.run} 说明。`,
  planned: (deed) => `${deed.machine}：正在${verb(deed.verb)}。`,
  deferred: (deed) => `${deed.machine}：${verb(deed.verb)}在等待：${deed.why}。`,
  observed: (deed) => `${deed.machine}：只观察，没有${verb(deed.verb)}。`,
  held: ({ machine, until }) => `${machine} 已保留到 ${until}。`,
  extended: ({ machine, until }) => `${machine} 已延长到 ${until}。`,
  released: ({ machine }) => `${machine} 不再保留。`,
  undone: ({ run, machines }) => `${run} 已撤销：${list(machines)}。`,

  notUnderstood: ({ problem, found, suggestion, word }) =>
    [
      ...(found === undefined ? [] : [`“${found}”：`]),
      PROBLEMS[problem],
      ...(suggestion === undefined ? [] : [`是不是“${suggestion}”？`]),
      word === undefined ? "“帮助”列出所有命令。" : `请写：${HELP[word][0]}`,
    ].join(""),
  notFound: ({ name, suggestion }) =>
    `没有机器 ${name}。${suggestion === undefined ? "" : `是不是 ${suggestion}？`}`,
  ambiguous: ({ name, choices }) => `有多台机器叫 ${name}：${list(choices)}。哪一台？`,
  notPermitted: ({ word, machine }) =>
    `您在这里没有权限：${word}${machine === undefined ? "" : ` ${machine}`}。`,
  runNotFound: ({ run }) => `没有运行 ${run}，或有多个以此开头。`,

  statusTitle: ({ machines, running }) => `${machines} 台机器，${running} 台运行中`,
  statusLine: ({ machine, status, owner, note }) =>
    [
      `${machine}：${status}`,
      ...(owner === undefined ? [] : [owner]),
      ...(note === undefined ? [] : [note]),
    ].join("，"),
  standing: (standing) => STANDINGS[standing] ?? standing,
  nobodys: () => "负责人未知",
  pending: ({ machine, policy, at, trial }) =>
    `${machine}：策略 ${policy} ${trial ? "（只观察）将会" : "将"}在 ${at} 停止它。`,
  heldBy: ({ machine, by, until, why }) => `${machine}：${by} 保留到 ${until}：${why}`,
  asked: ({ run, title, missing, at }) => `${run} 在 ${at} 之前等待批准：${title}；还需 ${missing}。`,
  openRun: ({ run, waitsFor }) => `${run} 在等待：${waitsFor}。`,
  endedRun: ({ run, at, text }) => `${run} 于 ${at} 结束：${text}`,
  lastDeed: ({ verb: name, at, policy, text }) => `${at}：${policy} ${verb(name)}：${text}`,
  policyView: ({ policy, verb: name, observes, why }) =>
    `${policy}：${name === null ? "不操作" : `${verb(name)}${observes ? "（只观察）" : ""}`}：${why}`,
  toChange: ({ change }) => `改变条件：${change}`,
  noPolicy: () => "没有定时策略查看这台机器。",
  quiet: () => "没有待停止、保留或未完成的内容。",
  unreadable: ({ lists }) => `无法读取：${lists.join("；")}`,
  notSure: ({ name, lists }) =>
    `有些列表无法读取（${lists.join("；")}），不能确定只有一台叫 ${name}。请选择是哪一台。`,
  cannotUndo: ({ run, why }) => `${run} 不能撤销：${why}。`,
  nothingKnown: ({ machine }) => `没有 ${machine} 的记录。`,
  whyTitle: ({ machine }) => `${machine} 为什么是这样`,
  helpTitle: () => "命令",
  help: (word) => `${HELP[word][0]}：${HELP[word][1]}`,
  helpExample: (word) => `例如：${HELP[word][2]}`,

  paused: ({ by, at, why }) => `${by} 于 ${at} 暂停：${why}。在恢复之前不会发送任何操作。`,
  pausedNow: () => "已暂停：在恢复之前不会发送任何操作。",
  resumed: () => "已恢复。",
  notPaused: () => "并没有暂停。",

  approvalNeeds: ({ count, from }) => `需要 ${list(from)} 中 ${count} 人批准，请求人除外。`,
  approvalUntil: ({ until }) => `有效期至 ${until}。`,
  approvalMoney: ({ amount }) => `费用：每小时 ${amount}。`,
  approved: ({ run, by, left }) =>
    left > 0 ? `${by} 批准了 ${run}；还需 ${left} 人。` : `${by} 批准了 ${run}；将再次检查，结果随后告知。`,
  confirmed: ({ run }) => `${run} 已确认；将再次检查，结果随后告知。`,
  denied: ({ run, by, why }) => `${by} 拒绝了 ${run}${why === undefined ? "" : `：${why}`}。不执行任何操作。`,
  notAsked: ({ run }) => `${run} 不需要您的答复。`,

  warning: ({ machine, verb: name, at, why, in: span }) =>
    `${machine}：${span}后（${at}）${verb(name)}，因为${why}。`,
  budget: ({ budget, percent, forecast }) =>
    `预算 ${budget}：${forecast ? "预计将用" : "已用"} ${percent}%。`,
  saves: ({ amount }) => `每小时节省 ${amount}。`,
  policy: ({ policy }) => `策略：${policy}`,
  run: ({ run }) => `运行：${run}`,

  button: {
    ...{ approve: "批准", deny: "拒绝", confirm: "确认", undo: "撤销" },
    ...{ extend: "延长", hold: "保留", why: "为什么", resume: "恢复", status: "状态" },
  },
};
