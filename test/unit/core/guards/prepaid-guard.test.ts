import { expect, it } from "vitest";
import { prepaidGuard } from "../../../../lib/core/guards/prepaid-guard.ts";
import { server } from "../../../fixtures/resources.ts";
import { candidate } from "./candidate.ts";

const resource = server({ billing: "prepaid" });
const kinds = { resources: ["dev-server" as const] };

it("vetoes deleting a yearly/monthly machine", () => {
  expect(prepaidGuard(candidate({ resource, verb: "delete", policy: kinds }))).toMatchObject({
    reason: "not-supported",
  });
});

it("lets a failed order be deleted, whatever its billing", () => {
  const failed = { ...resource, status: "CREATE_FAILED", standing: "failed" as const };
  expect(prepaidGuard(candidate({ resource: failed, verb: "delete", policy: kinds }))).toBeUndefined();
});

it("does not mind a stop, or deleting a machine paid by use", () => {
  expect(prepaidGuard(candidate({ resource, policy: kinds }))).toBeUndefined();
  expect(prepaidGuard(candidate({ resource: server(), verb: "delete", policy: kinds }))).toBeUndefined();
});
