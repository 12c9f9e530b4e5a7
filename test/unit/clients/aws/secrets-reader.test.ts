import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSecretsReader, SECRET_TIMES } from "../../../../lib/clients/aws/secrets-reader.ts";
import { createNodeTransport, type NodeTransport } from "../../../../lib/clients/transport/node-https.ts";
import { NOW, type Planned, ROLE, startAws } from "./aws-endpoint.ts";

const opened: (() => Promise<void>)[] = [];
let transport: NodeTransport;

beforeEach(() => {
  transport = createNodeTransport();
});

afterEach(async () => {
  await transport.close();
  for (const close of opened.splice(0)) await close();
});

const KEYS = { access_key: "HW-EXAMPLE-AK", secret_key: "hw-example-sk" };
const secret = (text: string): Planned => ({
  status: 200,
  body: { Name: "curfew/huawei", SecretString: text },
});
const refused = (status: number, type: string): Planned => ({
  status,
  body: { __type: type, message: "private" },
});

/** A reader of a store that answers as planned; the plan is given how many calls came so far. */
async function reader(
  plan: (count: number) => Planned,
  service: "secretsmanager" | "ssm" = "secretsmanager",
) {
  const aws = await startAws(service, (_, count) => plan(count));
  opened.push(aws.close);
  const clock = { nowMs: NOW };
  const secrets = createSecretsReader({
    region: "eu-central-1",
    credentials: () => ROLE,
    transport,
    now: () => clock.nowMs,
    endpoints: { [service]: aws.origin },
  });
  return { aws, clock, read: secrets.read };
}

const NAME = "secretsmanager:curfew/huawei";

describe("a secret of Secrets Manager", () => {
  it("is read with a signed call and taken apart into its fields, with one call for all", async () => {
    const { aws, read } = await reader(() => secret(JSON.stringify(KEYS)));
    const both = await Promise.all([read(`${NAME}#access_key`), read(`${NAME}#secret_key`)]);
    expect([...both, await read(NAME)]).toEqual(["HW-EXAMPLE-AK", "hw-example-sk", JSON.stringify(KEYS)]);
    expect(aws.targets()).toEqual([["secretsmanager.GetSecretValue", "application/x-amz-json-1.1"]]);
    expect(aws.bodies()).toEqual([{ SecretId: "curfew/huawei" }]);
  });

  it("is read by its ARN", async () => {
    const { aws, read } = await reader(() => secret("text"));
    const arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:curfew/huawei-AbCdEf";
    expect(await read(`secretsmanager:${arn}`)).toBe("text");
    expect(aws.bodies()).toEqual([{ SecretId: arn }]);
  });

  it("is refused by the store when the signature is of another key, which the stand-in checks", async () => {
    const aws = await startAws("secretsmanager", () => secret("text"));
    opened.push(aws.close);
    const secrets = createSecretsReader({
      region: "eu-central-1",
      credentials: () => ({ ...ROLE, secretKey: "another" }),
      transport,
      now: () => NOW,
      endpoints: { secretsmanager: aws.origin },
    });
    await expect(secrets.read(NAME)).rejects.toMatchObject({ code: "unauthorized" });
  });
});

describe("a parameter of the Parameter Store", () => {
  it("is read decrypted", async () => {
    const { aws, read } = await reader(
      () => ({ status: 200, body: { Parameter: { Value: "value" } } }),
      "ssm",
    );
    expect(await read("ssm:/curfew/jira")).toBe("value");
    expect(aws.targets()).toEqual([["AmazonSSM.GetParameter", "application/x-amz-json-1.1"]]);
    expect(aws.bodies()).toEqual([{ Name: "/curfew/jira", WithDecryption: true }]);
  });
});

