/** What routes read of a watch: its state, and where addresses are. Nothing is opened before it is asked for. */
import type { Config } from '../../config.js';
import { ADDRESS_BYTES, parsePrefix } from '../../model/address.js';
import { prefixMatcher } from '../../model/prefix-matcher.js';
import { type LocationFiles, openLocations } from '../../shell/location-files.js';
import { FlowStore } from '../../store/flows/flow-store.js';
import { StateReader } from '../../store/reading/state-reader.js';
import { SourceRates } from './source-rates.js';

/** Each holds one of few connections to the history. */
const MOST_EXPORTS = 1;

export interface Place {
  /** ISO 3166-1 alpha-2 */
  readonly country: string | null;
  /** "AS64496 Example" */
  readonly network: string | null;
}

export class Reading {
  readonly state: StateReader;
  readonly rates = new SourceRates();
  readonly flows: FlowStore;
  private exports = 0;
  private readonly config: Config;
  private locations: LocationFiles | null | undefined;

  constructor(config: Config, folder: string) {
    this.config = config;
    this.state = new StateReader(folder);
    this.flows = new FlowStore(this.state, config.site);
  }

  /** Null where it is not known; of a prefix, its first address. */
  place(host: string): Place | null {
    const prefix = parsePrefix(host);
    if (prefix === null) return null;
    this.locations ??= openLocations(this.config.addresses.location);
    const found = this.locations?.lookup(prefix.bytes, 0) ?? null;
    if (found === null) return null;
    const { countryCode: country, network } = found;
    return { country, network: network === null ? null : `AS${network.number} ${network.name}` };
  }

  /** By the observed network; null as long as that is not known, or for what is no address. */
  isInternal(host: string): boolean | null {
    const prefix = parsePrefix(host);
    const { internal } = this.state;
    if (prefix === null || internal === null || prefix.bytes.length !== ADDRESS_BYTES) return null;
    return prefixMatcher(internal.flatMap((text) => parsePrefix(text) ?? []))(prefix.bytes, 0);
  }

  /** What it gives back ends it, once; null: as many as may are under way. */
  beginExport(): (() => void) | null {
    if (this.exports >= MOST_EXPORTS) return null;
    this.exports++;
    let isOver = false;
    return () => {
      if (!isOver) this.exports--;
      isOver = true;
    };
  }

  close(): void {
    this.flows.close();
    this.state.close();
  }
}
