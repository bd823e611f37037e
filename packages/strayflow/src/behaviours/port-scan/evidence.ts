/** A scan in words and numbers that a person can check. */
import type { Basis, Contribution, Evidence } from '../../model/evidence.js';
import { hostText } from '../host-key.js';
import { protocolName } from '../protocol.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { PortScanOptions } from './options.js';
import { penalty } from './sequential-test.js';
import type { ScanTest, SourceSummary } from './state.js';

const ORDINARY_SURPRISE = -Math.log10(0.05);

function subject(test: ScanTest): string {
  switch (test.shape) {
    case 'vertical':
      return `vertical ${hostText(test.destination)}`;
    case 'horizontal':
      return `horizontal ${protocolName(test.protocol)}/${test.port}`;
    case 'fan-out-ports':
      return `fan-out ${hostText(test.destination)}`;
    case 'fan-out-hosts':
      return `fan-out ${protocolName(test.protocol)}/${test.port}`;
    case 'block':
      return 'block';
  }
}

function summarize(test: ScanTest, source: SourceSummary): string {
  const failed = test.refused + test.silent;
  const tried = failed + test.answered;
  const span = plainDuration(test.lastSeen - test.firstSeen);
  const ended = `${plainNumber(failed)} of them refused or silent`;
  switch (test.shape) {
    case 'vertical':
      return `tried ${plainCount(tried, 'port')} of ${hostText(test.destination)} in ${span}, ${ended}`;
    case 'horizontal':
      return `tried ${protocolName(test.protocol)} port ${test.port} of ${plainCount(tried, 'host')} in ${span}, ${ended}`;
    case 'block':
      return `tried ${plainCount(source.ports, 'port')} across ${plainCount(source.hosts, 'host')} in ${span}, ${plainNumber(
        failed,
      )} of ${plainCount(tried, 'attempt')} refused or silent`;
    case 'fan-out-ports':
      return `sent to ${plainCount(test.unjudged, 'port')} of ${hostText(test.destination)} in ${span} without a conversation on any`;
    case 'fan-out-hosts':
      return `sent nothing but connection requests to ${protocolName(test.protocol)} port ${test.port} of ${plainCount(
        test.unjudged,
        'host',
      )} in ${span}`;
  }
}

/** Failed contacts that reach `surprise` at this test's mean step. */
function failuresFor(surprise: number, test: ScanTest, source: SourceSummary, least: number): number {
  const failed = test.refused + test.silent;
  const step = failed > 0 ? test.gained / failed : 1;
  const lost = Math.max(0, test.gained - test.peak);
  return Math.max(least, Math.ceil((surprise + penalty(test, source) + lost) / step - 1e-9));
}

function contributionsOf(
  test: ScanTest,
  source: SourceSummary,
  options: PortScanOptions,
): readonly Contribution[] {
  const minutes = Math.max(test.lastSeen - test.firstSeen, 1000) / 60_000;
  const contribution = (
    feature: string,
    value: number,
    share: number,
    usual: Contribution['usual'],
    unit = '',
  ): Contribution => ({ feature, value, unit, usual, share });
  if (isFanOut(test)) {
    const most = (test.shape === 'fan-out-ports' ? options.fanOutPorts : options.fanOutHosts) - 1;
    const what = test.shape === 'fan-out-ports' ? 'ports reached for' : 'hosts reached for';
    return [
      contribution(what, test.unjudged, 1, { low: 0, high: most }),
      contribution('attempts a minute', test.unjudged / minutes, 0, null, '/min'),
    ];
  }
  const failed = test.refused + test.silent;
  const most = failuresFor(ORDINARY_SURPRISE, test, source, 1);
  const what = test.shape === 'horizontal' ? 'hosts' : test.shape === 'vertical' ? 'ports' : 'attempts';
  return [
    contribution(`${what} that refused`, test.refused, test.refused / failed, { low: 0, high: most }),
    contribution(`${what} that stayed silent`, test.silent, test.silent / failed, { low: 0, high: most }),
    contribution(`${what} that answered`, test.answered, 0, null),
    contribution('attempts a minute', (failed + test.answered) / minutes, 0, null, '/min'),
  ];
}

export function isFanOut(test: ScanTest): boolean {
  return test.shape === 'fan-out-ports' || test.shape === 'fan-out-hosts';
}

function thresholdOf(test: ScanTest, source: SourceSummary, options: PortScanOptions): Evidence['threshold'] {
  switch (test.shape) {
    case 'vertical':
      return {
        feature: 'ports that refused or stayed silent',
        value: failuresFor(options.fireSurprise, test, source, options.minPorts),
        unit: 'ports',
      };
    case 'horizontal':
      return {
        feature: 'hosts that refused or stayed silent',
        value: failuresFor(options.fireSurprise, test, source, options.minHosts),
        unit: 'hosts',
      };
    case 'fan-out-ports':
      return { feature: 'ports reached for', value: options.fanOutPorts, unit: 'ports' };
    case 'fan-out-hosts':
      return { feature: 'hosts reached for', value: options.fanOutHosts, unit: 'hosts' };
    case 'block':
      return source.folded > 0
        ? null
        : {
            feature: 'attempts that were refused or stayed silent',
            value: failuresFor(options.fireSurprise, test, source, options.minHosts),
            unit: 'attempts',
          };
  }
}

const SEQUENTIAL: Basis = { kind: 'test-bound', test: 'threshold random walk on failed first contacts' };
const UNANSWERED: Basis = {
  kind: 'confidence-class',
  name: 'low',
  why: 'the source of the records does not say how the attempts ended',
};

export function scanEvidence(
  test: ScanTest,
  source: SourceSummary,
  told: Told,
  site: string,
  options: PortScanOptions,
): Evidence {
  return evidenceOf({
    revision: told.revision,
    family: 'port-scan',
    site,
    host: hostText(test.source),
    role: 'actor',
    peer: test.destination === '' ? null : hostText(test.destination),
    ...(test.shape === 'horizontal' ? { ports: [test.port] } : {}),
    key: subject(test),
    firstSeen: test.firstSeen,
    lastSeen: test.lastSeen,
    basis: isFanOut(test) ? UNANSWERED : SEQUENTIAL,
    surprise: told.surprise,
    attributable: test.proven > test.references.count / 2,
    summary: summarize(test, source),
    contributions: contributionsOf(test, source, options),
    threshold: thresholdOf(test, source, options),
    records: listed(test.references),
    recordCount: test.references.count,
    technique: 'T1046',
  });
}
