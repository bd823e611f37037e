/** The part of pako (zlib in JavaScript) that is used. */
declare module 'pako' {
  export class Inflate {
    constructor(options: { readonly windowBits: number; readonly chunkSize: number });
    /** False once it is over, by the end of the data or by a fault. */
    push(bytes: Uint8Array, flush: boolean): boolean;
    onData: (piece: Uint8Array) => void;
    readonly ended: boolean;
    /** 0 without a fault. */
    readonly err: number;
    readonly msg: string;
    readonly strm: {
      readonly output: Uint8Array;
      readonly next_out: number;
      readonly next_in: number;
      readonly avail_in: number;
    };
  }
}
