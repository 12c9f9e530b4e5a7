import * as z from "zod";
import { pausedPart } from "../../adapters/web/paused-part.ts";
import { createUndiciTransport } from "../../clients/transport/undici.ts";
import { randomIds } from "../../compose/ids.ts";
import { resolveSources } from "../../compose/webhook-sources.ts";
import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import { Pause } from "../../domain/pause.ts";
import { acceptEvent } from "../../shell/accept-event.ts";
import { signForTest } from "../../sources/sign-event.ts";
import type { SignedEvent } from "../../sources/signed-event.ts";
import type { RunCommand } from "../command.ts";
import { loadSessionConfig, openLoadedStore, sessionEnv } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { parseEvent, readInput } from "../read-event.ts";
import { sealCallback } from "../seal-callback.ts";
import { bodyOf, type Words } from "../send/body-of.ts";
import { showPause, tellPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 65_536;

interface Sending extends Words {
  readonly url: string;
  readonly config: string | undefined;
}

function addressOf(
  { url }: Sending,
  name: string,
  { query = {}, pathSecret }: Pick<SignedEvent, "query" | "pathSecret">,
): string {
  if (!URL.canParse(url)) {
    const got = JSON.stringify(url.slice(0, 80));
    throw new AutomationError(
      "usage",
      `--url: must be an address such as http://127.0.0.1:8787 (got ${got})`,
    );
  }
  const address = new URL(`${url.replace(/\/$/, "")}/webhooks/${name}`);
  if (pathSecret !== undefined) address.pathname += `/${pathSecret}`;
  for (const [key, value] of Object.entries(query)) address.searchParams.set(key, value);
  return address.href;
}

const Ticket = z.looseObject({ issue: z.unknown().optional(), object_kind: z.string().optional() });

/** What GitHub and GitLab write into a header: what kind of event the body tells of, as far as it is a ticket's. */
function eventNamed(scheme: string, body: Uint8Array): string | undefined {
  const { data } = Ticket.safeParse(parsedOrNull(new TextDecoder().decode(body)));
  if (scheme === "github" && data?.issue !== undefined) return "issues";
  return scheme === "gitlab" && data?.object_kind === "issue" ? "Issue Hook" : undefined;
}

/** Whoever tries a source out has often not started the server yet. */
function nobodyListens(error: unknown, url: string): unknown {
  if (!isAutomationError(error) || error.code !== "connection") return error;
  const hint = `is curfew serve running at ${url}? --url names another address`;
  return new AutomationError(error.code, `${error.message}; ${hint}`, {
    cause: error,
    details: error.details,
  });
}

/** Signs the file's bytes as the source would and sends them to a running server. */
async function sendSigned(sending: Sending, terminal: Terminal): Promise<{ status: number; body: string }> {
  const loaded = await loadSessionConfig(terminal, sending.config);
  const { sources } = loaded.config;
  const named = sources.filter(({ name }) => name === sending.source);
  // The others' secrets need not be set where only this one is tried.
  const [source] = resolveSources({ ...loaded.config, sources: named }, sessionEnv(terminal, loaded));
  if (!source) {
    const known = sources.map(({ name }) => name).join(", ") || "none";
    throw new AutomationError(
      "usage",
      `--source: no source of the configuration has this name (there is: ${known})`,
    );
  }
  const deliveryId = randomIds.call();
  const body = await bodyOf(source.scheme, { words: sending, deliveryId }, terminal);
  const event = eventNamed(source.scheme, body);
  const signed = signForTest(source.scheme, {
    ...{ body, secrets: source.secrets, now: new Date(terminal.now()), deliveryId },
    ...(event === undefined ? {} : { event }),
  });
  const transport = createUndiciTransport();
  try {
    const answer = await transport({
      method: "POST",
      url: addressOf(sending, source.name, signed),
      headers: signed.headers,
      body: signed.body,
      timeoutMs: TIMEOUT_MS,
      responseBytesMax: ANSWER_BYTES_MAX,
    }).catch((error: unknown) => {
      throw nobodyListens(error, sending.url);
    });
    return { status: answer.status, body: new TextDecoder().decode(answer.body).trim() };
  } finally {
    await transport.close();
  }
}

/** The id of a run, as an acknowledgement names it. */
const RUN_IN_ANSWER = /\br[0-9a-z]{19}\b/;

const PausedAnswer = z.object({ paused: Pause.omit({ paused: true }) });

/** What a server's answer says of its kill switch, told like that of a store here. */
function tellServersPause(body: string, terminal: Terminal): void {
  const answer = PausedAnswer.safeParse(parsedOrNull(body));
  if (answer.success) showPause({ ...answer.data.paused, paused: true }, terminal);
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever stands in front of the server may answer with a page of its own.
    return null;
  }
}