describe("a secret that was read", () => {
  const numbered = (count: number) => secret(`version ${count}`);

  it("is kept for five minutes and read again after them", async () => {
    const { clock, read } = await reader(numbered);
    expect(await read(NAME)).toBe("version 1");
    clock.nowMs += SECRET_TIMES.keepMs - 1;
    expect(await read(NAME)).toBe("version 1");
    clock.nowMs += 1;
    expect(await read(NAME)).toBe("version 2");
  });

  it("is not kept for longer because the clock was set back", async () => {
    const { clock, read } = await reader(numbered);
    expect(await read(NAME)).toBe("version 1");
    clock.nowMs -= 1;
    expect(await read(NAME)).toBe("version 2");
  });

  it("has the age of the moment that the caller names", async () => {
    const { clock, read } = await reader(numbered);
    await read(NAME);
    const startedMs = clock.nowMs + SECRET_TIMES.keepMs - 1;
    clock.nowMs += SECRET_TIMES.keepMs;
    expect(await read(NAME, startedMs)).toBe("version 1");
  });

  it("is used through an outage for an hour, the store being asked twice a minute at most", async () => {
    const { aws, clock, read } = await reader((count) =>
      count === 1 ? secret("first") : refused(503, "Down"),
    );
    await read(NAME);
    clock.nowMs += SECRET_TIMES.keepMs;
    expect(await read(NAME)).toBe("first");
    expect(await read(NAME)).toBe("first");
    expect(aws.seen).toHaveLength(3);
    clock.nowMs += SECRET_TIMES.pauseMs;
    expect(await read(NAME)).toBe("first");
    expect(aws.seen).toHaveLength(5);
    clock.nowMs = NOW + SECRET_TIMES.staleMs;
    await expect(read(NAME)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("is forgotten at once when the store refuses it", async () => {
    const { clock, read } = await reader((count) =>
      count === 1 ? secret("x") : refused(400, "AccessDeniedException"),
    );
    await read(NAME);
    clock.nowMs += SECRET_TIMES.keepMs;
    await expect(read(NAME)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a secret that cannot be read", () => {
  it.each([
    [400, "ResourceNotFoundException", "missing-credentials", "there is no such secret"],
    [400, "com.amazonaws.ssm#ParameterNotFound", "missing-credentials", "there is no such secret"],
    [400, "AccessDeniedException", "forbidden", "needs secretsmanager:GetSecretValue on it"],
    [400, "ThrottlingException", "throttled", "ThrottlingException"],
    [400, "ExpiredTokenException", "unauthorized", "ExpiredTokenException"],
    [400, "SomethingNew", "invalid-request", "HTTP 400, SomethingNew"],
    [400, "<private text>", "invalid-request", "HTTP 400)"],
  ])("names the reference and what the store says: HTTP %i %s", async (status, type, code, text) => {
    const { read } = await reader(() => refused(status, type));
    const error: unknown = await read(`${NAME}#access_key`).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code,
      message: expect.stringContaining(text),
      details: { field: `${NAME}#access_key` },
    });
    expect(String(error)).toContain(`${NAME}#access_key: `);
    expect(String(error)).not.toContain("private");
  });

  it.each([
    ["no JSON", "private-text"],
    ["no such field", '{"other":"private-text"}'],
    ["a field that is no text", '{"access_key":{"private-text":1}}'],
    ["a field of every object", "{}"],
    ["an empty field", '{"access_key":""}'],
  ])("never shows its value: %s", async (_, text) => {
    const { read } = await reader(() => secret(text));
    const error: unknown = await read(`${NAME}#access_key`).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "missing-credentials",
      message: expect.stringMatching(/under access_key$/),
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("private-text");
  });

  it("is missing when it holds bytes in place of a text", async () => {
    const { read } = await reader(() => ({ status: 200, body: { SecretBinary: "AAEC" } }));
    await expect(read(NAME)).rejects.toMatchObject({
      code: "missing-credentials",
      message: expect.stringContaining("holds no text"),
    });
  });

  it("is an answer not understood when the answer is no JSON", async () => {
    const server = await startAws("secretsmanager", () => ({ status: 200, body: undefined }));
    opened.push(server.close);
    const secrets = createSecretsReader({
      region: "eu-central-1",
      credentials: () => ROLE,
      transport,
      now: () => NOW,
      endpoints: { secretsmanager: server.origin },
    });
    await expect(secrets.read(NAME)).rejects.toMatchObject({ code: "invalid-response" });
  });

  it("is asked for once more when the connection was dead or the service failed, and not a third time", async () => {
    const dead = await reader((count) => (count === 1 ? "break" : secret("text")));
    expect(await dead.read(NAME)).toBe("text");
    const failing = await reader((count) =>
      count === 1 ? refused(500, "InternalServiceError") : secret("text"),
    );
    expect(await failing.read(NAME)).toBe("text");
    const gone = await reader(() => "break");
    await expect(gone.read(NAME)).rejects.toMatchObject({ code: "connection" });
    expect(gone.aws.seen).toHaveLength(2);
  });

  it("is not asked for when the region is none", async () => {
    const never = () => Promise.reject(new Error("no call is made"));
    const secrets = createSecretsReader({
      region: "x/y",
      credentials: () => ROLE,
      transport: never,
      now: () => NOW,
    });
    await expect(secrets.read(NAME)).rejects.toMatchObject({ code: "invalid-config" });
  });

  it("lies at the public endpoint of its region, in China under another domain", async () => {
    const asked: string[] = [];
    for (const region of ["us-gov-west-1", "cn-north-1"]) {
      const secrets = createSecretsReader({
        region,
        credentials: () => ROLE,
        transport: async ({ url }) => {
          asked.push(url);
          return { status: 200, headers: {}, body: Buffer.from('{"SecretString":"x"}') };
        },
        now: () => NOW,
      });
      await secrets.read(NAME);
    }
    expect(asked).toEqual([
      "https://secretsmanager.us-gov-west-1.amazonaws.com/",
      "https://secretsmanager.cn-north-1.amazonaws.com.cn/",
    ]);
  });
});
