import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { test } from "vitest";
import { formatDiagnostics } from "../../../lib/config/format-diagnostics.ts";
import { loadConfig } from "../../../lib/config/load-config.ts";

test("x", async () => {
  const path = "examples/curfew.yaml";
  const text = readFileSync(path, "utf8");
  const schemes = ["standard-webhooks", "jira-cloud", "github"];
  const r = await loadConfig({ text, path, readFile: (p) => readFile(p, "utf8"), schemes });
  console.log(JSON.stringify(r, null, 1));
  if (!r.ok) console.log(formatDiagnostics(r.errors, { path, text }));
  const bad = `version: 1
targets:
  prod: { clud: huaweicloud, region: cn-north-44, project: 0123, credentials: AKIAXX }
  lab: { cloud: otc, region: eu-nl, project: env:X, prices: nope.yaml }
allow: [stop, lese]
budgets: { a: 1 }
owners:
  - name: '^(?<ownr>x)'
  - csv: owners.csv
  - feild: user.name
sources:
  jra: { secret: hunter2 }
  jira: { schem: jira-clod, secret: [env:A, hunter2] }
policies:
  p1: { on: { evry: 10m }, resource: notbook, then: stpo, idl: 2h }
  p2: { on: { ticket: jria, when: event.status = "x" }, resource: dev-server, where: idd == event.server, then: { rebuild: { keyPair: ops, password: hunter2 } }, mode: enforce }
  p3:
    on: { cron: "0 20 * *", zone: Europe/Berln }
    resource: [notebook, supernode]
    warn: [30m]
    hours: { off: x }
    where: >-
      flavor.gpu > 0 &&
      ownr == "a"
    idle: { for: 5m, cpus: 4 }
    then: { lease: { hours: 99 } }
    mode: enforce
  p4: { on: { every: 30s, cron: "* * * * *" }, resource: dev-server, then: { stop: {}, start: {} } }
  p5: { on: { request: [create-notebok, delete], from: [inbx] }, then: stop }
  P6: 5
  p7: { on: { every: 10m, at: 90% }, then: delete, resource: dev-server, mode: enforce }
  p8: { on: { budget: x, at: 90 }, then: stop, resource: notebook }
  p9: { on: { chat: x }, then: [stop], resource: [], cooldown: soon }
`;
  const r2 = await loadConfig({
    text: bad,
    path: "curfew.yaml",
    readFile: async () => 'resource,owner\na\n"b,c\na,b\na,c\n',
    schemes,
    env: {},
  });
  if (!r2.ok) {
    console.log(formatDiagnostics(r2.errors, { path: "curfew.yaml", text: bad }));
    console.log(formatDiagnostics(r2.warnings, { path: "curfew.yaml", text: bad }));
  }
});
