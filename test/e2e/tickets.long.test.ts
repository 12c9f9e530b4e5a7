import { describe, expect, it } from "vitest";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { SERVER, startTicketStage } from "./support/ticket-stage.ts";
import { TICKET_SYSTEMS, type TicketSystem } from "./support/ticket-systems.ts";

const opened = cleanUpAfterEach();

describe.each(TICKET_SYSTEMS)("an approved ticket of $name", (system) => {
  it("rebuilds its server exactly once, although it is delivered three times", async () => {
    const stage = opened(await startTicketStage(system));
    const runs = await Promise.all([1, 2, 3].map(() => stage.deliver()));
    expect(runs.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(runs.map(({ run }) => run)).size).toBe(1);
    const entries = await stage.settle(runs[0]?.run ?? "");
    expect(await stage.cloud.writes()).toEqual(["StopDevServer 220", "ReinstallDevServerOS 220"]);
    expect(await stage.cloud.statusOf(SERVER)).toBe("RUNNING");
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
    // GLPI signs the time together with the body, so that what is signed anew is another delivery of the same wish.
    await stage.settle((await stage.deliver()).run);
    expect(await stage.cloud.writes()).toHaveLength(2);
  });

  it("tells the result where the system or the ticket wants it", async () => {
    const stage = opened(await startTicketStage(system));
    const { run } = await stage.deliver();
    await stage.settle(run);
    const isOwn = "data" in (system.body({ server: "", callbackUrl: "" }) as object);
    const wanted = [...(system.commentAt ? [system.commentAt] : []), ...(isOwn ? ["POST /done"] : [])];
    const told = (await stage.toldTo(wanted.length)).map(({ method, target }) => `${method} ${target}`);
    expect(told.toSorted()).toEqual(wanted.toSorted());
  });

  it("waits while nobody else than its requester agreed", async () => {
    const stage = opened(await startTicketStage(system));
    const { run } = await stage.deliver({ approver: "u-1" });
    expect((await stage.advance(run)).status).toBe("waiting");
    expect(await stage.cloud.writes()).toEqual([]);
    expect((await stage.entries(run)).map(({ reason }) => reason)).toContain("awaiting-approval");
  });
});

describe("a callback_url", () => {
  it.each([
    ["https://127.0.0.1/done", "its host is private; callbackHosts of the source may allow it"],
    ["https://[::1]/done", "its host is private; callbackHosts of the source may allow it"],
    ["https://169.254.169.254/latest", "its host lies where nobody may be called"],
    ["http://desk.example.com/done", "must begin with https://"],
    ["ftp://desk.example.com/done", "must begin with https://"],
    ["somewhere", "must be an address such as https://host/path"],
  ])("is not called when it is %s, and the run is none the worse for it", async (callbackUrl, why) => {
    const desk = TICKET_SYSTEMS.find(({ name }) => name === "desk") as TicketSystem;
    const stage = opened(await startTicketStage(desk));
    const { run } = await stage.deliver({ callbackUrl });
    expect((await stage.settle(run)).at(-1)).toMatchObject({ phase: "finished", reason: "done" });
    expect(await stage.untold()).toEqual([`the callback was not called: ${why}`]);
    expect(await stage.cloud.writes()).toHaveLength(2);
  });
});

describe("an order by ticket", () => {
  const ORDER = `
  notebook:
    on: { ticket: desk, when: event.form == "notebook" }
    resource: notebook
    then:
      create-notebook: { flavor: modelarts.vm.cpu.8u, image_id: c90fb553-2cdb-4b81-b56a-ef68812c6cf7, volume: { category: EVS, ownership: MANAGED, capacity: 5 } }
    with:
      name: '"ticket-" + event.name'
      lease: '{"type": "TIMING", "duration": event.hours * 3600000}'
      target: event.where
    mode: enforce
  server:
    on: { ticket: desk, when: event.form == "server" }
    resource: dev-server
    then:
      create-dev-server:
        flavor: Si2.large.4
        image_id: c90fb553-2cdb-4b81-b56a-ef68812c6cf7
        network: { vpc_id: 05982b48-a70f-43a1-a2b0-1fe36a236172, subnet_id: 38cf274a-98f9-4f6f-b622-5ed0e4a3db54, security_group_id: 150a2c76-1334-45f6-b28f-419f9b1d1742 }
        charging_info: { charging_mode: POST_PAID, period_num: 1, period_type: MONTH }
    with: { name: event.name, key_pair_name: event.key, target: event.where }
    mode: enforce
`;

  it("makes a notebook that stops itself and a server, each once, where the ticket says", async () => {
    const desk = TICKET_SYSTEMS.find(({ name }) => name === "desk") as TicketSystem;
    const more = (yaml: string) =>
      `${yaml}${ORDER}`
        .replace("allow: [", "allow: [create-notebook, create-dev-server, ")
        .replace(/^ {2}prod: (.*)$/m, (line, rest) => `${line}\n  other: ${rest}`);
    const stage = opened(await startTicketStage(desk, more));
    for (const [form, name] of [
      ["notebook", "eval"],
      ["server", "vision-anna-dev"],
    ] as const) {
      const said = { form, more: { name, hours: 8, where: "prod", key: "anna", transition: form } };
      const deliveries = await Promise.all([1, 2, 3].map(() => stage.deliver({ ...said, id: form })));
      expect(new Set(deliveries.map(({ run }) => run)).size).toBe(1);
      const entries = await stage.settle(deliveries[0]?.run ?? "");
      expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
    }
    const journal = await stage.cloud.journal();
    expect(journal.map(({ operation }) => operation)).toEqual(["CreateNotebook", "CreateDevServer"]);
    expect(journal[0]?.body).toMatchObject({
      name: expect.stringMatching(/^ticket-eval-[0-9a-f]{8}$/),
      lease: { type: "TIMING", duration: 28_800_000 },
    });
    expect(journal[1]?.body).toMatchObject({ key_pair_name: "anna" });
  });
});
