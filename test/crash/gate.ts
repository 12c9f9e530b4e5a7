import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What the network does to the next call that could change something. */
export interface Weather {
  /** How long its bytes are under way, in milliseconds. */
  readonly holdMs: number;
  /** Whether they arrive even if their sender is dead by then; otherwise they die with it. */
  readonly survives: boolean;
}

/** A stretch of network between the servers and the cloud on which calls can be caught between here and there. */
export interface Gate {
  readonly url: string;
  /** From now on writes are held; `null` for a clear way. */
  set(weather: Weather | null): void;
  /** How many writes it has held. */
  held(): number;
  /** How many of them never arrived, and how many did when their sender was dead. */
  lost(): number;
  late(): number;
  close(): Promise<void>;
}

/** Reads that are sent as POST look like writes from here. */
const WRITE = /^(?:PUT|DELETE|POST) (?!\S*(?:batch-query-metric-data|\/metrics|samples))/;

/** What a connection needs to know of the gate it goes through. */
interface Passage {
  readonly weatherFor: (chunk: Buffer) => Weather | null;
  /** Told of a call whose sender died before it arrived. */
  readonly onOrphan: (weather: Weather) => void;
  readonly wait: (ms: number) => Promise<void>;
}

/** One direction of one connection, in which everything behind a held call waits for it. */
function pass(from: Socket, to: Socket, { weatherFor, onOrphan, wait }: Passage): void {
  let queue = Promise.resolve();
  let gone = false;
  const later = (work: () => void) => {
    queue = queue.then(work);
  };
  from.on("close", () => {
    gone = true;
    later(() => void to.end());
  });
  from.on("data", (chunk) => {
    const weather = weatherFor(chunk);
    if (weather) queue = queue.then(() => wait(weather.holdMs));
    later(() => {
      if (weather && gone) onOrphan(weather);
      if (weather?.survives === false && gone) to.destroy();
      else if (!to.destroyed) to.write(chunk);
    });
  });
}

/** Puts a gate before a server on this machine. */
export async function openGate(cloudUrl: string): Promise<Gate> {
  const port = Number(new URL(cloudUrl).port);
  const sockets = new Set<Socket>();
  const counts = { held: 0, lost: 0, late: 0 };
  const timers = new Set<NodeJS.Timeout>();
  let weather: Weather | null = null;
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      timers.add(setTimeout(resolve, ms));
    });
  const track = (socket: Socket) => {
    sockets.add(socket);
    // A killed process resets its connections; that is what is wanted here.
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    socket.setNoDelay(true);
    return socket;
  };
  const listener = createServer((accepted) => {
    const caller = track(accepted);
    const cloud = track(connect(port, "127.0.0.1"));
    const weatherFor = (chunk: Buffer) => {
      if (!weather || !WRITE.test(chunk.subarray(0, 300).toString("latin1"))) return null;
      counts.held += 1;
      return weather;
    };
    const onOrphan = ({ survives }: Weather) => {
      counts[survives ? "late" : "lost"] += 1;
    };
    pass(caller, cloud, { weatherFor, onOrphan, wait });
    cloud.pipe(caller);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    set: (next) => {
      weather = next;
    },
    held: () => counts.held,
    lost: () => counts.lost,
    late: () => counts.late,
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}
