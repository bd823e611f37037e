/** Puts fragmented IP packets together again, for what is read inside them; bounded in number, size and time. */
import type { Packet } from './packet.js';

/** Packets in the making, bytes held by them in all, fragments of one. */
const MAX_PACKETS = 512;
const MAX_HELD_BYTES = 8 * 1024 * 1024;
const MAX_FRAGMENTS = 64;
const MAX_PACKET_BYTES = 65_535;
/** After this a packet can no longer be put together (RFC 8200 section 4.5). */
const LIFETIME_MS = 60_000;

interface Draft {
  readonly since: number;
  bytes: Uint8Array;
  /** Bytes of the whole, -1 while the last fragment is missing. */
  total: number;
  received: number;
  /** [from, to) of each fragment, in order of arrival. */
  readonly parts: (readonly [from: number, to: number])[];
}

export interface ReassemblerState {
  readonly counts: { whole: number; overlapping: number; abandoned: number };
  /** The oldest first. */
  readonly drafts: ReadonlyMap<string, Draft>;
}

export class Reassembler {
  /** What the note at the end tells. */
  readonly counts: { whole: number; overlapping: number; abandoned: number };
  /** The packet that `add` put together: `bytes[0, length)` followed its IP headers. */
  bytes: Uint8Array = new Uint8Array(0);
  length = 0;
  private readonly drafts: Map<string, Draft>;
  private held = 0;

  constructor(state?: ReassemblerState) {
    this.counts = { whole: 0, overlapping: 0, abandoned: 0, ...state?.counts };
    this.drafts = new Map();
    for (const [key, { bytes, parts, ...draft }] of state?.drafts ?? []) {
      this.drafts.set(key, { ...draft, bytes: bytes.slice(), parts: [...parts] });
      this.held += bytes.length;
    }
  }

  get state(): ReassemblerState {
    return { counts: this.counts, drafts: this.drafts };
  }

  /**
   * A fragment at `now` (the capture's clock, ms), whole in the capture. True when it completes its packet.
   * Overlapping IPv6 fragments end it (RFC 5722); of overlapping IPv4 fragments none is better than another, and to
   * take either could be what an attacker wants, so they end it as well. Repeated fragments are no overlap.
   */
  add(packet: Packet, bytes: Uint8Array, now: number): boolean {
    const { fragmentOffset, moreFragments, fragmentAt } = packet;
    const length = packet.ipEnd - fragmentAt;
    const end = fragmentOffset + length;
    const isCut = packet.fragmentEnd < packet.ipEnd;
    if (isCut || length <= 0 || end > MAX_PACKET_BYTES || (moreFragments && (length & 7) !== 0)) return false;
    const key = keyOf(packet);
    let draft = this.drafts.get(key);
    if (draft !== undefined && Math.abs(now - draft.since) > LIFETIME_MS) {
      this.abandon(key, draft);
      draft = undefined;
    }
    draft ??= this.open(key, now);
    const overlap = overlapOf(draft, fragmentOffset, end);
    if (overlap === 'same') return false;
    const isContradiction =
      draft.total >= 0 && (end > draft.total || (!moreFragments && end !== draft.total));
    if (overlap === 'overlap' || isContradiction) {
      this.counts.overlapping++;
      this.drop(key, draft);
      return false;
    }
    if (draft.parts.length === MAX_FRAGMENTS) {
      this.abandon(key, draft);
      return false;
    }
    this.put(draft, packet, bytes, end);
    if (draft.received !== draft.total) {
      this.shed(key);
      return false;
    }
    this.counts.whole++;
    this.drop(key, draft);
    this.bytes = draft.bytes;
    this.length = draft.total;
    return true;
  }

  private open(key: string, now: number): Draft {
    if (this.drafts.size >= MAX_PACKETS) this.abandonOldest();
    const draft: Draft = {
      since: now,
      bytes: new Uint8Array(0),
      total: -1,
      received: 0,
      parts: [],
    };
    this.drafts.set(key, draft);
    return draft;
  }

  private put(draft: Draft, packet: Packet, bytes: Uint8Array, end: number): void {
    const { fragmentOffset, fragmentAt, fragmentEnd } = packet;
    if (end > draft.bytes.length) {
      const larger = new Uint8Array(Math.max(end, Math.min(2 * draft.bytes.length, MAX_PACKET_BYTES), 4096));
      larger.set(draft.bytes);
      this.held += larger.length - draft.bytes.length;
      draft.bytes = larger;
    }
    draft.bytes.set(bytes.subarray(fragmentAt, fragmentEnd), fragmentOffset);
    draft.parts.push([fragmentOffset, end]);
    draft.received += end - fragmentOffset;
    if (!packet.moreFragments) draft.total = end;
  }

  /** Keeps within the bound; the packet at hand goes last. */
  private shed(current: string): void {
    while (this.held > MAX_HELD_BYTES) {
      const [oldest] = this.drafts.keys();
      if (oldest === undefined || (oldest === current && this.drafts.size === 1)) return;
      this.abandonOldest();
    }
  }

  private abandonOldest(): void {
    for (const [key, draft] of this.drafts) {
      this.abandon(key, draft);
      return;
    }
  }

  private abandon(key: string, draft: Draft): void {
    this.counts.abandoned++;
    this.drop(key, draft);
  }

  private drop(key: string, draft: Draft): void {
    this.held -= draft.bytes.length;
    this.drafts.delete(key);
  }
}

function overlapOf(draft: Draft, from: number, to: number): 'none' | 'same' | 'overlap' {
  for (const [partFrom, partTo] of draft.parts) {
    if (partFrom === from && partTo === to) return 'same';
    if (partFrom < to && from < partTo) return 'overlap';
  }
  return 'none';
}

function keyOf(packet: Packet): string {
  const { addresses, fragmentId, fragmentProtocol, vlan, network } = packet;
  return `${addresses.join()},${fragmentId},${fragmentProtocol},${vlan},${network}`;
}
