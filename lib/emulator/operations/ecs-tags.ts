import type { RequestOf } from "../../domain/modelarts/check-request.ts";
import { answer, type Handler } from "../call.ts";
import { items } from "../chunked-list.ts";
import type { DevServer } from "../machine.ts";
import { machineById, rosterOf } from "../roster.ts";

type Filter = RequestOf<"FilterServersByTag">;

const LIMIT = 1000;

/**
 * `POST /v1/{project_id}/cloudservers/resource_instances/action`. Values are joined by "or", keys by "and". Only
 * servers of type ECS are known here, under the id of the server behind the DevServer.
 */
export const filterServersByTag: Handler<"FilterServersByTag"> = (state, call) => {
  const matching: DevServer[] = [];
  for (const id of items(rosterOf(state, "dev-server", call.project))) {
    const server = machineById(state, id, call.now);
    if (server?.kind === "dev-server" && isMatch(server, call.body)) matching.push(server);
  }
  if (call.body.action === "count") return answer(state, { total_count: matching.length });
  const offset = Number(call.body.offset ?? 0);
  const page = matching.slice(offset, offset + Number(call.body.limit ?? LIMIT));
  return answer(state, {
    resources: page.map((server) => ({
      resource_id: server.cloudServerId,
      resource_name: server.name,
      resource_detail: null,
      tags: Object.entries(server.tags).map(([key, value]) => ({ key, value })),
    })),
    total_count: matching.length,
  });
};

function isMatch(server: DevServer, { tags = [], not_tags: notTags = [], matches = [] }: Filter): boolean {
  if (server.serverType !== "ECS" || server.status === "CREATING") return false;
  const has = ({ key, values }: { key: string; values: readonly string[] }) => {
    const value = server.tags[key];
    return value !== undefined && (values.length === 0 || values.includes(value));
  };
  return (
    tags.every(has) &&
    !(notTags.length > 0 && notTags.every(has)) &&
    matches.every(({ key, value }) => key !== "resource_name" || server.name.includes(value))
  );
}
