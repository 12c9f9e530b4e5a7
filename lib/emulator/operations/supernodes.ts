import { answer, type Call, effectOf, type Handler, type Outcome, refuse } from "../call.ts";
import type { Effect } from "../journal.ts";
import { begin, type Passage, SUPERNODE_PASSAGES } from "../lifecycle.ts";
import type { DevServer, Supernode } from "../machine.ts";
import { pageEnvelope, pageOfMachines } from "../page.ts";
import { machineById, putMachine } from "../roster.ts";
import { passageNow } from "../sold-out.ts";
import type { EmulatorState } from "../state.ts";
import { deletionBar, machineOf, mayBegin, notAllowedNow, serverNotFound } from "./change-machine.ts";
import { supernodeView } from "./dev-server-view.ts";

const LIMIT = 10;

/** `GET /dev-servers/hyperinstance`. */
export const listHyperinstances: Handler<"ListHyperinstances"> = (state, call) => {
  const { limit = LIMIT, offset = 0, sort_dir: direction, sort_key: sortKey } = call.query ?? {};
  const page = pageOfMachines(
    state,
    {
      kind: "supernode",
      project: call.project,
      sortKey: sortKey === "updateTime" ? "updated" : "created",
      descending: direction === "DESC",
      offset,
      limit,
    },
    call.now,
  );
  const data = page.machines.flatMap((machine) =>
    machine.kind === "supernode" ? [supernodeView(state, machine, call.now)] : [],
  );
  return answer(state, pageEnvelope(data, { total: page.total, offset, limit, size: data.length }));
};

/** `GET /dev-servers/hyperinstance/{id}`. */
export const getHyperinstance: Handler<"GetHyperinstance"> = (state, call) =>
  withSupernode(state, call, (supernode) => answer(state, supernodeView(state, supernode, call.now)));

/** `PUT /dev-servers/hyperinstance/{id}/start`. */
export const startHyperinstance: Handler<"StartHyperinstance"> = (state, call) =>
  withSupernode(state, call, (supernode) => changeAll(state, call, supernode, SUPERNODE_PASSAGES.start));

/** `PUT /dev-servers/hyperinstance/{id}/stop`. */
export const stopHyperinstance: Handler<"StopHyperinstance"> = (state, call) =>
  withSupernode(state, call, (supernode) => changeAll(state, call, supernode, SUPERNODE_PASSAGES.stop));

/** `POST /dev-servers/hyperinstance/{id}/changeos`. */
export const changeHyperinstanceOs: Handler<"ChangeHyperinstanceOS"> = (state, call) =>
  withSupernode(state, call, (supernode) =>
    changeAll(state, call, supernode, SUPERNODE_PASSAGES.changeos, {
      imageId: call.body.image_id,
      keyPairName: call.body.key_pair_name ?? null,
    }),
  );

/** `DELETE /dev-servers/hyperinstance/{id}`: pay-per-use and running, or failed. */
export const deleteHyperinstance: Handler<"DeleteHyperinstance"> = (state, call) =>
  withSupernode(state, call, (supernode) => {
    const bar = deletionBar(supernode);
    if (bar !== null) return refuse(400, "ModelArts.0104", bar);
    return changeAll(state, call, supernode, SUPERNODE_PASSAGES.delete);
  });

/** A supernode changes as a whole: its servers go along, whatever each of them was doing. */
function changeAll(
  state: EmulatorState,
  call: Pick<Call, "now">,
  supernode: Supernode,
  passage: Passage,
  parts: Partial<DevServer> = {},
): Outcome {
  if (!mayBegin(supernode, passage)) return notAllowedNow(supernode.name);
  const way = passageNow(state, supernode, passage);
  const changed = begin(supernode, way, call.now, state.speed);
  let next = putMachine(state, changed);
  const effects: Effect[] = [effectOf(supernode, changed)];
  for (const id of supernode.members) {
    const member = machineById(state, id, call.now);
    if (member?.kind !== "dev-server") continue;
    const moved: DevServer = { ...begin(member, way, call.now, state.speed), ...parts };
    next = putMachine(next, moved);
    effects.push(effectOf(member, moved));
  }
  return { ...answer(next, supernodeView(next, changed, call.now)), effects };
}

function withSupernode(
  state: EmulatorState,
  call: Pick<Call, "project" | "params" | "now">,
  use: (supernode: Supernode) => Outcome,
): Outcome {
  const supernode = machineOf(state, call, "supernode");
  return supernode ? use(supernode) : serverNotFound();
}
