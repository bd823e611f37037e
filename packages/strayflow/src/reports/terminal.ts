/** The verdict for a terminal: as wide as it is, coloured only where colour shows, at most about forty lines. */

import type { Analysis } from '../model/analysis.js';
import { isBlock } from '../model/decision.js';
import { count, counted, listed, riskText, utc } from '../model/format.js';
import type { HostRisk } from '../model/host-risk.js';
import { visible } from '../model/visible.js';
import { campaignSentence, withoutFollowers } from './campaign-words.js';
import { clipped } from './escape.js';
import { nameOf } from './host-names.js';
import {
  cautions,
  classicSentence,
  coverageSentence,
  decisionOf,
  evidenceOf,
  oddNetwork,
  shareTexts,
  verdictOf,
} from './verdict.js';
import { wrapped } from './wrap.js';

export interface TerminalOptions {
  /** Columns; held to 40..120. */
  readonly width: number;
  /** Whether to colour: only for a terminal that wants it. */
  readonly color: boolean;
  /** Where the report folder is; null where none was written. */
  readonly reportPath: string | null;
}

const MAX_HOSTS = 6;
const MAX_HOSTS_BELOW = 2;
const MAX_CAMPAIGNS = 3;
const MAX_NETWORK = 3;
const MAX_CAUTIONS = 4;
const BAR = 20;

/** SGR codes (ECMA-48 section 8.3.117). */
const CODES = { bold: '1', dim: '2', red: '1;31', yellow: '33', green: '32', cyan: '36' } as const;
type Paint = (text: string, code: keyof typeof CODES) => string;

function painter(color: boolean): Paint {
  return color ? (text, code) => `\u001b[${CODES[code]}m${text}\u001b[0m` : (text) => text;
}

