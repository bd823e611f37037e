/** Clear text: logins of own hosts that anybody on the way can read. Against policy, and no attack. */
import { formatAddress, parseAddress } from '../model/address.js';
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import { type FactBatch, FactKind } from '../model/fact-batch.js';
import { closesFlow, type FlowBatch, isEstablished, isKnown, RecordKind } from '../model/flow-batch.js';
import { clearTextEvidence, type Series } from './clear-text/evidence.js';
import { type ClearTextOptions, clearTextOptions } from './clear-text/options.js';
import { addressKey, hostText } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { Protocol } from './protocol.js';
import { type RecentMap, recall, recentMap, remember } from './recent-map.js';
import { refer, references } from './references.js';
import { isNews, nextTold } from './telling.js';

const HTTP_BASIC = 'http basic';
const SNMP: ReadonlySet<string> = new Set(['SNMPv1', 'SNMPv2c']);

export interface ClearTextState {
  readonly series: RecentMap<Series>;
  /** Keys with news since the last tick. */
  readonly dirty: Set<string>;
}

/** Where one use of a service was seen. */
interface Use {
  readonly service: string;
  readonly surprise: number;
  readonly unit: string;
  readonly client: string;
  readonly server: string;
  readonly time: number;
  readonly input: number;
  readonly record: number;
}

function count(state: ClearTextState, use: Use, allowed: ReadonlySet<string>): void {
  const { client, server, service, time } = use;
  const key = `${client}${server}${service}`;
  let series = recall(state.series, key);
  if (series === undefined) {
    if (allowed.size > 0 && allowed.has(hostText(server))) return;
    series = {
      client,
      server,
      service,
      surprise: use.surprise,
      unit: use.unit,
      uses: 0,
      firstSeen: time,
      lastSeen: time,
      references: references(),
      told: null,
    };
    remember(state.series, key, series, (kept) => kept.told !== null);
  }
  series.uses++;
  series.lastSeen = time;
  refer(series.references, use.input, use.record);
  state.dirty.add(key);
}

/** The service (index) of a flow in clear text, -1 for none: what the source saw in it counts more than its port. */
interface Services {
  readonly byPort: Int8Array;
  readonly byName: ReadonlyMap<string, number>;
}

function indexServices(options: ClearTextOptions): Services {
  const byPort = new Int8Array(65_536).fill(-1);
  const byName = new Map<string, number>();
  for (const [index, service] of options.services.entries()) {
    byName.set(service.name, index);
    for (const port of service.ports) byPort[port] = index;
  }
  return { byPort, byName };
}

function serviceOf(batch: FlowBatch, row: number, services: Services): number {
  const column = batch.service;
  const code = column === null ? 0 : column.codes[row]!;
  const name = column === null ? '' : column.dictionary[code]!;
  if (name === '') return services.byPort[batch.destinationPort[row]!]!;
  return services.byName.get(name) ?? -1;
}

function stepRow(
  state: ClearTextState,
  batch: FlowBatch,
  row: number,
  tools: {
    options: ClearTextOptions;
    services: Services;
    allowed: ReadonlySet<string>;
    network: NetworkContext;
  },
): void {
  const { options, services, allowed, network } = tools;
  if (batch.protocol[row] !== Protocol.tcp || !isKnown(batch.validity.destinationPort, row)) return;
  const index = serviceOf(batch, row, services);
  if (index < 0 || !closesFlow(batch.record[row]!) || batch.initiatorKnown[row] === 0) return;
  if (!isKnown(batch.validity.state, row) || !isEstablished(batch.state[row]!)) return;
  // Counters are since the last record: only a whole flow says how much the server sent.
  const isWhole = batch.record[row] === RecordKind.complete && isKnown(batch.validity.bytesReceived, row);
  if (isWhole && batch.bytesReceived[row]! < options.minBytes) return;
  if (!network.isInternal(batch.source, 16 * row)) return;
  const service = options.services[index]!;
  count(
    state,
    {
      service: service.name,
      surprise: service.surprise,
      unit: 'flow',
      client: addressKey(batch.source, 16 * row),
      server: addressKey(batch.destination, 16 * row),
      time: batch.time[row]!,
      input: batch.input[row]!,
      record: batch.recordNumber[row]!,
    },
    allowed,
  );
}

function takeFact(
  state: ClearTextState,
  batch: FactBatch,
  row: number,
  options: ClearTextOptions,
  allowed: ReadonlySet<string>,
  network: NetworkContext,
): void {
  const isLogin =
    batch.kind[row] === FactKind.login && batch.value.dictionary[batch.value.codes[row]!] === HTTP_BASIC;
  const name = isLogin ? HTTP_BASIC : batch.name.dictionary[batch.name.codes[row]!]!;
  const isSnmp = !isLogin && batch.kind[row] === FactKind.software && SNMP.has(name);
  if (!isLogin && !isSnmp) return;
  const surprise = isLogin ? options.httpBasicSurprise : options.snmpSurprise;
  if (surprise === 0 || !network.isInternal(batch.address, 16 * row)) return;
  count(
    state,
    {
      service: name,
      surprise,
      unit: isLogin ? 'login' : 'conversation',
      client: addressKey(batch.address, 16 * row),
      server: addressKey(batch.peer, 16 * row),
      time: batch.time[row]!,
      input: batch.input[row]!,
      record: batch.recordNumber[row]!,
    },
    allowed,
  );
}

function siteStage(options: ClearTextOptions, network: NetworkContext): SiteStage<ClearTextState> {
  const bytes = new Uint8Array(16);
  const allowed = new Set(
    options.allowedServers.map((text) => (parseAddress(text, bytes) ? formatAddress(bytes) : text)),
  );
  const tools = { options, services: indexServices(options), allowed, network };
  return {
    name: 'clear-text',
    key: 'pair',
    open: () => ({ series: recentMap(options.maxSeries), dirty: new Set() }),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, tools);
    },
    facts(state, batch) {
      for (let row = 0; row < batch.length; row++) {
        const kind = batch.kind[row];
        if (kind === FactKind.login || kind === FactKind.software) {
          takeFact(state, batch, row, options, allowed, network);
        }
      }
    },
    advance(state, now, site, emit) {
      for (const key of [...state.dirty].sort()) {
        const series = recall(state.series, key);
        if (series === undefined) continue;
        const uses = series.references.count;
        if (!isNews(series.told, series.surprise, uses, now === Number.POSITIVE_INFINITY)) continue;
        series.told = nextTold(series.told, series.surprise, uses);
        emit(clearTextEvidence(series, series.told, site));
      }
      state.dirty.clear();
    },
    dropped: (state) => state.series.forgotten,
  };
}

export const clearText: Behaviour<ClearTextOptions, PerSiteState<ClearTextState>> = {
  name: 'clear-text',
  title: 'Clear text',
  families: ['clear-text'],
  options: clearTextOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
