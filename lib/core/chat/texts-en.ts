import type { ChatWord } from "../../domain/chat.ts";
import { formatDuration } from "../../domain/duration.ts";
import { REASONS } from "../../domain/reasons.ts";
import { summaryOf } from "../../domain/word-summaries.ts";
import type { CommandProblem } from "./parsed-command.ts";
import type { Texts } from "./texts.ts";

const DONE: Readonly<Record<string, string>> = {
  stop: "stopped",
  start: "started",
  lease: "its notebook lease is set",
  reboot: "restarted",
  "reinstall-os": "its system is reinstalled",
  "change-os": "its system is changed",
  delete: "deleted",
  "create-notebook": "created",
  "create-legacy-notebook": "created",
  "create-dev-server": "created",
};

const VERBS: Readonly<Record<string, string>> = {
  lease: "notebook lease",
  "reinstall-os": "rebuild",
  "change-os": "change of the system",
  "create-notebook": "create notebook",
  "create-legacy-notebook": "create notebook",
  "create-dev-server": "create DevServer",
};

const PROBLEMS: Readonly<Record<CommandProblem, string>> = {
  empty: "Nothing was said.",
  hidden: "It holds characters that do not show, or a link that leads elsewhere than it says. Type it anew.",
  "open-quote": "A quote is open, or stands inside a word.",
  "no-command": "This begins no command.",
  "no-name": "Which machine? Its name is missing.",
  "bad-name": "This is no name of a machine; one with blanks or signs stands in quotes.",
  "no-end": "It has to end: write for how long, such as 2h, or until 2026-01-15T18:00Z.",
  "bad-time": "This is no time: write 2h, 30m or 2d, or until 2026-01-15T18:00Z.",
  "no-run": "Which run? Its id is missing.",
  "no-code": "The code of the plan is missing; it stands beside the question.",
  "no-kind": "Create what? notebook or dev-server.",
  "bad-parameter": "Write key=value.",
  password: "No passwords here: name a key pair.",
  "too-much": "This is one word too many. A command names one machine, and a reason begins with because.",
};

const HELP: Readonly<Record<ChatWord, readonly [usage: string, example: string]>> = {
  status: ["status [NAME]", "status nb-1"],
  why: ["why NAME", "why nb-1"],
  help: ["help [WORD]", "help hold"],
  stop: ["stop NAME", "stop nb-1"],
  start: ["start NAME", "start nb-1"],
  extend: ["extend NAME 2h", "extend nb-1 2h"],
  hold: ["hold NAME 2d because REASON", "hold nb-1 2d because training runs"],
  release: ["release NAME", "release nb-1"],
  rebuild: ["rebuild NAME [key KEYPAIR]", "rebuild ds-1 key ops"],
  create: ["create notebook|dev-server KEY=VALUE …", "create notebook name=nb-2"],
  approve: ["approve RUN CODE", "approve r1a2b3 9f8e7d6c"],
  deny: ["deny RUN [because REASON]", "deny r1a2b3 because demo today"],
  confirm: ["confirm RUN CODE", "confirm r1a2b3 9f8e7d6c"],
  undo: ["undo RUN", "undo r1a2b3"],
  pause: ["pause [because REASON]", "pause because release week"],
  resume: ["resume", "resume"],
};

const verb = (name: string) => VERBS[name] ?? name;
const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;
const list = (names: readonly string[]) => names.join(", ");

