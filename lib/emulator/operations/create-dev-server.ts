import type { RequestOf } from "../../domain/modelarts/check-request.ts";
import { answer, type Call, effectOf, type Handler, type Outcome } from "../call.ts";
import { begin, CREATION } from "../lifecycle.ts";
import type { DevServer, Machine, MachineParts, Supernode, Volume } from "../machine.ts";
import { randomOrderId, randomUuid } from "../new-ids.ts";
import { addMachine } from "../roster.ts";
import { cloudServerIdOf } from "../seed-machine.ts";
import { soldOutAnswer } from "../sold-out.ts";
import type { EmulatorState } from "../state.ts";
import { ORDER_SECONDS } from "../timings.ts";
import { devServerView } from "./dev-server-view.ts";
import { newParts } from "./new-parts.ts";

type Create = RequestOf<"CreateDevServer">;

/**
 * `POST /dev-servers`. With a `count` several servers come into being, their names numbered; the answer shows the
 * first. A request for a supernode makes the supernode and one server in it. A yearly/monthly order may come first.
 */
export const createDevServer: Handler<"CreateDevServer"> = (state, call) => {
  const { body } = call;
  const soldOut = soldOutAnswer(state, flavorOf(body));
  if (soldOut) return soldOut;
  const billing = billingOf(body);
  const orderId = billing === "PRE_PAID" ? randomOrderId(call.random) : null;
  const supernode = isSupernode(body) ? newSupernode(state, call, { billing, orderId }) : null;
  const count = body.count ?? 1;
  const servers = Array.from({ length: count }, (_, index) =>
    newServer(state, call, {
      name: count === 1 ? body.name : `${body.name}-${index + 1}`,
      billing,
      orderId,
      supernode: supernode && { id: supernode.id, name: supernode.name },
    }),
  );
  const made = [
    ...(supernode ? [{ ...supernode, members: servers.map((server) => server.id) }] : []),
    ...servers,
  ];
  if (orderId !== null && state.quirks.prepaidOrderFirst)
    return ordered(state, call, { orderId, billing, made });
  const next = made.reduce(addMachine, state);
  const first = servers[0];
  return {
    ...answer(next, first && answerOf(first)),
    effects: made.map((machine) => effectOf(null, machine)),
  };
};

/** Takes the order alone: what is bought comes when the order has been carried out. */
function ordered(
  state: EmulatorState,
  { now }: Pick<Call, "now">,
  order: Purchase & { readonly made: readonly Machine[] },
): Outcome {
  const { orderId, billing, made } = order;
  const at = now + Math.round((ORDER_SECONDS * 1000) / state.speed);
  const deliveries = [...state.deliveries, ...made.map((machine) => ({ machine, at }))];
  return {
    ...answer({ ...state, deliveries }, { order_id: orderId, charging_mode: billing }),
    effects: made.map((machine) => ({ ...effectOf(null, machine), to: "ORDERED" })),
  };
}

/** The create sample has neither networks nor disks yet. */
function answerOf(server: DevServer): Record<string, unknown> {
  const { vpc_id: _vpc, subnet_id: _subnet, ...view } = devServerView(server);
  return view;
}

interface Purchase {
  readonly billing: DevServer["billing"];
  readonly orderId: string | null;
}

function newServer(
  state: EmulatorState,
  call: Call<"CreateDevServer">,
  parts: Purchase & { readonly name: string; readonly supernode: DevServer["supernode"] },
): DevServer {
  const { body } = call;
  const base = serverParts(state, call, parts.name);
  const server: DevServer = {
    ...base,
    kind: "dev-server",
    serverType: parts.supernode ? "HPS" : (body.server_type ?? "ECS"),
    billing: parts.billing,
    orderId: parts.orderId,
    cloudServerId: cloudServerIdOf(base.id, state.seed),
    imageId: body.image_id,
    network: { vpcId: body.network.vpc_id, subnetId: body.network.subnet_id },
    keyPairName: body.key_pair_name ?? null,
    volumes: volumesOf(body),
    supernode: parts.supernode,
  };
  return begin(server, CREATION["dev-server"], call.now, state.speed);
}

function newSupernode(state: EmulatorState, call: Call<"CreateDevServer">, purchase: Purchase): Supernode {
  const { body } = call;
  const supernode: Supernode = {
    ...serverParts(state, call, body.name),
    kind: "supernode",
    ...purchase,
    clusterId: body.hps_cluster_id ?? body.network.hyper_cluster?.id ?? "",
    members: [],
  };
  return begin(supernode, CREATION.supernode, call.now, state.speed);
}

function serverParts(state: EmulatorState, call: Call<"CreateDevServer">, name: string): MachineParts {
  return newParts(state, call, { id: randomUuid(call.random), name, flavor: flavorOf(call.body) });
}

function flavorOf({ flavor, resource_flavor: resourceFlavor }: Create): string {
  return flavor ?? resourceFlavor ?? "";
}

function isSupernode(body: Create): boolean {
  return body.server_type === "HPS" || (body.server_type === undefined && body.hps_cluster_id !== undefined);
}

/** Without `charging_info` the vendor's sample answers PRE_PAID; so does the emulator. Hence: always send it. */
function billingOf(body: Create): DevServer["billing"] {
  return body.charging_info?.charging_mode ?? "PRE_PAID";
}

function volumesOf(body: Create): readonly Volume[] {
  const root: Volume = {
    type: "ROOT",
    size: body.root_volume?.size ?? 100,
    evsType: body.root_volume?.type ?? "SSD",
  };
  const disk = body.data_volume;
  if (!disk) return [root];
  const data: Volume = { type: "DATA", size: disk.size, evsType: disk.type };
  return [root, ...Array.from({ length: disk.count }, () => data)];
}
