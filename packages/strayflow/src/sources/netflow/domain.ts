/** What is remembered of one observation domain of an exporter, and of all of them within bounds. */
import { Field, TextField } from './information-elements.js';
import type { RecordValues } from './record-values.js';
import { learnSampling, type Sampling, sampling } from './sampling.js';
import { type Sequence, sequence } from './sequence.js';
import type { Template } from './template.js';

const MOST_TEMPLATES = 1024;
const MOST_STREAMS = 8;
const MOST_INTERFACES = 4096;
const MOST_APPLICATIONS = 16_384;
/** Fields of templates and entries of options, over all domains: about a hundred bytes each. */
const GREATEST_WEIGHT = 500_000;
const OWN_WEIGHT = 16;

/** Plain data. */
export interface Domain {
  readonly exporter: number;
  /** The exporter's name, for notes. */
  readonly name: string;
  readonly version: number;
  readonly id: number;
  readonly templates: Map<number, Template>;
  /** By the exporter's port: where two exporting processes share an address, each counts its own. */
  readonly streams: Map<number, Sequence>;
  readonly sampling: Sampling;
  readonly interfaces: Map<number, string>;
  readonly applications: Map<number, string>;
  /** When the exporter started (Unix ms): by its own word, and as its headers let infer; NaN when not known. */
  systemInit: number;
  boot: number;
  /** It counts the answers in OUT_BYTES and OUT_PKTS, as its records have shown (NetFlow v9). */
  countsAnswers: boolean;
  /** Ms; NaN when not announced. */
  idleTimeoutMs: number;
  weight: number;
}

export interface DomainsState {
  /** The one that was silent longest first. */
  readonly domains: Map<string, Domain>;
  /** Missing by the sequence numbers of streams that were forgotten. */
  lost: number;
}

export class Domains {
  readonly state: DomainsState;
  private weight = 0;

  constructor(state?: DomainsState) {
    this.state = state ?? { domains: new Map(), lost: 0 };
    for (const { weight } of this.state.domains.values()) this.weight += weight;
  }

  /** The domain, which is now the latest. */
  get(exporter: { readonly index: number; readonly name: string }, version: number, id: number): Domain {
    const { domains } = this.state;
    const key = `${exporter.index}/${version}/${id}`;
    let domain = domains.get(key);
    if (domain === undefined) {
      domain = {
        exporter: exporter.index,
        name: exporter.name,
        version,
        id,
        templates: new Map(),
        streams: new Map(),
        sampling: sampling(),
        interfaces: new Map(),
        applications: new Map(),
        systemInit: Number.NaN,
        boot: Number.NaN,
        countsAnswers: false,
        idleTimeoutMs: Number.NaN,
        weight: 0,
      };
      this.weigh(domain, OWN_WEIGHT);
    } else domains.delete(key);
    domains.set(key, domain);
    return domain;
  }

  /** Makes room by forgetting the domains that were silent longest; the latest stays. */
  private weigh(domain: Domain, weight: number): void {
    domain.weight += weight;
    this.weight += weight;
    if (this.weight <= GREATEST_WEIGHT) return;
    for (const [key, other] of this.state.domains) {
      if (this.weight <= GREATEST_WEIGHT) return;
      if (other !== domain) this.drop(key, other);
    }
  }

  private drop(key: string, domain: Domain): void {
    this.state.domains.delete(key);
    this.weight -= domain.weight;
    for (const { missing } of domain.streams.values()) this.state.lost += missing;
  }

  forget(exporter: number): void {
    for (const [key, domain] of this.state.domains) if (domain.exporter === exporter) this.drop(key, domain);
  }

  /** Holds a template in place of the one of that number; beyond the bound the one that came first is forgotten. */
  define(domain: Domain, id: number, template: Template): void {
    this.withdraw(domain, id);
    if (domain.templates.size >= MOST_TEMPLATES) this.withdraw(domain, domain.templates.keys().next().value!);
    domain.templates.set(id, template);
    this.weigh(domain, OWN_WEIGHT + template.codes.length);
  }

  withdraw(domain: Domain, id: number): void {
    const template = domain.templates.get(id);
    if (template === undefined) return;
    domain.templates.delete(id);
    this.weigh(domain, -(OWN_WEIGHT + template.codes.length));
  }

  stream(domain: Domain, port: number): Sequence {
    const { streams } = domain;
    let stream = streams.get(port);
    if (stream !== undefined) return stream;
    if (streams.size >= MOST_STREAMS) {
      const [oldest, forgotten] = streams.entries().next().value!;
      this.state.lost += forgotten.missing;
      streams.delete(oldest);
    }
    stream = sequence();
    streams.set(port, stream);
    return stream;
  }

  /** A record of options data. */
  learn(domain: Domain, values: RecordValues): void {
    const { numbers, texts } = values;
    const index = numbers[Field.ingressInterface]!;
    const name = texts[TextField.interfaceName] || texts[TextField.interfaceDescription]!;
    let added = 0;
    if (index >= 0 && name !== '') added += put(domain.interfaces, index, name, MOST_INTERFACES);
    const application = texts[TextField.applicationName]!;
    if (application !== '' && numbers[Field.applicationId]! >= 0) {
      added += put(domain.applications, numbers[Field.applicationId]!, application, MOST_APPLICATIONS);
    }
    if (numbers[Field.systemInit]! > 0) domain.systemInit = numbers[Field.systemInit]!;
    if (numbers[Field.idleTimeout]! > 0) domain.idleTimeoutMs = 1000 * numbers[Field.idleTimeout]!;
    added += learnSampling(domain.sampling, numbers, index >= 0);
    if (added > 0) this.weigh(domain, added);
  }
}

function put(names: Map<number, string>, key: number, name: string, most: number): number {
  const isNew = !names.has(key);
  if (isNew && names.size >= most) return 0;
  names.set(key, name);
  return isNew ? 1 : 0;
}
