import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  createObjectsEmulator,
  initialObjectsState,
  type ObjectsEmulatorOptions,
} from "../../../../lib/emulator/objects/create-objects-emulator.ts";
import { handleObjects } from "../../../../lib/emulator/objects/handle-objects.ts";
import { slowDown } from "../../../../lib/emulator/objects/objects-fault.ts";
import type { EmulatorRequest } from "../../../../lib/emulator/request.ts";
import { signAwsV4 } from "../../../../lib/signing/aws-v4.ts";
import { signObsRequest } from "../../../../lib/signing/obs-signature.ts";
import { FAKE_CREDENTIALS } from "../../../fixtures/fake-credentials.ts";
import { OBJECTS_NOW } from "../../../fixtures/object-storage.ts";

const options = (over: Partial<ObjectsEmulatorOptions> = {}): ObjectsEmulatorOptions => ({
  dialect: "obs",
  credentials: [FAKE_CREDENTIALS],
  buckets: ["logs"],
  now: () => OBJECTS_NOW,
  ...over,
});
const bytesOf = (text: string) => new TextEncoder().encode(text);
const lower = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

interface Wish {
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly secretKey?: string;
  readonly signedAtMs?: number;
}

/** A request in path style, signed as the vendor's client signs it. */
function obs(method: string, target: string, wish: Wish = {}): EmulatorRequest {
  const { headers = {}, body = "", secretKey = FAKE_CREDENTIALS.secretKey, signedAtMs = OBJECTS_NOW } = wish;
  const [resource = "", query = ""] = target.split("?");
  const credentials = { ...FAKE_CREDENTIALS, secretKey };
  const signed = signObsRequest({
    method,
    resource,
    query,
    headers,
    credentials,
    date: new Date(signedAtMs),
  });
  return { method, path: resource, query, headers: lower(signed), body: bytesOf(body) };
}

function s3(method: string, target: string, wish: Wish = {}): EmulatorRequest {
  const { headers = {}, body = "", secretKey = FAKE_CREDENTIALS.secretKey, signedAtMs = OBJECTS_NOW } = wish;
  const [path = "", query = ""] = target.split("?");
  const signed = signAwsV4({
    ...{ method, url: `http://127.0.0.1:9${target}`, headers, body: bytesOf(body) },
    ...{ region: "emulated-1", service: "s3", date: new Date(signedAtMs) },
    credentials: { ...FAKE_CREDENTIALS, secretKey },
  });
  return { method, path, query, headers: lower(signed), body: bytesOf(body) };
}

function emulator(over: Partial<ObjectsEmulatorOptions> = {}) {
  const created = createObjectsEmulator(options(over));
  const ask = (request: EmulatorRequest) => {
    const { status, headers, body, transport } = created.handle(request);
    const text = new TextDecoder().decode(body);
    return { status, headers, text, transport, code: /<Code>(\w+)</.exec(text)?.[1] };
  };
  return { ...created, ask };
}

describe("the function behind the emulator", () => {
  it("answers the same request in the same state the same way, and leaves the state it was given", () => {
    const state = initialObjectsState(options());
    const run = () => handleObjects(state, obs("PUT", "/logs/a", { body: "x" }), OBJECTS_NOW, () => 0.5);
    expect(run()).toEqual(run());
    expect(state).toEqual(initialObjectsState(options()));
  });
});

