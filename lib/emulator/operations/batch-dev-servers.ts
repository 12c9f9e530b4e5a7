import type { RequestOf } from "../../domain/modelarts/check-request.ts";
import { answer, type Call, effectOf, type Handler } from "../call.ts";
import type { Effect } from "../journal.ts";
import { begin, DEV_SERVER_PASSAGES } from "../lifecycle.ts";
import type { DevServer } from "../machine.ts";
import { pageEnvelope } from "../page.ts";
import { findMachine, putMachine } from "../roster.ts";
import { passageNow } from "../sold-out.ts";
import type { EmulatorState } from "../state.ts";
import { deletionBar, mayBegin } from "./change-machine.ts";
import { devServerView } from "./dev-server-view.ts";
import { osParts } from "./dev-servers.ts";
import { ownServersPage } from "./list-dev-servers.ts";

type Batch = RequestOf<"BatchDevServersAction">;

const PASSAGES = {
  START: DEV_SERVER_PASSAGES.start,
  STOP: DEV_SERVER_PASSAGES.stop,
  REBOOT: DEV_SERVER_PASSAGES.reboot,
  CHANGEOS: DEV_SERVER_PASSAGES.changeos,
  REINSTALLOS: DEV_SERVER_PASSAGES.reinstallos,
  DELETE: DEV_SERVER_PASSAGES.delete,
} as const;

/**
 * `POST /dev-servers/action`. Every server that can take the action takes it; the others are left as they are, and
 * the answer does not say which: it is a page, by the sample not even of the servers that were asked for.
 */
export const batchDevServers: Handler<"BatchDevServersAction"> = (state, call) => {
  let current = state;
  const effects: Effect[] = [];
  for (const id of new Set(call.body.servers.map((server) => server.id))) {
    const changed = changeOne(current, call, id);
    if (!changed) continue;
    current = changed.state;
    effects.push(changed.effect);
  }
  const body = state.quirks.batchAnswersList
    ? ownServersPage(current, call, undefined)
    : askedFor(current, call);
  return { ...answer(current, body), effects };
};

function changeOne(
  state: EmulatorState,
  call: Call<"BatchDevServersAction">,
  id: string,
): { state: EmulatorState; effect: Effect } | undefined {
  const server = findMachine(state, { kind: "dev-server", project: call.project, id }, call.now);
  const passage = PASSAGES[call.body.type];
  if (!server || !mayBegin(server, passage) || !takesBatches(server, call.body.type)) return undefined;
  const changed: DevServer = {
    ...begin(server, passageNow(state, server, passage), call.now, state.speed),
    ...(call.body.extend_param ? batchOsParts(server, call.body) : {}),
  };
  return { state: putMachine(state, changed), effect: effectOf(server, changed) };
}

/** Deletions and OS actions in batches are for single servers only. */
function takesBatches(server: DevServer, type: Batch["type"]): boolean {
  if (type === "DELETE" && deletionBar(server) !== null) return false;
  return server.supernode === null || type === "START" || type === "STOP" || type === "REBOOT";
}

/** One login is applied to every server of the batch. */
function batchOsParts(server: DevServer, { type, extend_param: request = {} }: Batch): Partial<DevServer> {
  return osParts(server, type === "CHANGEOS" ? request : { ...request, image_id: server.imageId });
}

function askedFor(state: EmulatorState, call: Call<"BatchDevServersAction">) {
  const data = call.body.servers.flatMap(({ id }) => {
    const server = findMachine(state, { kind: "dev-server", project: call.project, id }, call.now);
    return server ? [devServerView(server)] : [];
  });
  const count = data.length;
  return pageEnvelope(data, { total: count, offset: 0, limit: Math.max(1, count), size: count });
}
