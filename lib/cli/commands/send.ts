import * as z from "zod";
import { pausedPart } from "../../adapters/web/paused-part.ts";
import { createUndiciTransport } from "../../clients/transport/undici.ts";
import { randomIds } from "../../compose/ids.ts";
import { resolveSources } from "../../compose/webhook-sources.ts";
import { AutomationError } from "../../domain/errors.ts";
import { Pause } from "../../domain/pause.ts";
import { acceptEvent } from "../../shell/accept-event.ts";
import { signForTest } from "../../sources/sign-event.ts";
import type { RunCommand } from "../command.ts";
import { loadSessionConfig, openSessionStore, sessionEnv } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { parseEvent, readInput } from "../read-event.ts";
import { showPause, tellPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 65_536;

interface Sending {
  readonly file: string;
  readonly url: string;
  readonly source: string;
  readonly config: string | undefined;
}

/** Signs the file's bytes as the source would and sends them to a running server. */
async function sendSigned(sending: Sending, terminal: Terminal): Promise<{ status: number; body: string }> {
  const loaded = await loadSessionConfig(terminal, sending.config);
  const source = resolveSources(loaded.config, sessionEnv(terminal, loaded)).find(
    ({ name }) => name === sending.source,
  );
  if (!source) {
    const known = loaded.config.sources.map(({ name }) => name).join(", ") || "none";
    throw new AutomationError(
      "usage",
      `--source: no source of the configuration has this name (there is: ${known})`,
    );
  }
  const body = new TextEncoder().encode(await readInput(sending.file, terminal));
  const deliveryId = randomIds.call();
  const signed = signForTest(source.scheme, {
    body,
    secrets: source.secrets,
    now: new Date(terminal.now()),
    deliveryId,
  });
  const transport = createUndiciTransport();
  try {
    const answer = await transport({
      method: "POST",
      url: `${sending.url.replace(/\/$/, "")}/webhooks/${source.name}`,
      headers: { "content-type": "application/json", ...signed.headers },
      body,
      timeoutMs: TIMEOUT_MS,
      responseBytesMax: ANSWER_BYTES_MAX,
    });
    return { status: answer.status, body: new TextDecoder().decode(answer.body).trim() };
  } finally {
    await transport.close();
  }
}

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
  if (status < 300) return EXIT.ok;
  terminal.err(`curfew: the server answered ${status}; its own log says why`);
  return EXIT.failed;
}

async function sendToInbox(
  file: string,
  config: string | undefined,
  context: { terminal: Terminal; json: boolean },
): Promise<number> {
  const { terminal, json } = context;
  const event = parseEvent(await readInput(file, terminal), file, terminal.now());
  const store = await openSessionStore(terminal, config);
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

/** `curfew send`: into the inbox of the store, or signed over HTTP to a server. */
export const runSend: RunCommand = async ({ args, options, terminal }) => {
  const [file = "-"] = args;
  const config = textOption(options, "config");
  const url = textOption(options, "url");
  const source = textOption(options, "source");
  if (url === undefined && source === undefined) {
    return sendToInbox(file, config, { terminal, json: flagOption(options, "json") });
  }
  if (source === undefined) throw new AutomationError("usage", "--url needs --source: the source to sign as");
  return sendToServer({ file, url: url ?? "http://127.0.0.1:8787", source, config }, terminal);
};