describe.each([
  ["obs", obs],
  ["s3", s3],
] as const)("signatures in the %s dialect", (dialect, request) => {
  it("are believed when they are right", () => {
    const { ask } = emulator({ dialect });
    expect(ask(request("PUT", "/logs/a%20b", { body: "x" })).status).toBe(200);
    expect(ask(request("GET", "/logs/a%20b")).text).toBe("x");
  });

  it("are refused with another secret, changed parts, or an unknown key", () => {
    const { ask } = emulator({ dialect });
    const put = request("PUT", "/logs/a", { body: "x" });
    expect(ask(request("PUT", "/logs/a", { secretKey: "another" })).code).toBe("SignatureDoesNotMatch");
    expect(ask({ ...put, path: "/logs/b" }).code).toBe("SignatureDoesNotMatch");
    expect(ask({ ...put, method: "DELETE" }).code).toBe("SignatureDoesNotMatch");
    expect(ask({ ...put, headers: {} }).code).toBe("AccessDenied");
    expect(emulator({ dialect, credentials: [] }).ask(put).code).toBe("InvalidAccessKeyId");
    expect(ask(request("GET", "/logs/a")).code).toBe("NoSuchKey");
  });

  it("are refused when they are more than 15 minutes off, either way", () => {
    const { ask, behave } = emulator({ dialect });
    const at = (minutes: number) => request("GET", "/logs/a", { signedAtMs: OBJECTS_NOW + minutes * 60_000 });
    expect([at(15), at(-15)].map((one) => ask(one).code)).toEqual(["NoSuchKey", "NoSuchKey"]);
    expect([at(16), at(-16)].map((one) => ask(one).code)).toEqual([
      "RequestTimeTooSkewed",
      "RequestTimeTooSkewed",
    ]);
    behave({ skewMs: 3_600_000 });
    const { code, headers } = ask(at(0));
    expect([code, headers["date"]]).toEqual(["RequestTimeTooSkewed", "Tue, 01 Sep 2026 09:30:00 GMT"]);
  });

  it("of the other dialect are refused", () => {
    const other = request === obs ? s3 : obs;
    expect(emulator({ dialect }).ask(other("GET", "/logs/a")).status).toBeGreaterThanOrEqual(400);
  });
});

describe("signatures of S3", () => {
  it("must cover the body, every x-amz- header, and the right region", () => {
    const { ask } = emulator({ dialect: "s3" });
    const put = s3("PUT", "/logs/a", { body: "x" });
    expect(ask({ ...put, body: bytesOf("y") }).code).toBe("XAmzContentSHA256Mismatch");
    expect(ask({ ...put, headers: { ...put.headers, "x-amz-acl": "public-read" } }).code).toBe(
      "AccessDenied",
    );
    expect(emulator({ dialect: "s3", behaviour: { region: "x-1" } }).ask(put).code).toBe(
      "AuthorizationHeaderMalformed",
    );
  });
});

