/** The live inputs of a configuration: a thread that receives, a thread that reads and parses, and here what they give. */
import { join } from 'node:path';
import type { InputPosition, LiveEvent, LiveInputs } from './live-input.js';
import type { ReadingPlan } from './reading/open-reading.js';
import { sourceOfListener } from './reading/received.js';
import { type ReceiverThread, readingThreads, receiverThread } from './threads/start-threads.js';
import { ThreadedInputs } from './threads/threaded-inputs.js';
import { Board } from './udp/board.js';
import { parseListen } from './udp/listen-address.js';
import type { ReceiverPlan } from './udp/receiver.js';

export interface LiveListener {
  /** "0.0.0.0:2055" */
  readonly listen: string;
  /** What the socket's buffer should hold (bytes). */
  readonly receiveBufferBytes: number;
  /** What may be stored and not yet parsed (bytes). */
  readonly storedBytes: number;
}

export interface LiveSourcesPlan extends Omit<ReadingPlan, 'listeners'> {
  readonly listeners: readonly LiveListener[];
  /** Where received datagrams are kept until their effects are stored. */
  readonly folder: string;
  /** Of JavaScript, in the thread that reads and parses (MiB); null: as much as Node gives. */
  readonly heapMib?: number | null;
}

/** A stored file of datagrams is closed when it is this large (bytes). */
const SEGMENT_BYTES = 8 << 20;
/** A bound is divided among at least so many files: a file that is parsed makes room. */
const LEAST_SEGMENTS = 8;

/** What became of the datagrams that were sent to a listener since this run began. */
export interface ListenerCounts {
  readonly name: string;
  /** Taken from the socket. */
  readonly received: number;
  /** Of these, not stored: there was no room. */
  readonly overloadDrops: number;
  /** Not taken from the socket: its buffer was full. */
  readonly kernelDrops: number;
  /** What the kernel gave the socket (bytes). */
  readonly bufferBytes: number;
}

export class LiveSources implements LiveInputs {
  private readonly inputs: ThreadedInputs;
  private readonly receiver: ReceiverThread | null;
  private readonly names: readonly string[];
  private readonly boards: readonly Board[];

  /**
   * Throws StrayflowError 'usage' for an address that is none.
   * @param listening is told the ports
   */
  constructor(
    plan: LiveSourcesPlan,
    positions: readonly InputPosition[],
    listening?: (listener: number, port: number) => void,
  ) {
    const listeners = plan.listeners.map(({ listen, receiveBufferBytes, storedBytes }) => {
      const { host, port } = parseListen(listen);
      const segmentBytes = Math.min(SEGMENT_BYTES, Math.ceil(storedBytes / LEAST_SEGMENTS));
      const parsed = positions.find(({ source }) => source === sourceOfListener(listen))?.offset ?? 0;
      // One folder an address, by letters that every file system has.
      const folder = join(plan.folder, listen.replace(/[^0-9a-zA-Z.]/g, '_'));
      return { name: listen, host, port, receiveBufferBytes, storedBytes, segmentBytes, parsed, folder };
    });
    this.boards = listeners.map(() => new Board());
    const boards = this.boards.map(({ memory }) => memory);
    this.names = listeners.map(({ name }) => name);
    const reading: ReadingPlan = {
      site: plan.site,
      sourceOptions: plan.sourceOptions,
      follow: plan.follow,
      files: plan.files,
      pipes: plan.pipes,
      listeners: listeners.map(({ name, folder }, i) => ({ name, folder, board: boards[i]! })),
      pushes: plan.pushes,
    };
    const receiving: ReceiverPlan = { listeners, boards };
    this.inputs = new ThreadedInputs(readingThreads(reading, { heapMib: plan.heapMib ?? null }), positions);
    const tell = (event: LiveEvent) => this.inputs.tell(event);
    this.receiver = listeners.length === 0 ? null : receiverThread(receiving, tell, listening);
  }

  get listeners(): readonly ListenerCounts[] {
    return this.boards.map((board, i) => ({
      name: this.names[i]!,
      received: board.get('received'),
      overloadDrops: board.get('overloadDrops'),
      kernelDrops: board.get('kernelDrops'),
      bufferBytes: board.get('buffer'),
    }));
  }

  next(): Promise<LiveEvent> {
    return this.inputs.next();
  }

  requestCheckpoint(): void {
    this.inputs.requestCheckpoint();
  }

  stored(positions: readonly InputPosition[]): void {
    this.inputs.stored(positions);
    for (const { source, offset } of positions) {
      const listener = this.names.findIndex((name) => sourceOfListener(name) === source);
      if (listener >= 0) this.receiver?.tell({ kind: 'release', listener, offset });
    }
  }

  stop(): void {
    this.inputs.stop();
  }

  async close(): Promise<void> {
    await this.receiver?.close();
    await this.inputs.close();
  }
}
