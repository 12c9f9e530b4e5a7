import { flavorFacts } from "../flavors.ts";
import type { DevServer, Supernode } from "../machine.ts";
import { uuidFrom } from "../new-ids.ts";
import { hashText, noise } from "../noise.ts";
import { machineById } from "../roster.ts";
import { hashedHex } from "../seed-machine.ts";
import type { EmulatorState } from "../state.ts";

/** ServerResponse: a server as create, show, the actions and the lists answer it. */
export function devServerView(server: DevServer): Record<string, unknown> {
  const creating = server.status === "CREATING";
  const arch = flavorFacts(server.flavor).arch === "aarch64" ? "ARM" : "X86";
  return {
    charging_mode: server.billing,
    // Neither the id of the server behind it nor its address is known while it is created.
    cloud_server: {
      ...(creating ? {} : { id: server.cloudServerId }),
      type: server.serverType,
      ...(server.supernode && !creating ? hpsIds(server) : {}),
    },
    create_at: server.createdAt,
    ...(creating ? {} : { endpoints: [{ service: "SSH", uri: privateAddress(server.key) }] }),
    flavor: server.flavor,
    id: server.id,
    image: { arch, image_id: server.imageId, name: imageName(server), server_type: server.serverType },
    ...(server.keyPairName === null ? {} : { key_pair_name: server.keyPairName }),
    name: server.name,
    ...(server.orderId === null ? {} : { order_id: server.orderId }),
    status: server.status,
    update_at: server.updatedAt,
    vpc_id: server.network.vpcId,
    subnet_id: server.network.subnetId,
    category: server.supernode ? "HPS" : "SERVER",
    ...(server.supernode ? { server_hps: server.supernode } : {}),
    ...(creating ? {} : { volumes: volumes(server) }),
  };
}

const API_WORDS: Readonly<Record<string, string>> = {
  CREATING: "PROVISIONING",
  RUNNING: "ACTIVE",
  CHANGINGOS: "REIMAGING",
  DELETING: "TERMINATING",
};

/**
 * A supernode with its servers. The API pages have six words for its status and none for "stopped"; where they have
 * one it is used, elsewhere the word of a server, which the SDK reference lists.
 */
export function supernodeView(
  state: EmulatorState,
  supernode: Supernode,
  now: number,
): Record<string, unknown> {
  const servers = supernode.members.flatMap((id) => {
    const member = machineById(state, id, now);
    return member?.kind === "dev-server" ? [devServerView(member)] : [];
  });
  const { status } = supernode;
  return {
    create_at: supernode.createdAt,
    update_at: supernode.updatedAt,
    id: supernode.id,
    hps_id: uuidFrom(hashedHex(supernode.key ^ hashText("hps"), 32)),
    hps_cluster_id: supernode.clusterId,
    name: supernode.name,
    ...(supernode.orderId === null ? {} : { order_id: supernode.orderId }),
    status: state.quirks.supernodeWords ? (API_WORDS[status] ?? status) : status,
    servers,
  };
}

function hpsIds(server: DevServer): Record<string, string> {
  return {
    hps_id: uuidFrom(hashedHex(hashText(server.supernode?.id ?? ""), 32)),
    hps_ecs_id: uuidFrom(hashedHex(server.key ^ hashText("hps-ecs"), 32)),
  };
}

function volumes(server: DevServer): readonly Record<string, unknown>[] {
  return server.volumes.map((volume, index) => ({
    type: volume.type,
    size: volume.size,
    evs_type: volume.evsType,
    // The system disk gets a new id with every change of the image.
    evs_id: uuidFrom(
      hashedHex(server.key ^ hashText(`volume ${index} ${index === 0 ? server.imageId : ""}`), 32),
    ),
  }));
}

function imageName(server: DevServer): string {
  const facts = flavorFacts(server.flavor);
  const hardware = facts.npus > 0 ? "NPU" : facts.gpus > 0 ? "GPU" : "CPU";
  return facts.arch === "aarch64" ? `EulerOS2.10_arm_${hardware}` : `Ubuntu18.04_x86_64_${hardware}`;
}

function privateAddress(key: number): string {
  return `192.168.${Math.floor(noise(key, 1) * 250)}.${2 + Math.floor(noise(key, 2) * 250)}`;
}