function bar(risk: number, color: boolean): string {
  const filled = Math.round(Math.min(1, risk) * BAR);
  return color
    ? '█'.repeat(filled) + '░'.repeat(BAR - filled)
    : `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
}

function level(analysis: Analysis, risk: number): 'red' | 'yellow' | 'dim' {
  return risk >= analysis.lines.block ? 'red' : risk >= analysis.lines.alert ? 'yellow' : 'dim';
}

function hostLines(
  analysis: Analysis,
  host: HostRisk,
  width: number,
  color: boolean,
  paint: Paint,
): string[] {
  const decision = decisionOf(analysis, host);
  const tags = [
    ...(host.role === 'victim' ? ['victim'] : []),
    ...(decision === null || decision.action === 'ignore'
      ? []
      : [
          decision.simulated && isBlock(decision)
            ? `would be ${decision.action === 'block' ? 'blocked' : 'quarantined'}`
            : decision.action,
        ]),
  ];
  const known = nameOf(analysis, host.host);
  const name = `${clipped(host.host, 43)}${tags.length === 0 ? '' : ` (${tags.join(', ')})`}${known === null ? '' : `, ${known}`}`;
  const paintLevel = level(analysis, host.risk);
  const score = riskText(host.risk).padEnd(5);
  const head = width >= 72 ? `${paint(bar(host.risk, color), paintLevel)} ` : '';
  const headLength = width >= 72 ? bar(host.risk, color).length + 1 : 0;
  const room = width - 2 - headLength - 6;
  const reason = evidenceOf(analysis, host)[0]?.summary ?? 'no evidence is kept';
  const parts = shareTexts(host);
  const families = host.shares.map(({ family }, i) => `${family} ${parts[i]}`).join(', ');
  return [
    `  ${head}${paint(score, paintLevel)} ${paint(clipped(name, room), 'bold')}`,
    ...wrapped(families, width, '    ').map((line) => paint(line, 'cyan')),
    ...shortened(wrapped(reason, width, '    '), 2, width),
  ];
}

/** At most `limit` lines; what is cut off shows. */
function shortened(lines: readonly string[], limit: number, width: number): readonly string[] {
  if (lines.length <= limit) return lines;
  const last = [...lines[limit - 1]!].slice(0, width - 2).join('');
  return [...lines.slice(0, limit - 1), `${last} …`];
}

/** What is over the alert line and is no host: a sensor that fell silent, say. */
function networkLines(analysis: Analysis, width: number): readonly string[] {
  const odd = oddNetwork(analysis);
  const hidden = odd.length - MAX_NETWORK;
  return [
    ...odd
      .slice(0, MAX_NETWORK)
      .flatMap((subject) =>
        wrapped(
          `${evidenceOf(analysis, subject)[0]?.summary ?? subject.host} (risk ${riskText(subject.risk)})`,
          width,
          '  ~ ',
        ),
      ),
    ...(hidden > 0 ? wrapped(`and ${count(hidden)} more of the network as a whole`, width, '  ~ ') : []),
  ];
}

function inputLine(analysis: Analysis): string {
  const names = analysis.coverage.inputs.map(({ name }) => clipped(name, 40));
  const shown = names.length > 2 ? [names[0]!, counted(names.length - 1, 'more input')] : names;
  return `Strayflow ${analysis.version}: ${listed(shown)}, ${utc(analysis.span.start)} to ${utc(analysis.span.end)}`;
}

/**
 * Those over the alert line, riskiest first, one of each campaign, and a few below it: nobody reads a list of trifles at
 * night.
 */
function hostsToShow(analysis: Analysis): readonly HostRisk[] {
  const hosts = withoutFollowers(analysis);
  const over = hosts.filter((host) => host.risk >= analysis.lines.alert).length;
  return hosts.slice(0, Math.min(MAX_HOSTS, over + MAX_HOSTS_BELOW));
}

function campaignLines({ campaigns }: Analysis, width: number): readonly string[] {
  const hidden = campaigns.length - MAX_CAMPAIGNS;
  return [
    ...campaigns
      .slice(0, MAX_CAMPAIGNS)
      .flatMap((campaign) => wrapped(campaignSentence(campaign), width, '  = ')),
    ...(hidden > 0
      ? wrapped(`and ${counted(hidden, 'more group')} of hosts that do alike`, width, '  = ')
      : []),
  ];
}

export function renderTerminal(analysis: Analysis, options: TerminalOptions): string {
  const width = Math.max(40, Math.min(120, Math.floor(options.width)));
  const paint = painter(options.color);
  const verdict = verdictOf(analysis);
  const shown = hostsToShow(analysis);
  const hidden = analysis.hosts.length - shown.length;
  const network = networkLines(analysis, width);
  const warnings = cautions(analysis);
  const classic = classicSentence(analysis);
  const signal = { block: 'red', alert: 'yellow', quiet: 'green' } as const;
  const lines = [
    ...wrapped(inputLine(analysis), width).map((line) => paint(line, 'dim')),
    '',
    ...wrapped(verdict.headline, width, `${verdict.label}  `).map((line) =>
      paint(line, signal[verdict.level]),
    ),
    '',
    ...shown.flatMap((host) => hostLines(analysis, host, width, options.color, paint)),
    ...(hidden > 0
      ? wrapped(`and ${counted(hidden, 'more host')} with evidence in the report`, width, '  ')
      : []),
    ...campaignLines(analysis, width),
    ...network,
    ...(shown.length + network.length > 0 ? [''] : []),
    ...warnings
      .slice(0, MAX_CAUTIONS)
      .flatMap((text) =>
        shortened(wrapped(text, width, '  ! '), 3, width).map((line) => paint(line, 'yellow')),
      ),
    ...(warnings.length > MAX_CAUTIONS
      ? wrapped(`and ${count(warnings.length - MAX_CAUTIONS)} more in the report`, width, '  ! ')
      : []),
    ...wrapped(coverageSentence(analysis), width, 'Read    '),
    ...wrapped(analysis.judge, width, 'Models  '),
    ...wrapped(analysis.internal.statement, width, 'Network '),
    ...(analysis.expectedAlarms === null ? [] : wrapped(analysis.expectedAlarms, width, 'Alarms  ')),
    ...(classic === null ? [] : wrapped(classic, width, 'Classic ')),
    ...(options.reportPath === null
      ? []
      : [`Report  ${paint(visible(`${options.reportPath.replace(/\/$/, '')}/index.html`), 'bold')}`]),
  ];
  return `${lines.join('\n')}\n`;
}
