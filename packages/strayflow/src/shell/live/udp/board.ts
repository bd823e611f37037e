/** Numbers of one listener that its receiving thread writes and others read, in memory that they share. */

const FIELDS = ['committed', 'received', 'receivedBytes', 'overloadDrops', 'kernelDrops', 'buffer'] as const;
export type BoardField = (typeof FIELDS)[number];

/**
 * `committed`: where the stored datagrams end, as an offset into the listener's stream; `received`: datagrams that were
 * taken from the socket; `buffer`: what the kernel gave the socket (bytes).
 */
export class Board {
  readonly memory: SharedArrayBuffer;
  private readonly numbers: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(FIELDS.length * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.numbers = new BigInt64Array(memory);
  }

  get(field: BoardField): number {
    return Number(Atomics.load(this.numbers, FIELDS.indexOf(field)));
  }

  set(field: BoardField, value: number): void {
    Atomics.store(this.numbers, FIELDS.indexOf(field), BigInt(value));
  }

  add(field: BoardField, value: number): void {
    Atomics.add(this.numbers, FIELDS.indexOf(field), BigInt(value));
  }
}
