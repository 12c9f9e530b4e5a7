import { parseDuration } from "../../../lib/domain/duration.ts";
import type { PlanFixtureInput } from "../../../lib/testing/plan-fixture.ts";

/** A machine as `curfew/testing` describes it. */
export type MachineWritten = PlanFixtureInput["machines"][number];

/** What is wrong with what a machine measures. */
export interface Trouble {
  /** Its GPUs are not measured. */
  readonly blind?: true;
  /** Half of the points are missing. */
  readonly thin?: true;
  /** How old the newest point is, milliseconds. */
  readonly staleMs?: number;
  /** How long ago a kernel ran there when the story begins, milliseconds. */
  readonly kernelMs?: number;
}

/** A machine of a story. */
export interface Actor {
  readonly machine: MachineWritten;
  readonly trouble: Trouble;
  /** Price of an hour; `null`: none is known. */
  readonly price: number | null;
}

/** What a word of a description adds. */
interface Added {
  readonly machine?: Partial<MachineWritten>;
  readonly trouble?: Trouble;
  readonly price?: number;
}

const PLAIN = { name: "plain", gpu: 0, npu: 0, vcpus: 8 } as const;

const AT_REST = "60d";

function spanMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error(`no time span: ${text}`);
  return ms;
}

/** Words and what they mean; what a group of the pattern found comes as an argument. */
const WORDS: readonly (readonly [RegExp, (first: string, second: string) => Added])[] = [
  [/^notebook$/, () => ({ machine: { kind: "notebook" } })],
  [/^server$/, () => ({ machine: { kind: "dev-server" } })],
  [/^bare metal$/, () => ({ machine: { hardware: "BMS" } })],
  [/^prepaid$/, () => ({ machine: { billing: "prepaid" } })],
  [/^stopped$/, () => ({ machine: { status: "STOPPED" } })],
  [/^(\d+) GPU$/, (gpu) => ({ machine: { flavor: { ...PLAIN, name: `gpu-${gpu}`, gpu: Number(gpu) } } })],
  [
    /^([\d.]+) EUR an hour$/,
    (price) => ({ price: Number(price), machine: { flavor: { ...PLAIN, name: `priced-${price}` } } }),
  ],
  [/^sold out$/, () => ({ machine: { soldOut: true, flavor: { ...PLAIN, name: "sold-out" } } })],
  [/^of (\w+)$/, (name) => ({ machine: { user: { name } } })],
  [/^tag (\w+)=(\w+)$/, (key, value) => ({ machine: { tags: { [key]: value } } })],
  [/^(idle|timed) lease$/, (type) => ({ machine: { lease: { type: type === "idle" ? "idle" : "timing" } } })],
  [
    /^lease renewed (\w+) before$/,
    (setAgo) => ({ machine: { lease: { type: "timing", endsIn: "8h", setAgo } } }),
  ],
  [/^changed (\w+) before$/, (changedAgo) => ({ machine: { changedAgo } })],
  [/^idle$/, () => ({ machine: { idleFor: AT_REST } })],
  [/^idle for (\w+)$/, (idleFor) => ({ machine: { idleFor } })],
  [/^busy$/, () => ({ machine: { signals: { cpu: 95, network: 5_000 } } })],
  [/^no metrics$/, () => ({ machine: { signals: {} } })],
  [/^no GPU metrics$/, () => ({ trouble: { blind: true } })],
  [/^half of the metrics$/, () => ({ trouble: { thin: true } })],
  [/^metrics end (\w+) before$/, (span) => ({ trouble: { staleMs: spanMs(span) } })],
  [/^kernel ran (\w+) before$/, (span) => ({ trouble: { kernelMs: spanMs(span) } })],
];

/** The list of servers does not tell who made them; their owners write themselves into a tag. */
function taggedWithOwner({ user, ...machine }: MachineWritten): MachineWritten {
  const name = user?.name;
  return { ...machine, tags: { ...machine.tags, ...(name && { owner: name }) } };
}

function meaningOf(words: string): Added {
  for (const [pattern, add] of WORDS) {
    const found = pattern.exec(words);
    if (found) return add(found[1] ?? "", found[2] ?? "");
  }
  throw new Error(`nobody knows what "${words}" means`);
}

/**
 * Reads a line such as `train-1: notebook, 1 GPU, of anna, idle for 3h`. Of a machine of which nothing is said it is not
 * known whether it is at rest. Throws for a word that means nothing.
 */
export function readMachine(line: string): Actor {
  const [name = "", description = ""] = line.split(/:\s+/);
  const added = description.split(/,\s+/).map(meaningOf);
  const machine: MachineWritten = Object.assign(
    { name, flavor: PLAIN },
    ...added.map(({ machine }) => machine),
  );
  const tags = Object.assign({}, ...added.map(({ machine }) => machine?.tags));
  return {
    machine: machine.kind === "dev-server" ? taggedWithOwner({ ...machine, tags }) : { ...machine, tags },
    trouble: Object.assign({}, ...added.map(({ trouble }) => trouble)) as Trouble,
    price: added.find(({ price }) => price !== undefined)?.price ?? null,
  };
}
