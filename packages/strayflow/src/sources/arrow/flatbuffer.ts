/** Reads FlatBuffers tables (flatbuffers.dev, "Internals") within their bytes: a place outside throws RangeError. */

const DEEPEST = 64;

export class FlatTable {
  private readonly view: DataView;
  private readonly position: number;
  private readonly depth: number;

  /** @param at where the table begins */
  constructor(view: DataView, at: number, depth = 0) {
    if (depth > DEEPEST) throw new RangeError('tables are nested too deeply');
    this.view = view;
    this.position = at;
    this.depth = depth;
  }

  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Where field `slot` stands; 0 when it is left out. */
  private at(slot: number): number {
    const table = this.position - this.view.getInt32(this.position, true);
    if (4 + 2 * slot >= this.view.getUint16(table, true)) return 0;
    const offset = this.view.getUint16(table + 4 + 2 * slot, true);
    return offset === 0 ? 0 : this.position + offset;
  }

  uint8(slot: number): number {
    const at = this.at(slot);
    return at === 0 ? 0 : this.view.getUint8(at);
  }

  int16(slot: number, otherwise = 0): number {
    const at = this.at(slot);
    return at === 0 ? otherwise : this.view.getInt16(at, true);
  }

  int32(slot: number, otherwise = 0): number {
    const at = this.at(slot);
    return at === 0 ? otherwise : this.view.getInt32(at, true);
  }

  int64(slot: number): number {
    const at = this.at(slot);
    return at === 0 ? 0 : Number(this.view.getBigInt64(at, true));
  }

  table(slot: number): FlatTable | null {
    const at = this.at(slot);
    return at === 0 ? null : new FlatTable(this.view, at + this.view.getUint32(at, true), this.depth + 1);
  }

  text(slot: number): string {
    const at = this.at(slot);
    if (at === 0) return '';
    const start = at + this.view.getUint32(at, true);
    const length = this.view.getUint32(start, true);
    if (length > this.view.byteLength) throw new RangeError('a text ends outside of its message');
    return new TextDecoder().decode(
      new Uint8Array(this.view.buffer, this.view.byteOffset + start + 4, length),
    );
  }

  tables(slot: number): FlatTable[] {
    const { start, count } = this.vector(slot, 4);
    return Array.from({ length: count }, (_, i) => {
      const at = start + 4 * i;
      return new FlatTable(this.view, at + this.view.getUint32(at, true), this.depth + 1);
    });
  }

  /** Structs of `size` 64-bit integers. */
  structs(slot: number, size: number): number[][] {
    const { start, count } = this.vector(slot, 8 * size);
    return Array.from({ length: count }, (_, i) =>
      Array.from({ length: size }, (_each, j) =>
        Number(this.view.getBigInt64(start + 8 * (size * i + j), true)),
      ),
    );
  }

  private vector(slot: number, elementBytes: number): { start: number; count: number } {
    const at = this.at(slot);
    if (at === 0) return { start: 0, count: 0 };
    const start = at + this.view.getUint32(at, true);
    const count = this.view.getUint32(start, true);
    if (count * elementBytes > this.view.byteLength - start - 4) {
      throw new RangeError(`a list of ${count} does not fit into its message`);
    }
    return { start: start + 4, count };
  }
}
