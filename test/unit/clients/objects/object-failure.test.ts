import { describe, expect, it } from "vitest";
import type { ObjectCall, ObjectDialect } from "../../../../lib/clients/objects/object-call.ts";
import {
  answerNotUnderstood,
  objectFailure,
  transportFailure,
} from "../../../../lib/clients/objects/object-failure.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import { OBJECTS_NOW, refusal, xml } from "../../../fixtures/object-storage.ts";

const dialect: ObjectDialect = { name: "OBS", sign: () => ({}), listingQuery: () => [] };
const write: ObjectCall = {
  operation: "PutObject",
  effect: "write",
  method: "PUT",
  key: "p/a",
  answerBytesMax: 1,
};
const context = { call: write, dialect, nowMs: OBJECTS_NOW };

describe("an error of the service", () => {
  it.each([
    [403, "AccessDenied", "forbidden", false, false],
    [403, "RequestTimeTooSkewed", "unauthorized", false, false],
    [403, "SignatureDoesNotMatch", "unauthorized", false, false],
    [403, "InvalidAccessKeyId", "unauthorized", false, false],
    [400, "ExpiredToken", "unauthorized", false, false],
    [400, "AuthorizationHeaderMalformed", "unauthorized", false, false],
    [403, "VirtualHostDomainRequired", "invalid-config", false, false],
    [403, "SomethingNew", "forbidden", false, false],
    [404, "NoSuchKey", "not-found", false, false],
    [404, "NoSuchBucket", "not-found", false, false],
    [409, "PositionNotEqualToLength", "conflict", false, false],
    [409, "ObjectNotAppendable", "conflict", false, false],
    [409, "OperationAborted", "conflict", true, false],
    [409, "ConditionalRequestConflict", "conflict", true, false],
    [412, "PreconditionFailed", "conflict", false, false],
    [416, "InvalidRange", "invalid-request", false, false],
    [400, "BadDigest", "invalid-request", true, false],
    [400, "EntityTooLarge", "invalid-request", false, false],
    [400, "RequestTimeout", "timeout", true, true],
    [400, "OperationNotSupported", "not-supported", false, false],
    [405, "MethodNotAllowed", "not-supported", false, false],
    [501, "NotImplemented", "not-supported", false, true],
    [301, "PermanentRedirect", "invalid-config", false, false],
    [503, "SlowDown", "throttled", true, true],
    [503, "ServiceUnavailable", "unavailable", true, true],
    [500, "InternalError", "unavailable", true, true],
  ])("%i %s is %s (retryable %s, ambiguous for a write %s)", (status, code, means, retryable, ambiguous) => {
    const error = objectFailure(context, refusal(status, code, { "x-obs-request-id": "r-1" }));
    expect(error).toMatchObject({
      code: means,
      details: {
        operation: "PutObject",
        key: "p/a",
        status,
        cloudCode: code,
        requestId: "r-1",
        retryable,
        ambiguous,
      },
    });
    expect(error.message).toContain(`OBS PutObject: ${means} (HTTP ${status}, ${code})`);
  });

  it.each([
    [302, "invalid-config"],
    [400, "invalid-request"],
    [401, "unauthorized"],
    [404, "not-found"],
    [408, "timeout"],
    [409, "conflict"],
    [429, "throttled"],
    [502, "unavailable"],
  ])("%i without a document of the service is %s", (status, means) => {
    const error = objectFailure(context, xml(status, "<html>a proxy speaks</html>"));
    expect(error.code).toBe(means);
    expect(error.details).not.toHaveProperty("cloudCode");
  });

  it("leaves nothing in doubt after a read", () => {
    const call: ObjectCall = { ...write, operation: "GetObject", effect: "read" };
    expect(objectFailure({ ...context, call }, refusal(500, "InternalError")).details.ambiguous).toBe(false);
  });

  it("never quotes the service, which repeats what it was sent", () => {
    const error = objectFailure(context, refusal(403, "SignatureDoesNotMatch"));
    expect(JSON.stringify(error) + error.message).not.toContain("secret words");
    const odd = objectFailure(context, refusal(400, "a b\nsecret words"));
    expect(JSON.stringify(odd) + odd.message).not.toContain("secret words");
  });

  it("is named by a header when there is no document", () => {
    const error = objectFailure(context, {
      status: 404,
      headers: { "x-obs-error-code": "NoSuchKey" },
      body: new Uint8Array(),
    });
    expect(error.details.cloudCode).toBe("NoSuchKey");
  });

  it("is not confused by the name of what every object inherits", () => {
    expect(objectFailure(context, refusal(400, "constructor")).code).toBe("invalid-request");
  });

  it.each([
    [{ "retry-after": "7" }, 7000],
    [{ "x-obs-qos-delay-time": "350" }, 350],
    [{ "x-obs-qos-delay-time": "350", "retry-after": "1" }, 1000],
    [{ "x-obs-qos-delay-time": "3500", "retry-after": "1" }, 3500],
    [{ "x-obs-qos-delay-time": "999999999" }, 3_600_000],
    [{ "retry-after": "Tue, 01 Sep 2026 08:30:05 GMT" }, 5000],
    [{ "x-obs-qos-delay-time": "soon" }, undefined],
  ])("says how long to wait: %j", (headers, retryAfterMs) => {
    expect(objectFailure(context, refusal(503, "SlowDown", headers)).details.retryAfterMs).toBe(retryAfterMs);
  });

  it("tells how far the clocks are apart, if the service gives its time", () => {
    const headers = { date: "Tue, 01 Sep 2026 08:10:00 GMT" };
    expect(
      objectFailure(context, refusal(403, "RequestTimeTooSkewed", headers)).details["clockAheadMs"],
    ).toBe(20 * 60_000);
    expect(objectFailure(context, refusal(403, "RequestTimeTooSkewed")).details).not.toHaveProperty(
      "clockAheadMs",
    );
  });
});

describe("a failure on the way", () => {
  it("keeps the transport's doubt for writes and takes it from reads", () => {
    const given = new AutomationError("timeout", "no answer", {
      details: { ambiguous: true, retryable: true },
    });
    expect(transportFailure(context, given)).toMatchObject({
      code: "timeout",
      message: "OBS PutObject: no answer",
      details: { ambiguous: true, retryable: true, key: "p/a" },
    });
    const call: ObjectCall = { ...write, effect: "read" };
    expect(transportFailure({ ...context, call }, given).details.ambiguous).toBe(false);
    const never = new AutomationError("connection", "refused", { details: { ambiguous: false } });
    expect(transportFailure(context, never).details.ambiguous).toBe(false);
  });
});

describe("a success that cannot be read", () => {
  it("may have been one", () => {
    expect(answerNotUnderstood(context, 200, "what is this")).toMatchObject({
      code: "invalid-response",
      details: { ambiguous: true, retryable: false, status: 200 },
    });
  });
});
