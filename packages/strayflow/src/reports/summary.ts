/** `summary.txt`: the verdict and its reasons as plain text, for mail, tickets and readers without a browser. */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Analysis } from '../model/analysis.js';
import type { Evidence } from '../model/evidence.js';
import { count, counted, riskText, utc, utcDay } from '../model/format.js';
import type { HostRisk } from '../model/host-risk.js';
import type { Report } from '../model/report.js';
import { campaignSentence } from './campaign-words.js';
import { nameOf, namesWords } from './host-names.js';
import { cautions, coverageSentence, decisionOf, evidenceOf, shareTexts, verdictOf } from './verdict.js';
import { familyWords, techniqueWords, thresholdWords, usualWords, valueWords } from './words.js';
import { wrapped } from './wrap.js';

const WIDTH = 100;
const MAX_HOSTS = 20;
const MAX_EVIDENCE = 6;

function evidenceLines(analysis: Analysis, evidence: Evidence): readonly string[] {
  const values = evidence.contributions.map((contribution) => {
    const usual = usualWords(contribution);
    const range = usual === null ? 'nothing to compare with' : `usual ${usual}`;
    return `${contribution.feature}: ${valueWords(contribution)} (${range})`;
  });
  const threshold = thresholdWords(evidence);
  const { technique, peer } = evidence;
  const peerName = peer === null ? null : nameOf(analysis, peer, evidence.host);
  return [
    ...wrapped(`${familyWords(evidence.family)}: ${evidence.summary}`, WIDTH, '    - '),
    ...wrapped(`${values.join('; ')}.`, WIDTH, '      '),
    ...(peerName === null ? [] : wrapped(`${peer} is called ${peerName}.`, WIDTH, '      ')),
    ...(threshold === null ? [] : wrapped(threshold, WIDTH, '      ')),
    ...(technique === null ? [] : wrapped(`ATT&CK ${techniqueWords(technique)}.`, WIDTH, '      ')),
  ];
}

function hostLines(analysis: Analysis, host: HostRisk): readonly string[] {
  const evidence = evidenceOf(analysis, host);
  const decision = decisionOf(analysis, host);
  const parts = shareTexts(host);
  const shares = host.shares.map(({ family }, i) => `${familyWords(family)} ${parts[i]}`).join(' + ');
  const hidden = evidence.length - MAX_EVIDENCE;
  const context = analysis.contexts[host.host];
  const names = context === undefined ? null : namesWords(context);
  return [
    ...wrapped(
      `${riskText(host.risk)}  ${host.host} (${host.role}), peak ${utc(host.peakTime)}`,
      WIDTH,
      '  ',
    ),
    ...(names === null ? [] : wrapped(`called ${names}`, WIDTH, '    ')),
    ...wrapped(`= ${shares}`, WIDTH, '    '),
    ...evidence.slice(0, MAX_EVIDENCE).flatMap((piece) => evidenceLines(analysis, piece)),
    ...(hidden > 0 ? [`    - and ${count(hidden)} more in evidence.json`] : []),
    ...(decision === null
      ? []
      : wrapped(
          `decision: ${decision.action}${decision.simulated ? ' (simulated)' : ''}, rule ${decision.rule}: ${decision.reason}`,
          WIDTH,
          '    ',
        )),
    '',
  ];
}

function networkLines(analysis: Analysis): readonly string[] {
  if (analysis.network.length === 0) return [];
  const hidden = analysis.network.length - MAX_HOSTS;
  return [
    'The network as a whole:',
    ...analysis.network.slice(0, MAX_HOSTS).flatMap((subject) => [
      ...wrapped(
        `${riskText(subject.risk)}  ${subject.host}, site ${subject.site}, peak ${utc(subject.peakTime)}`,
        WIDTH,
        '  ',
      ),
      ...evidenceOf(analysis, subject)
        .slice(0, MAX_EVIDENCE)
        .flatMap((piece) => evidenceLines(analysis, piece)),
      '',
    ]),
    ...(hidden > 0 ? [`  and ${count(hidden)} more in evidence.json`, ''] : []),
  ];
}

function sections(analysis: Analysis): readonly string[] {
  const hidden = analysis.hosts.length - MAX_HOSTS;
  const warnings = cautions(analysis);
  return [
    ...wrapped(verdictOf(analysis).headline, WIDTH),
    '',
    `Strayflow ${analysis.version}, seed ${analysis.seed}; ${utc(analysis.span.start)} to ${utc(analysis.span.end)}`,
    ...wrapped(coverageSentence(analysis), WIDTH),
    ...wrapped(analysis.internal.statement, WIDTH),
    ...wrapped(analysis.judge, WIDTH),
    ...(analysis.expectedAlarms === null ? [] : wrapped(analysis.expectedAlarms, WIDTH)),
    '',
    ...(warnings.length === 0
      ? []
      : ['Know before you trust this:', ...warnings.flatMap((text) => wrapped(text, WIDTH, '  ! ')), '']),
    ...(analysis.campaigns.length === 0
      ? []
      : [
          'Campaigns, hosts that do alike:',
          ...analysis.campaigns
            .slice(0, MAX_HOSTS)
            .flatMap((campaign) => wrapped(campaignSentence(campaign), WIDTH, '  - ')),
          '',
        ]),
    analysis.hosts.length === 0 ? 'No host has any evidence against it.' : 'Hosts by risk:',
    ...analysis.hosts.slice(0, MAX_HOSTS).flatMap((host) => hostLines(analysis, host)),
    ...(hidden > 0 ? [`  and ${counted(hidden, 'more host')} in hosts.csv`, ''] : []),
    ...networkLines(analysis),
    ...wrapped(
      `flows.csv holds ${count(analysis.flows.length)} of ${counted(analysis.flowCount, 'flow')}: those that evidence refers to, and the strangest ${count(analysis.strangestLimit)}.`,
      WIDTH,
    ),
    ...analysis.attributions.flatMap(({ text, url, licence, built }) =>
      wrapped(
        `Locations: ${text} (${url}), ${licence}${built === null ? '' : `, data of ${utcDay(built)}`}.`,
        WIDTH,
      ),
    ),
  ];
}

export const summaryReport: Report = {
  name: 'summary',
  title: 'Summary (text)',
  render: (analysis) => [
    {
      path: 'summary.txt',
      mediaType: 'text/plain',
      content: utf8ToBytes(`${sections(analysis).join('\n')}\n`),
    },
  ],
};
