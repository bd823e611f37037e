/** Blocks of our own making: what they refuse is no evidence, and what passes all the same is an alert. */
import { formatAddress, isIpv4, type Prefix, parsePrefix, prefixContains } from '../model/address.js';
import { type BlockEffect, MOST_COUNTED } from '../model/block-effect.js';
import { type Decision, isBlock } from '../model/decision.js';
import { type FlowBatch, isEstablished, isFailed, RecordKind } from '../model/flow-batch.js';
import { sliceBatch } from '../model/flow-builder.js';
import { counted, utc } from '../model/format.js';

interface OwnBlock {
  readonly site: string;
  readonly host: string;
  readonly since: number;
  until: number;
  refused: number;
  missed: number;
  /** Answered flows, as "input flow". */
  readonly passed: Set<string>;
  readonly losers: Set<string>;
  isTold: boolean;
  isChanged: boolean;
}

/** Plain data. */
export interface OwnBlocksState {
  /** By host; the site is the route's. */
  readonly blocks: Map<string, OwnBlock>;
  /** Rows that were not judged, as a block of ours explains them. */
  left: number;
}

export const openOwnBlocks = (): OwnBlocksState => ({ blocks: new Map(), left: 0 });

/** One answered flow may have been on its way; so many are none by chance. */
const NO_EFFECT_FLOWS = 3;
/** Beside the lateness: deciding, storing and enforcing take less. */
const GRACE_MS = 20_000;
const WORD = 2 ** 32;

/**
 * State is plain data, and changes only between ticks of event time, however the input is cut. What a person undid or
 * approved is not known here: a block counts until the end that it was decided with.
 */
export class OwnBlocks {
  private readonly state: OwnBlocksState;
  private readonly grace: number;
  /** By the bits that nearly all blocks have: 32 of IPv4, 64 of IPv6. */
  private readonly index = new Map<number, (readonly [Prefix, OwnBlock])[]>();
  private readonly wide: (readonly [Prefix, OwnBlock])[] = [];

  /** @param latenessMs how far the judging may be behind the traffic */
  constructor(state: OwnBlocksState, latenessMs: number) {
    this.state = state;
    this.grace = 2 * latenessMs + GRACE_MS;
    this.makeIndex();
  }

  private makeIndex(): void {
    this.index.clear();
    this.wide.length = 0;
    for (const block of this.state.blocks.values()) {
      const prefix = parsePrefix(block.host);
      if (prefix === null) continue;
      const whole = isIpv4(prefix.bytes) ? 128 : 64;
      if (prefix.length < whole) this.wide.push([prefix, block]);
      else {
        const key = keyOf(prefix.bytes, 0);
        this.index.set(key, [...(this.index.get(key) ?? []), [prefix, block]]);
      }
    }
  }

  /** Blocks that are done, or believed to be. */
  take(decisions: readonly Decision[]): void {
    let isNew = false;
    for (const decision of decisions) {
      const { site, host, time, expires } = decision;
      if (!isBlock(decision) || decision.simulated || decision.approval || expires === null) continue;
      const standing = this.state.blocks.get(host);
      if (standing !== undefined && standing.until > time) {
        standing.until = Math.max(standing.until, expires);
        standing.isChanged = true;
        continue;
      }
      const none = { refused: 0, missed: 0, passed: new Set<string>(), losers: new Set<string>() };
      const block = { site, host, since: time, until: expires, ...none, isTold: false, isChanged: true };
      this.state.blocks.set(host, block);
      isNew = true;
    }
    if (isNew) this.makeIndex();
  }

  /** A tick of event time (Unix ms): ended blocks are forgotten, and those without effect are told of, once each. */
  tick(now: number): readonly Decision[] {
    const told: Decision[] = [];
    let isOver = false;
    for (const block of this.state.blocks.values()) {
      if (!block.isTold && block.passed.size >= NO_EFFECT_FLOWS) {
        block.isTold = true;
        told.push(withoutEffect(block, now));
      }
      // Kept until its last counts were asked for.
      if (block.until > now || block.isChanged) continue;
      this.state.blocks.delete(block.host);
      isOver = true;
    }
    if (isOver) this.makeIndex();
    return told;
  }

  /** What has changed since it was last asked for. */
  takeEffects(): readonly BlockEffect[] {
    const changed = [...this.state.blocks.values()].filter(({ isChanged }) => isChanged);
    return changed.map((block) => {
      block.isChanged = false;
      const { site, host, since, until, refused, passed, missed, losers } = block;
      return { site, host, since, until, refused, passed: passed.size, missed, losers: losers.size };
    });
  }

  /** The rows of `batch` that no block of ours explains, in order. */
  without(batch: FlowBatch): readonly FlowBatch[] {
    if (this.state.blocks.size === 0) return [batch];
    const parts: FlowBatch[] = [];
    let from = 0;
    for (let row = 0; row < batch.length; row++) {
      if (!this.explains(batch, row)) continue;
      if (row > from) parts.push(sliceBatch(batch, from, row));
      from = row + 1;
    }
    if (from === 0) return [batch];
    if (from < batch.length) parts.push(sliceBatch(batch, from, batch.length));
    return parts;
  }

  private explains(batch: FlowBatch, row: number): boolean {
    const bySource = this.blockOf(batch.source, row * 16);
    const block = bySource ?? this.blockOf(batch.destination, row * 16);
    if (block === null || batch.start[row]! < block.since || batch.start[row]! >= block.until) return false;
    block.isChanged = true;
    if (isAnswered(batch, row)) {
      if (batch.start[row]! >= block.since + this.grace && block.passed.size < MOST_COUNTED) {
        block.passed.add(`${batch.input[row]!} ${batch.flowId[row]!}`);
      }
      return false;
    }
    this.state.left++;
    // A flow is counted once, when it is over.
    if (batch.record[row]! < RecordKind.end) return true;
    if (bySource !== null) block.refused++;
    else {
      block.missed++;
      if (block.losers.size < MOST_COUNTED) block.losers.add(formatAddress(batch.source, row * 16));
    }
    return true;
  }

  private blockOf(bytes: Uint8Array, offset: number): OwnBlock | null {
    for (const [prefix, block] of this.index.get(keyOf(bytes, offset)) ?? []) {
      if (prefixContains(prefix, bytes, offset)) return block;
    }
    for (const [prefix, block] of this.wide) if (prefixContains(prefix, bytes, offset)) return block;
    return null;
  }
}

/** Addresses of one block have one key; others may share it. */
function keyOf(bytes: Uint8Array, offset: number): number {
  const at = isIpv4(bytes, offset) ? offset + 8 : offset;
  return word(bytes, at) * WORD + word(bytes, at + 4);
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

/** Where the state is not known, whether anything came back. */
function isAnswered(batch: FlowBatch, row: number): boolean {
  const state = batch.state[row]!;
  if (isEstablished(state)) return true;
  return !isFailed(state) && batch.packetsReceived[row]! > 0;
}

function withoutEffect({ site, host, since, passed }: OwnBlock, now: number): Decision {
  const flows = counted(passed.size, 'flow');
  return {
    site,
    host,
    action: 'alert',
    simulated: false,
    approval: false,
    rule: 'block-without-effect',
    reason: `blocked since ${utc(since)}, and ${flows} that began later were answered: the block has no effect; strayflow doctor looks whether this traffic comes through this machine`,
    risk: 0,
    time: now,
    expires: null,
    evidenceIds: [],
  };
}
