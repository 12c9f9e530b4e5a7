import { seededRandom } from "../../lib/emulator/noise.ts";
import { type ReceiveInput, receive } from "../../lib/sources/receive.ts";
import { REFUSALS } from "../../lib/sources/refusals.ts";
import { SCHEMES } from "../../lib/sources/schemes.ts";
import { type Genuine, genuineDeliveries } from "./deliveries.ts";
import { FORGERS } from "./forge.ts";
import { playChat } from "./play-chat.ts";
import { playTokens } from "./play-tokens.ts";

/** What came of a run. */
export interface FuzzResult {
  readonly tried: number;
  /** Inputs for each source. */
  readonly perSource: Readonly<Record<string, number>>;
  /** Inputs of each way to forge. */
  readonly perForger: Readonly<Record<string, number>>;
  /** How the inputs were refused. */
  readonly codes: Readonly<Record<string, number>>;
  /** Texts that were read as if somebody had said them in a chat, and how many of them were commands. */
  readonly texts: number;
  readonly commands: number;
  /** Links that nobody made, and sealed replies that nobody sealed. */
  readonly tokens: number;
  /** Every promise that was broken, with the seed and number of its input; at most 20. */
  readonly broken: readonly string[];
}

/** What is played. */
export interface FuzzOptions {
  readonly seed: number;
  /** Forged deliveries to try, over all sources. */
  readonly inputs: number;
  /** The file with the examples of the senders. */
  readonly examplesFile: string;
}

const BROKEN_MAX = 20;

/** One text, and one token, for so many deliveries. */
const TEXTS_SHARE = 5;

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** A check that refuses everything proves nothing, so every genuine delivery has to be let in first. */
async function genuineProblems(genuine: readonly Genuine[]): Promise<readonly string[]> {
  const schemes = new Set(genuine.map(({ scheme }) => scheme));
  const missing = SCHEMES.filter(({ id }) => !schemes.has(id)).map(
    ({ id }) => `${id}: has no genuine delivery`,
  );
  const received = await Promise.all(genuine.map(({ scheme, input }) => receive(scheme, input)));
  const refused = received.flatMap((one, index) =>
    one.ok ? [] : [`${genuine[index]?.label}: the genuine delivery is refused, ${one.code}`],
  );
  return [...missing, ...refused];
}

/** How a forged delivery fared: `let in`, the code of its refusal, or what was thrown. */
async function fateOf(scheme: string, forged: ReceiveInput): Promise<string> {
  try {
    const received = await receive(scheme, forged);
    return received.ok ? "let in" : received.code;
  } catch (error) {
    return `thrown: ${String(error)}`;
  }
}

/** Forges deliveries of every source and expects each to be refused without a crash; reads texts of chats beside it. */
export async function playFuzz({ seed, inputs, examplesFile }: FuzzOptions): Promise<FuzzResult> {
  const genuine = await genuineDeliveries(examplesFile);
  const broken = [...(await genuineProblems(genuine))];
  const random = seededRandom(seed);
  const forgers = Object.entries(FORGERS);
  const counts = { perSource: {}, perForger: {}, codes: {} };
  let tried = 0;
  for (let number = 0; tried < inputs && broken.length < BROKEN_MAX; number += 1) {
    const one = genuine[number % genuine.length];
    const [name, forge] = forgers[Math.floor(random() * forgers.length)] ?? [];
    const forged = one && forge?.(one, random);
    if (!one || !forged || name === undefined) continue;
    tried += 1;
    const fate = await fateOf(one.scheme, forged);
    count(counts.perSource, one.scheme);
    count(counts.perForger, name);
    count(counts.codes, fate);
    if (!Object.hasOwn(REFUSALS, fate))
      broken.push(`seed ${seed}, input ${number}: ${one.label} with ${name}: ${fate}`);
  }
  const { texts, commands, broken: misread } = playChat(random, Math.ceil(inputs / TEXTS_SHARE));
  const { tokens, broken: opened } = await playTokens(random, Math.ceil(inputs / TEXTS_SHARE));
  return { tried, ...counts, texts, commands, tokens, broken: [...broken, ...misread, ...opened] };
}
