import { pausedPart } from "../../adapters/web/paused-part.ts";
import { didYouMean } from "../../core/nearest-name.ts";
import { formatDuration } from "../../domain/duration.ts";
import type { Hold } from "../../domain/hold.ts";
import type { Limits } from "../../domain/policy.ts";
import { parseRef, RESOURCE_KINDS } from "../../domain/resource.ts";
import type { Store } from "../../ports/store.ts";
import { printable } from "../cell-text.ts";
import type { RunCommand } from "../command.ts";
import { namesInLog } from "../machine-names.ts";
import { openSwitchStore } from "../open-log.ts";
import { flagOption, spanOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { requiredReason } from "../reason-option.ts";
import { shellUser } from "../shell-user.ts";
import { showTime } from "../show-time.ts";
import { tellPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

const DAY_MS = 86_400_000;
const FOR_MS_DEFAULT = DAY_MS;
const OWNER_CHARACTERS_MAX = 256;

/** What is to be held, for how long, by whom and why. */
export interface HoldOptions {
  /** `target/kind/id`. */
  readonly resource: string;
  readonly forMs: number;
  readonly owner: string;
  readonly reason: string;
  /** Names of the configuration's targets. */
  readonly targets: readonly string[];
  /** `holdDays` bounds how long, `holdsPerOwner` how many at once. */
  readonly limits: Pick<Limits, "holdDays" | "holdsPerOwner">;
  readonly json: boolean;
}

const FIND_IT = "find it with: curfew log --resource NAME";

function checkResource(resource: string, targets: readonly string[]): void {
  const [target = "", kind = "", id] = resource.split("/");
  const ref = parseRef(resource);
  if (!ref) {
    const guess = id === undefined ? null : didYouMean(kind, RESOURCE_KINDS);
    const rule = `target/kind/id, with a kind of ${RESOURCE_KINDS.join(", ")}`;
    throw wrongOption("RESOURCE", `${rule}; ${guess ?? FIND_IT}`, resource);
  }
  if (targets.includes(target)) return;
  const guess = didYouMean(target, targets) ?? `there is: ${targets.join(", ")}`;
  throw wrongOption(
    "RESOURCE",
    `no target of the configuration is called ${JSON.stringify(target)}; ${guess}`,
  );
}

/** A hold is looked up by id. One on a name would be kept, and would protect nothing. */
async function refuseName(resource: string, store: Store, terminal: Terminal): Promise<void> {
  const [target, kind, id] = resource.split("/");
  const names = await namesInLog(store, `${target}/${kind}/`);
  if (names.has(resource)) return;
  const [meant] = [...names].filter(([, name]) => name === id);
  if (meant) {
    throw wrongOption("RESOURCE", `${id} is the name of a machine, and a hold needs its id: ${meant[0]}`);
  }
  terminal.err(`curfew: the log has not seen ${resource} lately; the hold counts only if the id is right`);
}

/** However long is asked for: an exception without a near end would be forgotten, and cost for ever. */
function checkLimits(asked: HoldOptions, standing: readonly Hold[]): void {
  const { resource, forMs, owner, limits } = asked;
  if (forMs > limits.holdDays * DAY_MS) {
    const rule = `at most ${limits.holdDays}d (limits.holdDays), and then again if it must be`;
    throw wrongOption("--for", rule, formatDuration(forMs));
  }
  const others = standing.filter((hold) => hold.owner === owner && hold.resource !== resource).length;
  if (others < limits.holdsPerOwner) return;
  throw wrongOption(
    "RESOURCE",
    `${owner} holds ${others} machines already, and ${limits.holdsPerOwner} are allowed at once (limits.holdsPerOwner); wait until one ends`,
  );
}

/** Keeps a machine from being stopped, rebuilt or deleted until the hold ends. */
export async function holdResource(asked: HoldOptions, store: Store, terminal: Terminal): Promise<number> {
  const { resource, forMs, owner, reason, targets, json } = asked;
  checkResource(resource, targets);
  const nowMs = terminal.now();
  const standing = await store.listHolds(nowMs);
  checkLimits(asked, standing);
  await refuseName(resource, store, terminal);
  const before = standing.find((hold) => hold.resource === resource);
  const hold: Hold = {
    resource,
    owner,
    reason,
    createdAt: new Date(nowMs).toISOString(),
    until: new Date(nowMs + forMs).toISOString(),
  };
  await store.putHold(hold);
  const pause = await tellPause(store, terminal);
  if (json) {
    terminal.out(JSON.stringify({ hold, replaced: before ?? null, ...pausedPart(pause) }));
    return EXIT.ok;
  }
  const paint = paintFor(terminal.color);
  terminal.out(`${paint.bold(resource)} is held by ${printable(owner)}: ${printable(reason)}`);
  terminal.out(`until ${showTime(hold.until)}, for ${formatDuration(forMs)}`);
  if (before) {
    terminal.out(
      `it takes the place of the hold by ${printable(before.owner)} until ${showTime(before.until)}`,
    );
  }
  return EXIT.ok;
}

function ownerOf(options: Readonly<Record<string, unknown>>, terminal: Terminal): string {
  const owner = textOption(options, "owner")?.trim() || shellUser(terminal);
  if (owner === undefined) {
    throw wrongOption("--owner", "who holds it: this shell does not name its user; give --owner NAME");
  }
  if (owner.length <= OWNER_CHARACTERS_MAX) return owner;
  throw wrongOption("--owner", `at most ${OWNER_CHARACTERS_MAX} characters`);
}

/** `curfew hold`: a person's exception, with an end. */
export const runHold: RunCommand = async ({ args, options, terminal }) => {
  const [resource = ""] = args;
  const asked = {
    resource,
    forMs: spanOption(options, "for") ?? FOR_MS_DEFAULT,
    owner: ownerOf(options, terminal),
    reason: requiredReason(options, "the reason, for everybody who asks why it is not stopped"),
    json: flagOption(options, "json"),
  };
  const { store, loaded } = await openSwitchStore(terminal, textOption(options, "config"));
  try {
    const { limits } = loaded.config;
    const targets = loaded.config.targets.map(({ name }) => name);
    return await holdResource({ ...asked, targets, limits }, store, terminal);
  } finally {
    await store.close();
  }
};
