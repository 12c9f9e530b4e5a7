import type { ClientLimits } from "../../../lib/clients/signed-client.ts";
import type { FleetInput } from "../../../lib/emulator/fleet.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { type EmulatedCloud, startCloud } from "./emulated-cloud.ts";
import { openTestHost, type TestHost } from "./open-test-host.ts";
import { serveTestHost, type TestServer } from "./serve-test-host.ts";
import { STORY_SECRETS, type StoryConfigOptions, storyConfig } from "./story-config.ts";
import { createTestClock, type TestClock } from "./test-clock.ts";

/** An emulated cloud, a host that drives it and its HTTP side, all on one clock. */
export interface Stage extends TestHost {
  readonly cloud: EmulatedCloud;
  readonly clock: TestClock;
  readonly store: Store;
  readonly server: TestServer;
  /** Another host on the same cloud and store, as after a restart; perhaps on a store of its own on the same file. */
  reopen(changed?: StoryConfigOptions, store?: Store): Promise<Stage>;
  close(): Promise<void>;
}

export interface StageOptions extends StoryConfigOptions {
  readonly store?: Store;
  readonly limits?: ClientLimits;
  readonly fleet?: FleetInput;
  /** Variables beside the stories' secrets; looked up at each question, so that a test may change them. */
  readonly env?: Readonly<Record<string, string>>;
  /** Text of curfew.yaml by the address of the cloud. Default: the stories' own. */
  readonly yaml?: (url: string) => string;
  /** Text of the price file, where the config names one. */
  readonly prices?: string;
}

/** Builds everything that a story plays with. Closing it closes the store too. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const clock = createTestClock();
  const cloud = await startCloud(clock, options.fleet ? { fleet: options.fleet } : {});
  const open = (changed: StoryConfigOptions, store: Store) =>
    openTestHost({
      yaml: options.yaml?.(cloud.url) ?? storyConfig(cloud.url, { ...options, ...changed }),
      store,
      now: clock.now,
      env: Object.setPrototypeOf(options.env ?? {}, STORY_SECRETS),
      ...(options.limits ? { limits: options.limits } : {}),
      ...(options.prices === undefined ? {} : { prices: options.prices }),
    });
  const hosts: TestHost[] = [];
  const servers: TestServer[] = [];
  const first = options.store ?? createMemoryStore();
  const build = async (changed: StoryConfigOptions = {}, store = first): Promise<Stage> => {
    const test = await open(changed, store);
    hosts.push(test);
    const server = await serveTestHost(test, clock.now);
    servers.push(server);
    return { ...test, cloud, clock, store, server, reopen: build, close };
  };
  const close = async () => {
    for (const server of servers) await server.close();
    // A host closes its store; several of them may have the same one.
    for (const { host } of hosts) await host.close();
    await cloud.close();
  };
  return build();
}
