import type { Handled } from "../call.ts";
import type { Notebook } from "../machine.ts";
import { uuidFrom } from "../new-ids.ts";
import { hashText } from "../noise.ts";
import { type EmulatorRequest, queryFields } from "../request.ts";
import { htmlResponse, jsonResponse } from "../respond.ts";
import { machineById } from "../roster.ts";
import { hashedHex } from "../seed-machine.ts";
import type { EmulatorState } from "../state.ts";
import { kernelLife } from "./kernel-life.ts";

/** Paths of notebooks' own servers. */
export const JUPYTER_PREFIX = "/_notebook/";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** Where people open a notebook: on the emulator itself where it is reached on this machine, else nowhere. */
export function notebookUrl(id: string, host: string | undefined): string {
  if (host === undefined || !LOOPBACK.test(host)) {
    return `https://authoring-modelarts.example.com/${id}/lab`;
  }
  return `http://${host}${JUPYTER_PREFIX}${id}/lab`;
}

/** What opens a notebook. */
export function notebookToken(notebook: Notebook): string {
  return uuidFrom(hashedHex(notebook.key ^ hashText("token"), 32));
}

interface Visit {
  readonly state: EmulatorState;
  readonly notebook: Notebook;
  readonly now: number;
}

const iso = (ms: number) => new Date(ms).toISOString();

function kernelView({ notebook, now }: Visit): Record<string, unknown> {
  const { state, lastActivity } = kernelLife(notebook, now);
  const id = uuidFrom(hashedHex(notebook.key ^ hashText("kernel"), 32));
  return { id, name: "python3", last_activity: iso(lastActivity), execution_state: state, connections: 0 };
}

/** Whoever works over SSH alone has opened no notebook. */
function kernels(visit: Visit): readonly Record<string, unknown>[] {
  return visit.notebook.truth.pattern === "ssh-only" ? [] : [kernelView(visit)];
}

/** The newest of its start, its kernels and the requests that count. */
function lastActivity({ state, notebook, now }: Visit): number {
  const started = notebook.runs.at(-1)?.from ?? now;
  const asked = state.notebookActivity.get(notebook.id) ?? started;
  return Math.max(started, asked, kernelLife(notebook, now).lastActivity);
}

const ANSWERS: Readonly<Record<string, (visit: Visit) => unknown>> = {
  status: (visit) => ({
    started: iso(visit.notebook.runs.at(-1)?.from ?? visit.now),
    last_activity: iso(lastActivity(visit)),
    connections: 0,
    kernels: kernels(visit).length,
  }),
  kernels,
  sessions: (visit) =>
    kernels(visit).map((kernel) => ({
      ...{ id: kernel["id"], path: "work.ipynb", name: "work.ipynb", type: "notebook", kernel },
    })),
  terminals: () => [],
};

/** Every request counts as activity, but for the status and those that ask not to be counted. */
function tracked({ state, notebook, now }: Visit, { query }: EmulatorRequest, name: string): EmulatorState {
  if (name === "status" || "no_track_activity" in queryFields(query)) return state;
  return { ...state, notebookActivity: new Map(state.notebookActivity).set(notebook.id, now) };
}

function isAllowed(notebook: Notebook, { headers, query }: EmulatorRequest): boolean {
  const given = /^(?:token|bearer) (.+)$/i.exec(headers["authorization"] ?? "")?.[1];
  return (given ?? queryFields(query)["token"]) === notebookToken(notebook);
}

/** A notebook's own server as Jupyter Server answers: status, kernels, sessions and terminals. */
export function answerJupyter(state: EmulatorState, request: EmulatorRequest, now: number): Handled {
  const [id = "", ...path] = request.path.slice(JUPYTER_PREFIX.length).split("/");
  const notebook = machineById(state, id, now);
  if (notebook?.kind !== "notebook" || notebook.status !== "RUNNING") {
    return { state, response: htmlResponse(503, "Service Unavailable", "") };
  }
  const name = path[0] === "api" && path.length === 2 ? (path[1] ?? "") : "";
  const answer = Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : undefined;
  if (!answer || request.method !== "GET") {
    return { state, response: jsonResponse(404, { message: "Not Found", reason: null }, "") };
  }
  if (!isAllowed(notebook, request)) {
    return { state, response: jsonResponse(403, { message: "Forbidden", reason: null }, "") };
  }
  const visit = { state, notebook, now };
  const next = tracked(visit, request, name);
  return { state: next, response: jsonResponse(200, answer({ ...visit, state: next }), "") };
}
