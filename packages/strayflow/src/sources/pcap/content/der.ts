/** A reader of DER (ITU-T X.690), no more of it than certificates need; nothing is read beyond its bounds. */

export const Tag = {
  integer: 0x02,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  universalString: 0x1c,
  version: 0xa0,
} as const;

export class Der {
  readonly bytes: Uint8Array;
  private at: number;
  private readonly to: number;
  /** Of the element that `next` found. */
  tag = 0;
  from = 0;
  end = 0;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /** Moves to the next element; false at the end, and where lengths contradict themselves. */
  next(): boolean {
    const { bytes, at, to } = this;
    if (to - at < 2 || (bytes[at]! & 0x1f) === 0x1f) return false;
    let length = bytes[at + 1]!;
    let from = at + 2;
    if (length >= 0x80) {
      const size = length & 0x7f;
      if (size === 0 || size > 3 || from + size > to) return false;
      length = 0;
      for (let i = 0; i < size; i++) length = length * 256 + bytes[from + i]!;
      from += size;
    }
    if (from + length > to) return false;
    this.tag = bytes[at]!;
    this.from = from;
    this.end = this.at = from + length;
    return true;
  }

  /** Moves to the next element if it has this tag. */
  expect(tag: number): boolean {
    return this.at < this.to && this.bytes[this.at] === tag && this.next();
  }

  /** The elements inside the current one. */
  inside(): Der {
    return new Der(this.bytes, this.from, this.end);
  }
}

/** "2.5.4.3"; '' when it is malformed or longer than any that is in use. */
export function objectIdentifier(bytes: Uint8Array, from: number, end: number): string {
  if (end <= from || end - from > 32) return '';
  const parts: number[] = [];
  let value = 0;
  for (let at = from; at < end; at++) {
    value = value * 128 + (bytes[at]! & 0x7f);
    if (value > 2 ** 40) return '';
    if ((bytes[at]! & 0x80) !== 0) continue;
    if (parts.length === 0) {
      const first = Math.min(2, Math.floor(value / 40));
      parts.push(first, value - 40 * first);
    } else parts.push(value);
    value = 0;
  }
  return (bytes[end - 1]! & 0x80) !== 0 ? '' : parts.join('.');
}

/** Unix ms of a UTCTime or GeneralizedTime as RFC 5280 (section 4.1.2.5) allows them; NaN for others. */
export function timeOf(tag: number, text: string): number {
  const digits = tag === Tag.utcTime ? 2 : tag === Tag.generalizedTime ? 4 : 0;
  const match = new RegExp(`^(\\d{${digits}})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)?Z$`).exec(text);
  if (digits === 0 || match === null) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const full = digits === 4 ? year : year < 50 ? 2000 + year : 1900 + year;
  return Date.UTC(full, month - 1, day, hour, minute, second);
}
