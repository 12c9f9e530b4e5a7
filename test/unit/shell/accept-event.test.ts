import { describe, expect, it } from "vitest";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { tick, ticket } from "../../fixtures/policies.ts";
import { at } from "../../fixtures/resources.ts";
import { createWorld } from "./world.ts";

describe("acceptEvent", () => {
  it("starts a run with a first entry that says what came", async () => {
    const world = createWorld();
    const event = { ...ticket(), subject: "OPS-1" };
    const accepted = await acceptEvent(event, world.ports());
    expect(accepted).toEqual({ outcome: "new", run: "run-1" });
    expect(await world.entries("run-1")).toMatchObject([
      {
        phase: "received",
        at: at(),
        text: "ticket.updated from jira, OPS-1",
        details: { source: "jira", type: "ticket.updated", trigger: "webhook", time: at() },
      },
    ]);
  });

  it("starts nothing for the same delivery, and answers with its run", async () => {
    const world = createWorld();
    await acceptEvent(ticket(), world.ports());
    expect(await acceptEvent(ticket(), world.ports())).toEqual({ outcome: "unfinished", run: "run-1" });
    await world.finish("run-1");
    expect(await acceptEvent(ticket(), world.ports())).toEqual({ outcome: "finished", run: "run-1" });
    expect(world.state.runs.size).toBe(1);
  });

  it("tells events of different sources apart", async () => {
    const world = createWorld();
    await acceptEvent(ticket({}, "1"), world.ports());
    const other = { ...tick(), id: "1" };
    expect((await acceptEvent(other, world.ports())).outcome).toBe("new");
  });
});