describe("the object storage that is imitated", () => {
  it("overwrites in the obs dialect whatever the condition says, and not in the s3 dialect", () => {
    const headers = { "If-None-Match": "*" };
    const first = emulator();
    first.ask(obs("PUT", "/logs/a", { body: "1", headers }));
    expect(first.ask(obs("PUT", "/logs/a", { body: "2", headers })).status).toBe(200);
    expect(first.ask(obs("GET", "/logs/a")).text).toBe("2");
    const second = emulator({ dialect: "s3" });
    second.ask(s3("PUT", "/logs/a", { body: "1", headers }));
    expect(second.ask(s3("PUT", "/logs/a", { body: "2", headers }))).toMatchObject({
      status: 412,
      code: "PreconditionFailed",
    });
    expect(second.ask(s3("GET", "/logs/a")).text).toBe("1");
  });

  it("appends at the end alone, and to nothing that was written whole", () => {
    const { ask } = emulator();
    const append = (key: string, position: string, body: string) =>
      ask(obs("POST", `/logs/${key}?append&position=${position}`, { body }));
    const first = append("a", "0", "one");
    expect(first.headers).toMatchObject({
      "x-obs-next-append-position": "3",
      etag: `"${createHash("md5").update("one").digest("hex")}"`,
    });
    expect(append("a", "0", "x")).toMatchObject({ status: 409, code: "PositionNotEqualToLength" });
    expect(append("a", "3", "two").headers["x-obs-next-append-position"]).toBe("6");
    expect(append("a", "x", "two").code).toBe("InvalidArgument");
    expect(ask(obs("HEAD", "/logs/a")).headers).toMatchObject({
      "x-obs-object-type": "Appendable",
      "x-obs-next-append-position": "6",
    });
    ask(obs("PUT", "/logs/a", { body: "whole" }));
    expect(append("a", "5", "x")).toMatchObject({ status: 409, code: "ObjectNotAppendable" });
  });

  it("does not know appends where they are not offered", () => {
    expect(
      emulator({ behaviour: { append: false } }).ask(obs("POST", "/logs/a?append&position=0")),
    ).toMatchObject({
      status: 405,
      code: "MethodNotAllowed",
    });
    expect(emulator({ dialect: "s3" }).ask(s3("POST", "/logs/a?append&position=0")).status).toBe(405);
  });

  it("checks the digest of a body", () => {
    const { ask } = emulator();
    const headers = { "Content-MD5": createHash("md5").update("x").digest("base64") };
    expect(ask(obs("PUT", "/logs/a", { body: "x", headers })).status).toBe(200);
    expect(ask(obs("PUT", "/logs/a", { body: "y", headers })).code).toBe("BadDigest");
    expect(ask(obs("POST", "/logs/b?append&position=0", { body: "y", headers })).code).toBe("BadDigest");
    expect(ask(obs("POST", "/logs/?delete", { body: "<Delete></Delete>", headers })).code).toBe("BadDigest");
  });

  it("gives parts of an object", () => {
    const { ask } = emulator();
    ask(obs("PUT", "/logs/a", { body: "0123456789" }));
    const part = (range: string) => ask(obs("GET", "/logs/a", { headers: { Range: range } }));
    expect(part("bytes=2-4")).toMatchObject({ status: 206, text: "234" });
    expect(part("bytes=8-")).toMatchObject({ status: 206, text: "89" });
    expect(part("bytes=10-")).toMatchObject({ status: 416, code: "InvalidRange" });
    expect(part("lines=1")).toMatchObject({ status: 200, text: "0123456789" });
  });

  it("tells a HEAD without a body what is wrong", () => {
    const { status, headers, text } = emulator().ask(obs("HEAD", "/logs/a"));
    expect([status, headers["x-obs-error-code"], text]).toEqual([404, "NoSuchKey", ""]);
  });

  it("refuses what it does not imitate", () => {
    const { ask } = emulator();
    expect(ask(obs("GET", "/other/a")).code).toBe("NoSuchBucket");
    expect(ask(obs("PATCH", "/logs/a")).status).toBe(400);
    expect(ask(obs("POST", "/logs/a?uploads")).status).toBe(400);
    expect(ask(obs("GET", "/logs/?delimiter=/")).code).toBe("InvalidArgument");
    expect(ask(obs("GET", "/logs/?max-keys=x")).code).toBe("InvalidArgument");
    expect(ask(obs("GET", "/logs/%ZZ")).status).toBe(400);
    expect(emulator({ dialect: "s3" }).ask(s3("GET", "/logs/")).code).toBe("InvalidArgument");
  });

  it.each([
    ["no digest", "<Delete><Object><Key>a</Key></Object></Delete>", false, "InvalidRequest"],
    ["no keys", "<Delete></Delete>", true, "MalformedXML"],
    [
      "too many keys",
      `<Delete>${"<Object><Key>a</Key></Object>".repeat(1001)}</Delete>`,
      true,
      "MalformedXML",
    ],
    ["another document", "<Other><Key>a</Key></Other>", true, "MalformedXML"],
  ])("refuses a deletion with %s", (_, body, hasDigest, code) => {
    const md5 = { "Content-MD5": createHash("md5").update(body).digest("base64") };
    const headers = hasDigest ? md5 : {};
    expect(emulator().ask(obs("POST", "/logs/?delete", { body, headers })).code).toBe(code);
  });

  it("names removed keys unless it is to be quiet", () => {
    const { ask } = emulator();
    const remove = (body: string) =>
      ask(
        obs("POST", "/logs/?delete", {
          body,
          headers: { "Content-MD5": createHash("md5").update(body).digest("base64") },
        }),
      );
    expect(remove("<Delete><Object><Key>a&amp;b</Key></Object></Delete>").text).toContain(
      "<Deleted><Key>a&amp;b</Key>",
    );
    expect(remove("<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object></Delete>").text).not.toContain(
      "Deleted>",
    );
  });

  it("lists plain keys as XML when encoding was not asked for", () => {
    const { ask } = emulator();
    ask(obs("PUT", "/logs/a%26b%20c"));
    expect(ask(obs("GET", "/logs/")).text).toContain("<Key>a&amp;b c</Key>");
    expect(ask(obs("GET", "/logs/?encoding-type=url")).text).toContain("<Key>a%26b+c</Key>");
  });
});

