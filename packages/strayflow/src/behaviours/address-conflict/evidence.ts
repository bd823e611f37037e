/** Mistaken addresses in words and numbers that a person can check. */
import type { Evidence, RecordReference } from '../../model/evidence.js';
import { hostText } from '../host-key.js';
import type { Holding } from '../link/claim-table.js';
import { macText } from '../link/mac.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration } from '../words.js';
import type { AddressConflictOptions } from './options.js';

/** A fault to be mended and no attack: below the alert line whatever else is true. */
export const CONFLICT_SURPRISE = { once: 3, again: 3.5, misplaced: 2.5 } as const;

export function conflictEvidence(
  holding: Holding,
  told: Told,
  site: string,
  options: AddressConflictOptions,
): Evidence {
  const macs = holding.claims.map(({ mac }) => macText(mac));
  const span = holding.lastSeen - holding.contestedAt;
  const lease = holding.leasedTo === '' ? '' : `; a DHCP server gave it to ${macText(holding.leasedTo)}`;
  const count = macs.length === 2 ? 'two' : String(macs.length);
  return evidenceOf({
    revision: told.revision,
    family: 'address-conflict',
    site,
    host: hostText(holding.address),
    role: 'victim',
    peer: null,
    key: 'conflict',
    firstSeen: holding.contestedAt,
    lastSeen: Math.max(holding.contestedAt, holding.lastSeen),
    basis: {
      kind: 'confidence-class',
      name: 'medium',
      why: 'a standby that takes over and gives back looks the same when it uses its own MAC',
    },
    surprise: told.surprise,
    attributable: false,
    summary: `is held by ${count} devices, ${macs.join(' and ')}, which took turns ${plainCount(
      holding.returns + 1,
      'time',
    )} within ${plainDuration(span)}: an address given twice by mistake, no attack${lease}`,
    contributions: [
      {
        feature: 'times that a device came back to the address after another had claimed it',
        value: holding.returns,
        unit: '',
        usual: { low: 0, high: 0 },
        share: 1,
      },
      {
        feature: 'devices that claim it',
        value: macs.length,
        unit: '',
        usual: { low: 1, high: 1 },
        share: 0,
      },
    ],
    threshold: {
      feature: 'times that a device came back to the address after another had claimed it',
      value: options.minReturns,
      unit: '',
    },
    records: listed(holding.references),
    recordCount: holding.references.count,
    technique: null,
  });
}

/** An address outside the network, announced by a device that had one inside. */
export interface Misplaced {
  readonly address: string;
  readonly mac: string;
  readonly former: string;
  readonly time: number;
  readonly record: RecordReference;
}

export function misplacedEvidence({ address, mac, former, time, record }: Misplaced, site: string): Evidence {
  return evidenceOf({
    revision: 0,
    family: 'address-conflict',
    site,
    host: hostText(address),
    role: 'victim',
    peer: hostText(former),
    key: 'misconfigured',
    firstSeen: time,
    lastSeen: time,
    basis: {
      kind: 'confidence-class',
      name: 'low',
      why: 'a router between the network and another may announce addresses of both',
    },
    surprise: CONFLICT_SURPRISE.misplaced,
    attributable: false,
    summary: `is no address of this network, and ${macText(mac)}, which had ${hostText(former)}, announced it as its own: a mistaken address, no attack`,
    contributions: [
      {
        feature: 'addresses outside the network that a device announced',
        value: 1,
        unit: '',
        usual: { low: 0, high: 0 },
        share: 1,
      },
    ],
    threshold: null,
    records: [record],
    recordCount: 1,
    technique: null,
  });
}
