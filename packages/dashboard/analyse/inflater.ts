/**
 * Gzip by zlib's own algorithm: a browser's DecompressionStream gives nothing of damaged data, and stops after the first
 * member.
 */
import { Inflate } from 'pako';
import type { Inflater } from 'strayflow/browser';

const OUTPUT_BYTES = 128 * 1024;
/** Windows of any size, in a gzip frame (zlib.h, inflateInit2). */
const GZIP_WINDOW_BITS = 31;

export function openInflater(): Inflater {
  return new MemberInflater();
}

class MemberInflater implements Inflater {
  private pieces: Uint8Array[] = [];
  private stream = this.open();
  /** Behind the last member: padding, which nobody reads. */
  private isPadding = false;

  private open(): Inflate {
    const stream = new Inflate({ windowBits: GZIP_WINDOW_BITS, chunkSize: OUTPUT_BYTES });
    stream.onData = (piece) => this.pieces.push(piece);
    return stream;
  }

  push(bytes: Uint8Array): { readonly pieces: readonly Uint8Array[]; readonly fault: Error | null } {
    if (this.isPadding || bytes.length === 0) return { pieces: [], fault: null };
    // A member that ended with the bytes before may have another behind it.
    if (this.stream.ended) {
      if (bytes[0] === 0) {
        this.isPadding = true;
        return { pieces: [], fault: null };
      }
      this.stream = this.open();
    }
    this.stream.push(bytes, false);
    const { ended, err, msg, strm } = this.stream;
    const isFault = ended && err !== 0;
    if (isFault && strm.next_out > 0) this.pieces.push(strm.output.slice(0, strm.next_out));
    if (ended && !isFault && strm.avail_in > 0) this.isPadding = true;
    return { pieces: this.pieces.splice(0), fault: isFault ? new Error(msg || 'damaged') : null };
  }

  end(): { readonly pieces: readonly Uint8Array[]; readonly fault: Error | null } {
    if (this.stream.ended) return { pieces: [], fault: null };
    const { output, next_out: length } = this.stream.strm;
    return { pieces: length > 0 ? [output.slice(0, length)] : [], fault: new Error('unexpected end') };
  }
}
