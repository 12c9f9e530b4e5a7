import type { Cloud } from "../../domain/clouds.ts";
import { flavorFacts } from "../flavors.ts";
import type { LegacyNotebook } from "../machine.ts";

/** An old development environment as create, show and the list answer it. Timestamps are strings here. */
export function legacyView(
  notebook: LegacyNotebook,
  seen: { readonly cloud: Cloud; readonly now: number },
): Record<string, unknown> {
  return {
    ai_project: { id: "default-ai-project" },
    creation_timestamp: String(notebook.createdAt),
    description: notebook.description,
    flavor: notebook.flavor,
    flavor_details: flavorDetails(notebook.flavor, seen.cloud),
    id: notebook.id,
    latest_update_timestamp: String(notebook.updatedAt),
    name: notebook.name,
    profile: profile(notebook),
    spec: spec(notebook, seen),
    status: notebook.status,
    user: notebook.user,
    workspace: { id: notebook.workspaceId },
  };
}

function spec(notebook: LegacyNotebook, { cloud, now }: { readonly cloud: Cloud; readonly now: number }) {
  const host = cloud === "otc" ? "notebook.otc.example.com" : "modelarts-notebook.example.com";
  const url = `https://${host}:32000/modelarts/hubv100/notebook/user/${notebook.id}`;
  return {
    // The address is empty until the environment runs.
    annotations: { target_domain: `https://${host}`, url: notebook.status === "RUNNING" ? url : "" },
    ...(notebook.autoStop ? { auto_stop: autoStop(notebook, now) } : {}),
    extend_params: null,
    extend_storage: null,
    failed_reasons: null,
    repository: null,
    storage: notebook.storage,
  };
}

/** The rest of the time is worked out when somebody asks. */
function autoStop({ autoStop: rule, stopAt }: LegacyNotebook, now: number): Record<string, unknown> {
  if (stopAt === null) return { ...rule };
  return { ...rule, remain_time: Math.max(0, Math.round((stopAt - now) / 1000)), stop_timestamp: stopAt };
}

function flavorDetails(flavor: string, cloud: Cloud): Record<string, unknown> {
  const facts = flavorFacts(flavor);
  return {
    name: flavor,
    params: {
      CPU: facts.vcpus,
      GPU: facts.gpus,
      ...(facts.gpus > 0 ? { gpu_type: "v100NV32" } : {}),
      memory: `${facts.memoryGib}GiB`,
    },
    ...(cloud === "otc" ? { params_extends: paramsExtends(facts.vcpus, facts.memoryGib) } : {}),
    status: "onSale",
    type: flavorType(flavor),
  };
}

/** Seen in an answer of Open Telekom Cloud, documented nowhere. */
function paramsExtends(vcpus: number, memoryGib: number): Record<string, unknown> {
  return { arch: "X86_64", cpu: { memory_size: String(memoryGib), memory_unit: "GB", num: vcpus } };
}

function flavorType(flavor: string): string {
  const facts = flavorFacts(flavor);
  if (facts.npus > 0) return "ASCEND";
  return facts.gpus > 0 ? "GPU" : "CPU";
}

function profile(notebook: LegacyNotebook): Record<string, unknown> {
  return {
    de_type: "Notebook",
    description: "multi engine, python 3.6 for notebook",
    flavor_type: flavorType(notebook.flavor),
    id: notebook.profileId,
    name: notebook.profileId,
    provision: {
      spec: {
        engine: "CCE",
        params: {
          annotations: null,
          image_name: "mul-kernel-gpu-cuda-cp36",
          image_tag: "2.0.5-B003",
          namespace: "atelier",
        },
      },
      type: "Docker",
    },
  };
}
