import type { StatusEntry } from "../../../lib/domain/status.ts";
import type { PassReport } from "../../../lib/shell/run-event.ts";
import {
  answerJson,
  type LoopbackServer,
  type SeenRequest,
  startServer,
} from "../../fixtures/loopback-server.ts";
import { openStage, type Stage } from "./open-stage.ts";
import { entriesOf, settle } from "./run-log.ts";
import { MINUTE_MS } from "./test-clock.ts";
import { deliverTicket, type TicketSystem, type TicketWish, ticketConfig } from "./ticket-systems.ts";

/** The server of the tickets: of team `vision`, running. */
export const SERVER = "c0ffee00-0000-4000-8000-000000000220";

/** A stage on which tickets of one system arrive, with the system's own API beside it. */
export interface TicketStage extends Stage {
  /** Takes comments and callbacks. */
  readonly tickets: LoopbackServer;
  deliver(wish?: Partial<TicketWish>): Promise<{ readonly status: number; readonly run: string }>;
  settle(run: string): Promise<readonly StatusEntry[]>;
  advance(run: string): Promise<PassReport>;
  entries(run: string): Promise<readonly StatusEntry[]>;
  /** Tells until the API was called so often; what is left untold after a few minutes fails. */
  toldTo(calls: number): Promise<readonly SeenRequest[]>;
  /** Tells once, and gives what the log says of messages that reached nobody. */
  untold(): Promise<readonly (string | null)[]>;
}

/** Rounds of telling, a minute of the test's clock apart. */
const ROUNDS_MAX = 10;

/** Opens it, perhaps with another configuration. The token of the ticketing system's API is `test-only-api-token`. */
export async function startTicketStage(
  system: TicketSystem,
  change: (yaml: string) => string = (yaml) => yaml,
): Promise<TicketStage> {
  const tickets = await startServer((response) => answerJson(response, 201, { id: "1" }));
  const env = { TICKET_SECRET: system.secret, TICKET_TOKEN: "test-only-api-token" };
  const yaml = (cloudUrl: string) => change(ticketConfig(system, { cloudUrl, ticketUrl: tickets.origin }));
  const stage = await openStage({ env, yaml });
  const { host, clock, server } = stage;
  return {
    ...stage,
    tickets,
    deliver: (wish = {}) =>
      deliverTicket(
        system,
        { server: SERVER, callbackUrl: `${tickets.origin}/done`, ...wish },
        { url: server.url, nowMs: clock.now() },
      ),
    settle: (run) => settle(host, run, { clock }),
    advance: (run) => host.advance(run),
    entries: (run) => entriesOf(host, run),
    toldTo: async (calls) => {
      for (let round = 0; round < ROUNDS_MAX && tickets.seen.length < calls; round += 1) {
        await host.tell({ open: true });
        clock.advance(MINUTE_MS);
      }
      return tickets.seen;
    },
    untold: async () => {
      await host.tell({ open: true });
      const { entries } = await stage.store.find({ phases: ["failed"] }, { limit: 100 });
      return entries.filter(({ reason }) => reason === "untold").map(({ text }) => text);
    },
    close: async () => {
      await stage.close();
      await tickets.close();
    },
  };
}
