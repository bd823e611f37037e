/** Uses of a service in clear text, in words and numbers that a person can check. */
import type { Evidence } from '../../model/evidence.js';
import { hostText } from '../host-key.js';
import { listed, type References } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount } from '../words.js';

/** One client's uses of one service of one server. */
export interface Series {
  readonly client: string;
  readonly server: string;
  readonly service: string;
  readonly surprise: number;
  /** "flow", "login", "conversation" */
  readonly unit: string;
  uses: number;
  readonly firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['http basic', 'logged in by HTTP without TLS, with a name and password that can be read on the way,'],
  ['SNMPv1', 'used SNMP version 1, whose password can be read on the way,'],
  ['SNMPv2c', 'used SNMP version 2c, whose password can be read on the way,'],
]);

export function clearTextEvidence(series: Series, told: Told, site: string): Evidence {
  const { service, uses, unit } = series;
  const server = hostText(series.server);
  const how =
    WORDS.get(service) ?? `used ${service}, whose logins can be read on the way unless TLS begins within,`;
  return evidenceOf({
    revision: told.revision,
    family: 'clear-text',
    site,
    host: hostText(series.client),
    role: 'actor',
    peer: server,
    key: `${service} ${server}`,
    firstSeen: series.firstSeen,
    lastSeen: series.lastSeen,
    basis: {
      kind: 'confidence-class',
      name: 'low',
      why: 'a habit against policy, and no attack; many networks have devices that can do no better',
    },
    surprise: series.surprise,
    attributable: false,
    summary: `${how} at ${server} (${plainCount(uses, unit)})`,
    contributions: [
      { feature: `${unit}s in clear text`, value: uses, unit: '', usual: { low: 0, high: 0 }, share: 1 },
    ],
    threshold: { feature: `${unit}s in clear text`, value: 1, unit: '' },
    records: listed(series.references),
    recordCount: series.references.count,
    technique: 'T1040',
  });
}
