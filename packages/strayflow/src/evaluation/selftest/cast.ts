/** Who of the user's own hosts can play a part in an injected attack. */
import { addressKind, formatAddress, isMulticastOrBroadcast } from '../../model/address.js';
import { addressTable, internAddress } from '../../model/address-table.js';
import { StrayflowError } from '../../model/errors.js';
import { type FlowBatch, isEstablished, isKnown } from '../../model/flow-batch.js';

const MAX_HOSTS = 200_000;
/** Hosts of each side that are given parts. */
const MOST = 64;

export interface Cast {
  /** Addresses of the observed network that were heard, most flows first. */
  readonly insiders: readonly string[];
  /** Addresses outside it that were heard, fewest flows first. */
  readonly outsiders: readonly string[];
}

interface Candidate {
  readonly address: string;
  readonly flows: number;
}

/** Counts the flows in which each host was heard, up to a bound: addresses that never speak play no part. */
export class Candidates {
  private readonly table = addressTable(MAX_HOSTS);
  private readonly counts = new Float64Array(MAX_HOSTS);

  add(flows: FlowBatch): void {
    for (let row = 0; row < flows.length; row++) {
      this.count(flows.source, row * 16);
      const answered = isKnown(flows.validity.state, row) && isEstablished(flows.state[row]!);
      if (answered) this.count(flows.destination, row * 16);
    }
  }

  private count(bytes: Uint8Array, offset: number): void {
    const id = internAddress(this.table, bytes, offset);
    if (id >= 0) this.counts[id]!++;
  }

  /** Throws StrayflowError 'usage' when one side has nobody. */
  cast(isInternal: (bytes: Uint8Array, offset: number) => boolean): Cast {
    const insiders: Candidate[] = [];
    const outsiders: Candidate[] = [];
    for (let id = 0; id < this.table.size; id++) {
      const at = id * 16;
      const { bytes } = this.table;
      const kind = addressKind(bytes, at);
      if (isMulticastOrBroadcast(bytes, at) || kind === 'unspecified' || kind === 'link-local') continue;
      const candidate = { address: formatAddress(bytes, at), flows: this.counts[id]! };
      if (isInternal(bytes, at)) insiders.push(candidate);
      else outsiders.push(candidate);
    }
    if (insiders.length === 0) {
      throw new StrayflowError('usage', 'no host of the traffic is known to be internal', {
        hint: 'Name the observed network with --internal.',
      });
    }
    if (outsiders.length === 0) {
      throw new StrayflowError('usage', 'the traffic has no host outside the internal network', {
        hint: 'Name the observed network more narrowly with --internal, or record traffic to the outside.',
      });
    }
    return { insiders: chosen(insiders, -1), outsiders: chosen(outsiders, 1) };
  }
}

function chosen(candidates: Candidate[], sign: number): readonly string[] {
  return candidates
    .sort((a, b) => sign * (a.flows - b.flows) || (a.address < b.address ? -1 : 1))
    .slice(0, MOST)
    .map((candidate) => candidate.address);
}
