import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type RunningEmulator,
  SAMPLE_FLEET,
  SAMPLE_PROJECTS,
  startEmulator,
} from "../../lib/entry/emulator.ts";

/** The parts of the vendor's SDK core that its generated clients use. */
interface SdkClient {
  sendRequest(options: SdkRequest): Promise<Readonly<Record<string, unknown>>>;
}
interface SdkRequest {
  readonly method: string;
  readonly url: string;
  readonly contentType: string;
  readonly queryParams: Readonly<Record<string, unknown>>;
  readonly pathParams: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}
interface SdkCredentials {
  withAk(ak: string): SdkCredentials;
  withSk(sk: string): SdkCredentials;
  withProjectId(id: string): SdkCredentials;
}
interface SdkBuilder {
  withCredential(credential: SdkCredentials): SdkBuilder;
  withEndpoint(endpoint: string): SdkBuilder;
  build(): SdkClient;
}
interface SdkCore {
  readonly BasicCredentials: new () => SdkCredentials;
  readonly ClientBuilder: new (init: (client: SdkClient) => SdkClient) => SdkBuilder;
}

const KEY = { ak: "EXAMPLEACCESSKEY", sk: "EXAMPLESECRETKEYNOTREAL" };
const PROJECT = SAMPLE_PROJECTS.huaweicloud;
const SERVER = "c0ffee00-0000-4000-8000-000000000201";
const STOPPED = "c0ffee00-0000-4000-8000-000000000221";
const NOTEBOOK = "c0ffee00-0000-4000-8000-000000000101";

describe("the vendor's own SDK", () => {
  const home = { before: process.env["HOME"], folder: "" };
  let emulator: RunningEmulator;
  let core: SdkCore;

  beforeAll(async () => {
    // It writes a file into the home folder of whoever builds a client.
    home.folder = mkdtempSync(join(tmpdir(), "curfew-sdk-"));
    process.env["HOME"] = home.folder;
    const require = createRequire(import.meta.url);
    core = {
      ...require("@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials"),
      ...require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder"),
    };
    // It prints whole requests for every error answer, which the tests below provoke.
    require("@huaweicloud/huaweicloud-sdk-core/logger/log4jLogger").Logger4jInstance.level = "off";
    emulator = await startEmulator({
      credentials: [{ accessKey: KEY.ak, secretKey: KEY.sk }],
      fleet: SAMPLE_FLEET,
    });
  });

  afterAll(async () => {
    if (home.before === undefined) delete process.env["HOME"];
    else process.env["HOME"] = home.before;
    await emulator.close();
    rmSync(home.folder, { recursive: true, force: true });
  });

  function client(sk = KEY.sk): SdkClient {
    const credential = new core.BasicCredentials().withAk(KEY.ak).withSk(sk).withProjectId(PROJECT);
    return new core.ClientBuilder((hcClient) => hcClient)
      .withCredential(credential)
      .withEndpoint(emulator.url)
      .build();
  }

  /** Like a generated method: the data of a call without a body is `{}`, which is sent even with GET. */
  function request(method: string, url: string, more: Partial<SdkRequest> = {}): SdkRequest {
    return {
      method,
      url,
      contentType: "application/json",
      queryParams: {},
      pathParams: { project_id: PROJECT },
      headers: {},
      data: {},
      ...more,
    };
  }

  it("signs a list that the emulator believes, query and empty body included", async () => {
    const page = await client().sendRequest(
      request("GET", "/v1/{project_id}/dev-servers", {
        queryParams: { limit: 3, offset: 2, sort_dir: "DESC" },
      }),
    );
    expect(page).toMatchObject({ httpStatusCode: 200, current: 0, size: 3 });
    expect(page["data"]).toHaveLength(3);
  });

  it("stops a server and a notebook, and reads them again", async () => {
    const sdk = client();
    const one = { pathParams: { project_id: PROJECT, id: SERVER } };
    const stopped = await sdk.sendRequest(request("PUT", "/v1/{project_id}/dev-servers/{id}/stop", one));
    expect(stopped).toMatchObject({ id: SERVER, status: "STOPPING" });
    expect(await sdk.sendRequest(request("GET", "/v1/{project_id}/dev-servers/{id}", one))).toMatchObject({
      status: "STOPPING",
    });
    const notebook = { pathParams: { project_id: PROJECT, id: NOTEBOOK } };
    expect(
      await sdk.sendRequest(request("POST", "/v1/{project_id}/notebooks/{id}/stop", notebook)),
    ).toMatchObject({ status: "STOPPING" });
  });

  it("sends a body that arrives as it was signed", async () => {
    const pathParams = { project_id: PROJECT, id: STOPPED };
    const data = { admin_pass: "@Admin_pass1" };
    const answer = await client().sendRequest(
      request("POST", "/v1/{project_id}/dev-servers/{id}/reinstallos", { pathParams, data }),
    );
    expect(answer).toMatchObject({ id: STOPPED, status: "REINSTALLOS" });
  });

  it("reads the code of an error, and of a wrong signature", async () => {
    const pathParams = { project_id: PROJECT, id: "c0ffee00-0000-4000-8000-000000000999" };
    const show = request("GET", "/v1/{project_id}/dev-servers/{id}", { pathParams });
    await expect(client().sendRequest(show)).rejects.toMatchObject({
      httpStatusCode: 400,
      errorCode: "ModelArts.6404",
    });
    await expect(client("EXAMPLEWRONGSECRET").sendRequest(show)).rejects.toMatchObject({
      httpStatusCode: 401,
      errorCode: "APIGW.0301",
    });
  });
});