async function sendToServer(sending: Sending, terminal: Terminal): Promise<number> {
  const { status, body } = await sendSigned(sending, terminal);
  terminal.out(body);
  tellServersPause(body, terminal);
  if (status < 300) {
    const run = RUN_IN_ANSWER.exec(body)?.[0];
    const which = run === undefined ? "--since 1m" : `--run ${run}`;
    if (sending.as !== undefined) terminal.err(`curfew: what is answered to it: curfew log ${which}`);
    return EXIT.ok;
  }
  terminal.err(`curfew: the server answered ${status}; its own log says why`);
  return EXIT.failed;
}

async function sendToInbox(
  file: string,
  config: string | undefined,
  context: { terminal: Terminal; json: boolean },
): Promise<number> {
  const { terminal, json } = context;
  const parsed = parseEvent(await readInput(file, terminal), file, terminal.now());
  const loaded = await loadSessionConfig(terminal, config);
  const sealing = { config: loaded.config, env: sessionEnv(terminal, loaded) };
  const event = sealCallback(parsed, sealing, terminal);
  const store = await openLoadedStore(terminal, loaded);
  try {
    const accepted = await acceptEvent(event, { store, clock: { now: terminal.now }, ids: randomIds });
    const again = accepted.outcome === "new" ? "" : " (it was taken in before; nothing is done twice)";
    const pause = await tellPause(store, terminal);
    const told = { ...accepted, ...pausedPart(pause) };
    terminal.out(json ? JSON.stringify(told) : `taken in as run ${accepted.run}${again}`);
    return EXIT.ok;
  } finally {
    await store.close();
  }
}

/** What is sent: the file or the words, or the command of a button. */
function wordsOf(
  given: string | undefined,
  { as, press }: { readonly as: string | undefined; readonly press: string | undefined },
): Pick<Words, "file" | "saying"> {
  const example = 'curfew send --source slack --as U123 "stop nb-1"';
  if (press !== undefined && as === undefined)
    throw new AutomationError("usage", "--press needs --as: the id of the person who presses");
  if (press !== undefined && given !== undefined)
    throw new AutomationError("usage", "--press takes the place of the words: give one of them");
  if (press !== undefined) return { file: press, saying: "press" };
  if (as !== undefined && given === undefined)
    throw new AutomationError("usage", `--as needs the words: ${example}`);
  if (given === undefined)
    throw new AutomationError("usage", `send needs a file (- for standard input), or words: ${example}`);
  return { file: given, saying: "type" };
}

/** `curfew send`: into the inbox of the store, or signed over HTTP to a server. */
export const runSend: RunCommand = async ({ args, options, terminal }) => {
  const as = textOption(options, "as");
  const { file, saying } = wordsOf(args[0], { as, press: textOption(options, "press") });
  const config = textOption(options, "config");
  const url = textOption(options, "url");
  const source = textOption(options, "source");
  if (url === undefined && source === undefined) {
    if (as !== undefined)
      throw new AutomationError("usage", "--as needs --source: the chat in which it is said");
    return sendToInbox(file, config, { terminal, json: flagOption(options, "json") });
  }
  if (source === undefined) throw new AutomationError("usage", "--url needs --source: the source to sign as");
  const address = url ?? "http://127.0.0.1:8787";
  return sendToServer({ file, as, saying, url: address, source, config }, terminal);
};