/** English. */
export const EN: Texts = {
  verb,
  reason: (code, text) => (text === "" ? REASONS[code] : text),
  duration: formatDuration,
  list,
  more: (count) => `… and ${count} more`,

  done: (deed) => `${deed.machine}: ${DONE[deed.verb] ?? `${verb(deed.verb)} is done`}.`,
  failed: (deed) => `${deed.machine}: ${verb(deed.verb)} failed: ${deed.why}.`,
  skipped: (deed) => `${deed.machine}: no ${verb(deed.verb)}: ${deed.why}.`,
  unknown: (deed) =>
    `${deed.machine}: it cannot be told whether ${verb(deed.verb)} happened. Look at the machine, then say it with curfew resolve ${deed.run}.`,
  planned: (deed) => `${deed.machine}: ${verb(deed.verb)} is on its way.`,
  deferred: (deed) => `${deed.machine}: ${verb(deed.verb)} waits: ${deed.why}.`,
  observed: (deed) => `${deed.machine}: ${verb(deed.verb)} was only observed; nothing was sent.`,
  held: ({ machine, until }) => `${machine} is held until ${until}.`,
  extended: ({ machine, until }) => `${machine} goes on until ${until}.`,
  released: ({ machine }) => `${machine} is no longer held.`,
  undone: ({ run, machines }) => `${run} is taken back: ${list(machines)}.`,

  notUnderstood: ({ problem, found, suggestion, word }) =>
    [
      ...(found === undefined ? [] : [`“${found}”:`]),
      PROBLEMS[problem],
      ...(suggestion === undefined ? [] : [`Did you mean “${suggestion}”?`]),
      word === undefined ? "help lists the commands." : `Write: ${HELP[word][0]}`,
    ].join(" "),
  notFound: ({ name, suggestion }) =>
    `There is no machine ${name}.${suggestion === undefined ? "" : ` Did you mean ${suggestion}?`}`,
  ambiguous: ({ name, choices }) => `${name} is the name of several: ${list(choices)}. Which one?`,
  notPermitted: ({ word, machine }) =>
    `You may not ${word}${machine === undefined ? "" : ` ${machine}`} from here.`,
  runNotFound: ({ run }) => `There is no run ${run}, or more than one begins so.`,

  statusTitle: ({ machines, running }) => `${plural(machines, "machine")}, ${running} running`,
  statusLine: ({ machine, status, owner, note }) =>
    [
      `${machine}: ${status}`,
      ...(owner === undefined ? [] : [owner]),
      ...(note === undefined ? [] : [note]),
    ].join(", "),
  standing: (standing) => standing,
  nobodys: () => "nobody is known to own it",
  pending: ({ machine, policy, at, trial }) =>
    `${machine}: ${trial ? "would be stopped" : "will be stopped"} ${at} by ${policy}${trial ? ", which only observes" : ""}.`,
  heldBy: ({ machine, by, until, why }) => `${machine}: held by ${by} until ${until}: ${why}`,
  asked: ({ run, title, missing, at }) => `${run} asks until ${at}: ${title}; it needs ${missing}.`,
  openRun: ({ run, waitsFor }) => `${run} waits for ${waitsFor}.`,
  endedRun: ({ run, at, text }) => `${run} ended ${at}: ${text}`,
  lastDeed: ({ verb: name, at, policy, text }) => `${at}: ${verb(name)} by ${policy}: ${text}`,
  policyView: ({ policy, verb: name, observes, why }) =>
    `${policy}: ${name === null ? "leaves it alone" : `${verb(name)}${observes ? " (observes only)" : ""}`}: ${why}`,
  toChange: ({ change }) => `To change it: ${change}`,
  noPolicy: () => "No policy of a clock looks at it.",
  quiet: () => "Nothing is pending, held or open.",
  unreadable: ({ lists }) => `Could not be read: ${lists.join("; ")}`,
  notSure: ({ name, lists }) =>
    `It cannot be told whether there is one ${name} only, since not everything could be read (${lists.join("; ")}). Say which one is meant.`,
  cannotUndo: ({ run, why }) => `${run} cannot be taken back: ${why}.`,
  nothingKnown: ({ machine }) => `Nothing is known of ${machine}.`,
  whyTitle: ({ machine }) => `Why ${machine} stands as it does`,
  helpTitle: () => "Commands",
  help: (word) => `${HELP[word][0]}: ${summaryOf(word)}`,
  helpExample: (word) => `For example: ${HELP[word][1]}`,

  paused: ({ by, at, why }) => `Paused by ${by}, ${at}: ${why}. Nothing is sent until somebody says resume.`,
  pausedNow: () => "Paused: nothing is sent until somebody says resume.",
  resumed: () => "No longer paused.",
  notPaused: () => "It was not paused.",

  approvalNeeds: ({ count, from }) =>
    `${count === 1 ? "One" : "Two"} of ${list(from)} must agree, other than who asked.`,
  approvalUntil: ({ until }) => `Asked until ${until}.`,
  approvalMoney: ({ amount }) => `Money: ${amount} an hour.`,
  approved: ({ run, by, left }) =>
    left > 0
      ? `${by} agreed to ${run}; ${left} more must.`
      : `${by} agreed to ${run}; it is looked at once more, and what came of it follows.`,
  confirmed: ({ run }) => `${run} is confirmed; it is looked at once more, and what came of it follows.`,
  denied: ({ run, by, why }) =>
    `${by} refused ${run}${why === undefined ? "" : `: ${why}`}. Nothing is done.`,
  notAsked: ({ run }) => `${run} asks nothing of you.`,

  warning: ({ machine, verb: name, at, why, in: span }) =>
    `${machine}: ${verb(name)} in ${span}, ${at}, because ${why}.`,
  budget: ({ budget, percent, forecast }) =>
    `Budget ${budget}: ${percent} % ${forecast ? "will be" : "is"} spent.`,
  saves: ({ amount }) => `Saves ${amount} an hour.`,
  policy: ({ policy }) => `Policy: ${policy}`,
  run: ({ run }) => `Run: ${run}`,

  button: {
    ...{ approve: "Approve", deny: "Deny", confirm: "Confirm", undo: "Undo" },
    ...{ extend: "Extend", hold: "Hold", why: "Why?", resume: "Resume", status: "Status" },
  },
};