describe("what goes wrong", () => {
  it("names a new key late, but never an old one", () => {
    let now = OBJECTS_NOW;
    const { ask } = emulator({ now: () => now, behaviour: { listingDelayMs: 2000 } });
    const isListed = () => ask(obs("GET", "/logs/", { signedAtMs: now })).text.includes("<Key>a</Key>");
    ask(obs("PUT", "/logs/a", { body: "1" }));
    expect([isListed(), ask(obs("GET", "/logs/a")).text]).toEqual([false, "1"]);
    now += 2000;
    expect(isListed()).toBe(true);
    ask(obs("PUT", "/logs/a", { body: "22", signedAtMs: now }));
    expect(isListed()).toBe(true);
  });

  it("loses an answer before or after the effect", () => {
    const { ask, addFault } = emulator();
    addFault({ fault: "lost-before", operation: "PutObject" });
    addFault({ fault: "lost-after", key: "b" });
    expect(ask(obs("PUT", "/logs/a")).transport).toBe("close");
    expect(ask(obs("PUT", "/logs/b")).transport).toBe("close");
    expect([ask(obs("GET", "/logs/a")).status, ask(obs("GET", "/logs/b")).status]).toEqual([404, 200]);
  });

  it("refuses as often as told, with or without an effect", () => {
    const { ask, addFault } = emulator();
    addFault(slowDown(2, { "retry-after": "1" }));
    const answers = [1, 2, 3].map(() => ask(obs("PUT", "/logs/a")));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(answers[0]).toMatchObject({ code: "SlowDown", headers: { "retry-after": "1" } });
    addFault({ fault: "refuse", status: 500, code: "InternalError", afterEffect: true });
    expect(ask(obs("PUT", "/logs/b")).status).toBe(500);
    expect(ask(obs("GET", "/logs/b")).status).toBe(200);
  });

  it("writes every call down, reads and refusals included, and no secret", () => {
    const { ask, addFault, journal } = emulator();
    ask(obs("PUT", "/logs/a%20b", { body: "xyz" }));
    ask(obs("GET", "/logs/?prefix=a"));
    ask(obs("GET", "/logs/c"));
    addFault({ fault: "lost-after" });
    ask(obs("GET", "/logs/a%20b"));
    expect(journal()).toEqual([
      {
        at: OBJECTS_NOW,
        operation: "PutObject",
        bucket: "logs",
        key: "a b",
        query: "",
        accessKey: "EXAMPLE-ACCESS-KEY",
        status: 200,
        bytes: 3,
      },
      expect.objectContaining({ operation: "ListObjects", key: "", query: "prefix=a", status: 200 }),
      expect.objectContaining({ operation: "GetObject", status: 404, code: "NoSuchKey" }),
      expect.objectContaining({ operation: "GetObject", status: 200, fault: "lost-after" }),
    ]);
    expect(JSON.stringify(journal())).not.toContain(FAKE_CREDENTIALS.secretKey);
  });
});

