/** Standard input or a named pipe, as bytes that arrived; who does not read makes the writer wait. */
import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** Bytes that may wait to be parsed. */
const MOST_WAITING = 1 << 20;
const STANDARD_INPUT = 0;

/** A pipe is opened without waiting for a writer: it gives bytes when there is one. Throws the system's error. */
function openPipe(path: string): Readable {
  const isNamed = path !== '-';
  const descriptor = isNamed ? openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) : STANDARD_INPUT;
  const status = fstatSync(descriptor);
  if (status.isFIFO() || status.isSocket()) {
    return new Socket({ fd: descriptor, readable: true, writable: false });
  }
  if (isNamed) {
    closeSync(descriptor);
    throw new Error('it is no pipe');
  }
  return createReadStream('', { fd: descriptor, autoClose: false });
}

export class PipeStream {
  /** The writer has closed it, or it broke. */
  isEnded = false;
  fault: Error | null = null;
  private readonly stream: Readable;
  private readonly chunks: Uint8Array[] = [];
  private waiting = 0;
  private stopped = false;

  /** @param wake is called when there is something new */
  constructor(path: string, wake: () => void) {
    this.stream = openPipe(path);
    this.stream.on('data', (chunk: Uint8Array) => {
      this.chunks.push(chunk);
      this.waiting += chunk.length;
      if (this.waiting >= MOST_WAITING) this.stream.pause();
      wake();
    });
    const end = () => {
      this.isEnded = true;
      wake();
    };
    this.stream.on('end', end);
    this.stream.on('close', end);
    this.stream.on('error', (error) => {
      this.fault = error;
      end();
    });
  }

  get hasMore(): boolean {
    return this.waiting > 0;
  }

  /** The next bytes; null when none have arrived. */
  read(): Uint8Array | null {
    const chunk = this.chunks.shift();
    if (chunk === undefined) return null;
    this.waiting -= chunk.length;
    if (this.waiting < MOST_WAITING && !this.stopped) this.stream.resume();
    return chunk;
  }

  /** Takes nothing more in. */
  stop(): void {
    this.stopped = true;
    this.stream.pause();
  }

  close(): void {
    this.stop();
    this.stream.destroy();
  }
}
