import { describe, expect, it } from "vitest";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import { checkRequest } from "../../../../lib/domain/modelarts/check-request.ts";
import { BATCH_CHANGE, FULL_LEGACY_NOTEBOOK, FULL_SERVER } from "../../../fixtures/modelarts-requests.ts";

function errorOf(attempt: () => unknown): AutomationError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof AutomationError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const create = (body: unknown) => checkRequest("CreateDevServer", "huaweicloud", body);

describe("checkRequest", () => {
  it("answers the request when it obeys", () => {
    expect(create(FULL_SERVER)).toEqual(FULL_SERVER);
  });

  it("names field, rule, value and document", () => {
    const error = errorOf(() => create({ ...FULL_SERVER, root_volume: { size: 50 } }));
    expect(error.code).toBe("invalid-request");
    expect(error.message).toBe(
      'root_volume.size: 100 to 1,024 GB (got 50); see "Creating a DevServer Instance", 2025-08-20',
    );
    expect(error.details).toMatchObject({
      field: "root_volume.size",
      rule: "100 to 1,024 GB",
      document: '"Creating a DevServer Instance", 2025-08-20',
      retryable: false,
    });
  });

  it("names every broken rule in its details and the first few in its text", () => {
    const error = errorOf(() => create({ ...FULL_SERVER, name: "", arch: "MIPS", colour: 1, size: 2 }));
    const broken = error.details["broken"] as readonly { readonly field: string }[];
    expect(broken.map(({ field }) => field).sort()).toEqual(["arch", "colour", "name", "size"]);
    expect(error.message).toMatch(/; 3 more: /);
  });

  it.each([
    ["a list", [], /^body: an object \(got a list\)/],
    ["null", null, /^body: an object \(got null\)/],
    ["nothing", undefined, /^body: mandatory: an object \(missing\)/],
    ["text", "stop", /^body: an object \(got "stop"\)/],
  ])("refuses %s in place of a body", (_, body, message) => {
    expect(errorOf(() => create(body)).message).toMatch(message);
  });

  it("says what is missing and shortens what is long", () => {
    expect(errorOf(() => create({ ...FULL_SERVER, name: undefined })).message).toMatch(
      /^name: mandatory: 1 to 64 .* \(missing\)/,
    );
    const long = errorOf(() => create({ ...FULL_SERVER, name: "x".repeat(1000) })).message;
    expect(long).toMatch(/\(got a longer text\)/);
    expect(long.length).toBeLessThan(250);
  });

  it.each([
    ["admin_pass", { ...FULL_SERVER, admin_pass: "hunter2secret" }],
    ["a password beside a key pair", { ...FULL_SERVER, admin_pass: "Hunter2-secret", key_pair_name: "k" }],
    ["a password in place of a key pair", { ...FULL_SERVER, key_pair_name: "Hunter2 secret" }],
    ["a password under an unknown name", { ...FULL_SERVER, adminPass: "hunter2-secret" }],
    ["user data", { ...FULL_SERVER, userdata: "hunter2 secret" }],
    ["user data in a batch", { ...BATCH_CHANGE, extend_param: { user_data: "hunter2 secret" } }],
    ["a whole login", { ...BATCH_CHANGE, type: "STOP", extend_param: { admin_pass: "Hunter2-secret" } }],
  ])("never repeats %s", (_, body) => {
    const name = "type" in body ? "BatchDevServersAction" : "CreateDevServer";
    const error = errorOf(() => checkRequest(name, "huaweicloud", body));
    expect(`${error.message} ${JSON.stringify(error.details)} ${error.cause}`).not.toMatch(/hunter2/i);
  });

  it("says not-supported for a cloud without the call, before it looks at the body", () => {
    const error = errorOf(() => checkRequest("CreateDevServer", "otc", {}));
    expect(error.code).toBe("not-supported");
    expect(error.message).toBe(
      "CreateDevServer: Open Telekom Cloud does not offer it, only Huawei Cloud does",
    );
  });

  it("cites the page of the cloud that is asked", () => {
    const citation = (cloud: "huaweicloud" | "otc") =>
      errorOf(() => checkRequest("CreateLegacyNotebook", cloud, { ...FULL_LEGACY_NOTEBOOK, name: "" }))
        .details.document;
    expect(citation("huaweicloud")).toBe('"Creating a Development Environment Instance", 2023-12');
    expect(citation("otc")).toBe('"Creating a Development Environment Instance (OTC)", 2025-08');
  });
});