describe("permissions of a key", () => {
  const KEY = FAKE_CREDENTIALS.accessKey;
  const DELETION = "<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object></Delete>";
  const removal = () => {
    const digest = createHash("md5").update(DELETION).digest("base64");
    return obs("POST", "/logs/?delete", { body: DELETION, headers: { "Content-MD5": digest } });
  };
  const calls = {
    put: () => obs("PUT", "/logs/a", { body: "x" }),
    append: () => obs("POST", "/logs/b?append&position=0", { body: "x" }),
    get: () => obs("GET", "/logs/a"),
    head: () => obs("HEAD", "/logs/a"),
    list: () => obs("GET", "/logs/"),
    delete: () => obs("DELETE", "/logs/a"),
  };
  const refused = ({ ask }: ReturnType<typeof emulator>) =>
    Object.entries(calls).flatMap(([name, call]) => (ask(call()).status === 403 ? [name] : []));

  it("are all of them until somebody says otherwise, and again after that", () => {
    const cloud = emulator();
    expect(refused(cloud)).toEqual([]);
    cloud.permit(KEY, []);
    expect(refused(cloud)).toEqual(Object.keys(calls));
    expect(cloud.ask(calls.put()).code).toBe("AccessDenied");
    cloud.permit(KEY, null);
    expect(refused(cloud)).toEqual([]);
    cloud.permit("SOMEBODY-ELSES-KEY", []);
    expect(refused(cloud)).toEqual([]);
  });

  it.each([
    ["obs:object:PutObject", ["put", "append"]],
    ["obs:object:GetObject", ["get", "head"]],
    ["obs:object:DeleteObject", ["delete"]],
    ["obs:bucket:ListBucket", ["list"]],
  ])("without %s refuse %j and change nothing", (action, names) => {
    const cloud = emulator();
    cloud.ask(calls.put());
    const all = [
      "obs:object:PutObject",
      "obs:object:GetObject",
      "obs:object:DeleteObject",
      "obs:bucket:ListBucket",
    ];
    cloud.permit(
      KEY,
      all.filter((one) => one !== action),
    );
    expect(refused(cloud)).toEqual(names);
  });

  it("have other names in the other dialect", () => {
    const cloud = emulator({ dialect: "s3" });
    cloud.permit(KEY, ["s3:PutObject"]);
    expect(cloud.ask(s3("PUT", "/logs/a", { body: "x" })).status).toBe(200);
    expect(cloud.ask(s3("GET", "/logs/a")).code).toBe("AccessDenied");
    cloud.permit(KEY, ["obs:object:PutObject"]);
    expect(cloud.ask(s3("PUT", "/logs/a", { body: "x" })).code).toBe("AccessDenied");
  });

  it("hide whether an object is there from who may not list", () => {
    const cloud = emulator();
    cloud.ask(calls.put());
    cloud.permit(KEY, ["obs:object:GetObject"]);
    expect(cloud.ask(obs("GET", "/logs/a")).status).toBe(200);
    expect(cloud.ask(obs("GET", "/logs/missing")).code).toBe("AccessDenied");
    cloud.permit(KEY, ["obs:object:GetObject", "obs:bucket:ListBucket"]);
    expect(cloud.ask(obs("GET", "/logs/missing")).code).toBe("NoSuchKey");
  });

  it("refuse a deletion of several object by object, and never before the signature", () => {
    const cloud = emulator();
    cloud.ask(calls.put());
    cloud.permit(KEY, ["obs:object:GetObject"]);
    const answer = cloud.ask(removal());
    expect([answer.status, answer.text]).toEqual([
      200,
      expect.stringContaining("<Error><Key>a</Key><Code>AccessDenied</Code></Error>"),
    ]);
    expect(cloud.ask(calls.get()).status).toBe(200);
    expect(cloud.ask(obs("PUT", "/logs/a", { secretKey: "another" })).code).toBe("SignatureDoesNotMatch");
  });
});
