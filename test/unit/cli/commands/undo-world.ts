import { type UndoOptions, undoAndWait } from "../../../../lib/cli/commands/undo.ts";
import type { NodeHost } from "../../../../lib/compose/node.ts";
import type { Limits } from "../../../../lib/domain/policy.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { acceptEvent } from "../../../../lib/shell/accept-event.ts";
import { NO_ADDRESSES } from "../../../fixtures/no-addresses.ts";
import { policy, tick, WIDE_LIMITS } from "../../../fixtures/policies.ts";
import { HOUR, MINUTE, notebook } from "../../../fixtures/resources.ts";
import { createWorld, type World } from "../../shell/world.ts";
import { fakeTerminal } from "../fake-terminal.ts";

export const DAY = 24 * HOUR;
export const tiered = (id: string, tier: string): Resource => notebook({ id, tags: { tier } });
/** Two web servers and what they stand on. */
export const WEB_AND_DB = [tiered("db-1", "db"), tiered("web-1", "web"), tiered("web-2", "web")];
export const WAVES = { groups: ['tags.tier == "web"', 'tags.tier == "db"'], settleMs: 2 * MINUTE };

const effects = ({ cloud }: World) =>
  cloud.effects.map(({ verb, ref }) => `${verb} ${ref.split("/").at(-1)}`);

/** A host of which each look at a run takes as long as the run does, minute by minute of the world's clock. */
function hostOf(world: World, advance?: NodeHost["advance"]): NodeHost {
  return {
    ports: world.ports(),
    addresses: NO_ADDRESSES,
    accept: (event) => acceptEvent(event, world.ports()),
    advance:
      advance ??
      (async (run) => {
        await world.finish(run);
        return { run, status: "finished" };
      }),
    sweep: async () => [],
    tick: async () => undefined,
    tell: async () => undefined,
    answerWithin: async () => undefined,
    close: async () => undefined,
  };
}

/** Takes a run of the world back with the command. */
export async function undo(world: World, asked: Partial<UndoOptions> = {}, advance?: NodeHost["advance"]) {
  const terminal = { ...fakeTerminal(), now: () => world.clock.nowMs };
  const before = world.cloud.effects.length;
  const options = { run: "run-1", withinMs: DAY, waitMs: HOUR, ...asked };
  const code = await undoAndWait(options, hostOf(world, advance), terminal);
  return { code, told: terminal.errLines, did: effects(world).slice(before) };
}

/** A world in which a policy has stopped everything. */
export async function stoppedWorld(
  machines: readonly Resource[] = WEB_AND_DB,
  parts: Parameters<typeof policy>[0] = { waves: WAVES },
  limits: Partial<Limits> = {},
): Promise<World> {
  const config = { policies: [policy(parts)], limits: { ...WIDE_LIMITS, ...limits } };
  const world = createWorld({ machines, config });
  const { run } = await world.take(tick());
  await world.finish(run);
  return world;
}
