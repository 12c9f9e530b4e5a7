import { type Random, randomHex } from "../new-ids.ts";
import type { EmulatorRequest, EmulatorResponse } from "../request.ts";
import { deleteObjects, listObjects } from "./bucket-operations.ts";
import {
  appendObject,
  deleteObject,
  getObject,
  headObject,
  type ObjectsHandler,
  objectOf,
  putObject,
} from "./object-operations.ts";
import { errorAnswer, type ObjectsAnswer, type ObjectsOutcome } from "./objects-answer.ts";
import { claimedObjectsKey, refuseObjectsCaller } from "./objects-authenticate.ts";
import { type ObjectsCall, readObjectsCall } from "./objects-call.ts";
import { type ObjectsFault, type ObjectsOperation, takeObjectsFault } from "./objects-fault.ts";
import { recordCall } from "./objects-journal.ts";
import { isPermitted } from "./objects-permissions.ts";
import type { ObjectsState } from "./objects-state.ts";

const HANDLERS: Readonly<Record<ObjectsOperation, ObjectsHandler>> = {
  PutObject: putObject,
  AppendObject: appendObject,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  ListObjects: listObjects,
};

/** State and answer after one request. */
export interface HandledObjects {
  readonly state: ObjectsState;
  readonly response: EmulatorResponse;
}

/**
 * Object storage as a function: the same state, request, time and random numbers give the same answer and the same next
 * state. Nothing here waits. `now` is the caller's clock, milliseconds since the epoch; `random` is used for request ids.
 */
export function handleObjects(
  state: ObjectsState,
  request: EmulatorRequest,
  now: number,
  random: Random,
): HandledObjects {
  const serviceNow = now + state.skewMs;
  const finish = (answer: ObjectsAnswer, isLost = false) =>
    responseOf(answer, { dialect: state.dialect, now: serviceNow, id: randomHex(random, 32), isLost });
  const call = readObjectsCall(state, request, serviceNow);
  if (call === undefined) return { state, response: finish(errorAnswer(400, "InvalidRequest")) };
  const { fault, left } = takeObjectsFault(state.faults, call);
  const { state: next, answer } = withFault({ ...state, faults: left }, call, fault);
  const isLost = fault?.fault === "lost-before" || fault?.fault === "lost-after";
  const journal = recordCall(next.journal, {
    at: serviceNow,
    operation: call.operation,
    bucket: call.bucket,
    key: call.key,
    query: request.query,
    accessKey: claimedObjectsKey(request),
    status: answer.status,
    ...(answer.code === undefined ? {} : { code: answer.code }),
    bytes: request.body.length,
    ...(fault ? { fault: fault.fault } : {}),
  });
  return { state: { ...next, journal }, response: finish(answer, isLost) };
}

function withFault(state: ObjectsState, call: ObjectsCall, fault: ObjectsFault | undefined): ObjectsOutcome {
  if (fault?.fault === "lost-before") return { state, answer: { status: 0 } };
  if (fault?.fault !== "refuse") return operate(state, call);
  const answer = errorAnswer(fault.status, fault.code, fault.headers);
  return { state: fault.afterEffect ? operate(state, call).state : state, answer };
}

function operate(state: ObjectsState, call: ObjectsCall): ObjectsOutcome {
  const refusal = refuseObjectsCaller(state, call);
  if (refusal) return { state, answer: refusal };
  if (!state.buckets.has(call.bucket)) return { state, answer: errorAnswer(404, "NoSuchBucket") };
  // A deletion of several objects is answered object by object, a refusal too.
  if (call.operation !== "DeleteObjects" && !isPermitted(state, call, call.operation)) return denied(state);
  // S3 tells nobody whether an object is there who may not list; OBS is taken to do the same.
  const asksForObject = call.operation === "GetObject" || call.operation === "HeadObject";
  const isHidden = asksForObject && !isPermitted(state, call, "ListObjects");
  if (isHidden && !objectOf(state, call)) return denied(state);
  return HANDLERS[call.operation](state, call);
}

function denied(state: ObjectsState): ObjectsOutcome {
  return { state, answer: errorAnswer(403, "AccessDenied") };
}

interface Frame {
  readonly dialect: ObjectsState["dialect"];
  readonly now: number;
  readonly id: string;
  readonly isLost: boolean;
}

function responseOf({ status, headers, body }: ObjectsAnswer, frame: Frame): EmulatorResponse {
  const idHeader = frame.dialect === "obs" ? "x-obs-request-id" : "x-amz-request-id";
  return {
    status,
    headers: { date: new Date(frame.now).toUTCString(), [idHeader]: frame.id, ...headers },
    body: body ?? new Uint8Array(),
    ...(frame.isLost ? { transport: "close" as const } : {}),
  };
}
