import type { RequestOf } from "../../domain/modelarts/check-request.ts";
import type { OperationName } from "../../domain/modelarts/operations.ts";
import { answer, type Call, effectOf, type Handler, type Outcome, refuse } from "../call.ts";
import { DEV_SERVER_PASSAGES, type Passage } from "../lifecycle.ts";
import type { DevServer } from "../machine.ts";
import { putMachine } from "../roster.ts";
import type { EmulatorState } from "../state.ts";
import { changeMachine, deletionBar, machineOf, serverNotFound } from "./change-machine.ts";
import { devServerView } from "./dev-server-view.ts";

type OsRequest = RequestOf<"ChangeDevServerOS"> | RequestOf<"ReinstallDevServerOS">;

/** `GET /dev-servers/{id}`. */
export const showDevServer: Handler<"ShowDevServer"> = (state, call) =>
  withServer(state, call, (server) => answer(state, devServerView(server)));

/** `PUT /dev-servers/{id}`: a new name, in any status. */
export const updateDevServer: Handler<"UpdateDevServer"> = (state, call) =>
  withServer(state, call, (server) => {
    const renamed = { ...server, name: call.body.name, updatedAt: call.now };
    return {
      ...answer(putMachine(state, renamed), devServerView(renamed)),
      effects: [effectOf(server, renamed)],
    };
  });

/** `PUT /dev-servers/{id}/start`. */
export const startDevServer: Handler<"StartDevServer"> = (state, call) =>
  act(state, call, DEV_SERVER_PASSAGES.start);

/** `PUT /dev-servers/{id}/stop`. */
export const stopDevServer: Handler<"StopDevServer"> = (state, call) =>
  act(state, call, DEV_SERVER_PASSAGES.stop);

/** `PUT /dev-servers/{id}/reboot`: REBOOTING shows in the answer already, so that a poll cannot miss it. */
export const rebootDevServer: Handler<"RebootDevServer"> = (state, call) =>
  act(state, call, DEV_SERVER_PASSAGES.reboot);

/** `POST /dev-servers/{id}/changeos`. */
export const changeDevServerOs: Handler<"ChangeDevServerOS"> = (state, call) =>
  withServer(state, call, (server) =>
    changeMachine(
      state,
      call,
      { machine: server, passage: DEV_SERVER_PASSAGES.changeos, with: osParts(server, call.body) },
      devServerView,
    ),
  );

/** `POST /dev-servers/{id}/reinstallos`: the image stays. */
export const reinstallDevServerOs: Handler<"ReinstallDevServerOS"> = (state, call) =>
  withServer(state, call, (server) =>
    changeMachine(
      state,
      call,
      {
        machine: server,
        passage: DEV_SERVER_PASSAGES.reinstallos,
        with: osParts(server, { ...call.body, image_id: server.imageId }),
      },
      (changed) => ({
        ...devServerView(changed),
        ...(state.quirks.reinstallStatus ? { status: "REINSTALLOS" } : {}),
      }),
    ),
  );

/** `DELETE /dev-servers/{id}`: pay-per-use servers only, unless the creation failed; no members of a supernode. */
export const deleteDevServer: Handler<"DeleteDevServer"> = (state, call) =>
  withServer(state, call, (server) => {
    const bar = server.supernode ? "A server of a supernode cannot be released alone." : deletionBar(server);
    // No page gives the code of this refusal; the general one for a bad parameter is taken.
    if (bar !== null) return refuse(400, "ModelArts.0104", bar);
    return changeMachine(
      state,
      call,
      { machine: server, passage: DEV_SERVER_PASSAGES.delete },
      devServerView,
    );
  });

/** `GET /dev-servers/{id}/operation/{operation_id}`: only disks make operations, and disks are not emulated. */
export const getDevServerOperation: Handler<"GetDevServerOperation"> = (state, call) =>
  withServer(state, call, () => refuse(400, "ModelArts.6404", "The operation does not exist."));

/** What an OS action leaves on the server besides its status. */
export function osParts(server: DevServer, request: OsRequest): Partial<DevServer> {
  return {
    imageId: request.image_id ?? server.imageId,
    keyPairName: request.key_pair_name ?? null,
  };
}

function act<N extends OperationName>(state: EmulatorState, call: Call<N>, passage: Passage): Outcome {
  return withServer(state, call, (server) =>
    changeMachine(state, call, { machine: server, passage }, devServerView),
  );
}

function withServer(
  state: EmulatorState,
  call: Pick<Call, "project" | "params" | "now">,
  use: (server: DevServer) => Outcome,
): Outcome {
  const server = machineOf(state, call, "dev-server");
  return server ? use(server) : serverNotFound();
}
