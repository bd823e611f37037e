/** One host: its risk and what it is made of, the evidence in checkable sentences, where it is, what was decided. */
import type { Analysis, HostContext } from '../../model/analysis.js';
import type { Evidence } from '../../model/evidence.js';
import {
  byteSize,
  count,
  counted,
  duration,
  percent,
  quantity,
  riskText,
  utc,
  utcDay,
} from '../../model/format.js';
import type { HostRisk } from '../../model/host-risk.js';
import { countryName } from '../charts/country-codes.js';
import { nameOf, namesWords } from '../host-names.js';
import { similarWords } from '../similar.js';
import { decisionOf, evidenceOf, shareTexts } from '../verdict.js';
import {
  basisWords,
  familyWords,
  rarityWords,
  recordWords,
  techniqueUrl,
  techniqueWords,
  thresholdWords,
  usualWords,
  valueWords,
} from '../words.js';
import { link, type Markup, markup, table } from './markup.js';

const MAX_EVIDENCE = 8;
const MAX_RECORDS = 8;

/** The bar from 0 to 1 with a piece per family and ticks at the lines. */
function riskBar(analysis: Analysis, host: HostRisk): Markup {
  const { lines } = analysis;
  let from = 0;
  const pieces = host.shares.map(({ family, share }) => {
    const x = from;
    from += share;
    return markup`<rect x="${(x * 1_000).toFixed(1)}" y="0" width="${Math.max(0, share * 1_000 - 2).toFixed(1)}" height="18" fill="var(--chart-families-${family})"/>`;
  });
  const tick = (at: number) =>
    markup`<rect x="${(at * 1_000 - 4).toFixed(1)}" y="-4" width="8" height="26" fill="var(--card)"/><rect x="${(at * 1_000 - 1.5).toFixed(1)}" y="-4" width="3" height="26" fill="var(--text)"/>`;
  const label = `Risk ${riskText(host.risk)} of 1; alert line ${quantity(lines.alert)}, block line ${quantity(lines.block)}`;
  return markup`<svg class="bar" viewBox="0 -5 1000 28" preserveAspectRatio="none" role="img" aria-label="${label}"><rect x="0" y="0" width="1000" height="18" fill="var(--chart-grid)"/>${pieces}${tick(lines.alert)}${tick(lines.block)}</svg>`;
}

function shareList(host: HostRisk): Markup {
  const parts = shareTexts(host);
  const items = host.shares.map(
    ({ family, attributable }, i) =>
      markup`<li><span class="swatch" style="background:var(--chart-families-${family})"></span>${familyWords(family)} <strong>${parts[i]!}</strong>${
        attributable || host.role === 'victim'
          ? null
          : markup` <span class="muted">(sender not proven)</span>`
      }</li>`,
  );
  return markup`<ul class="shares">${items}</ul>`;
}

function place(analysis: Analysis, context: HostContext): string {
  const { location } = context;
  const words = [context.internal ? 'internal' : 'external', `${context.kind} address`];
  if (location !== null) {
    const { city, countryCode, network } = location;
    const where = [
      ...(city === null ? [] : [city]),
      ...(countryCode === null ? [] : [countryName(countryCode)]),
    ];
    if (where.length > 0) words.push(where.join(', '));
    const { disputedBy = [] } = location;
    if (disputedBy.length > 0)
      words.push(`disputed: other data says ${disputedBy.map(countryName).join(', ')}`);
    if (network !== null) words.push(`AS${network.number} ${network.name}`);
    if (where.length > 0 || network !== null) words.push(sourceOfPlace(analysis));
  }
  return words.join('; ');
}

/** "by IP Geolocation by DB-IP, data of 2026-02-01 (30 days before the last record)" */
function sourceOfPlace(analysis: Analysis): string {
  const known = analysis.attributions.map(({ text, built }) =>
    built === null
      ? `${text}, data of unknown date`
      : `${text}, data of ${utcDay(built)} (${duration(Math.abs(analysis.now - built))} ${built > analysis.now ? 'after' : 'before'} the last record)`,
  );
  return known.length === 0 ? 'source of the location not stated' : known.join('; ');
}

function decisionRows(analysis: Analysis, host: HostRisk): Markup | null {
  const decision = decisionOf(analysis, host);
  if (decision === null) return null;
  const effect = decision.simulated ? ' (simulated: the policy observes)' : '';
  const until = decision.expires === null ? '' : `, until ${utc(decision.expires)}`;
  return markup`<dt>Decision</dt><dd><strong>${decision.action}</strong>${effect}${until}, by rule <code>${decision.rule}</code>: ${decision.reason}</dd>`;
}

function contributions(evidence: Evidence): Markup | null {
  if (evidence.contributions.length === 0) return null;
  return table(
    `What the evidence rests on: ${familyWords(evidence.family)} of ${evidence.host}`,
    [
      { title: 'measured' },
      { title: 'value', numeric: true },
      { title: 'usual range', numeric: true },
      { title: 'share', numeric: true },
    ],
    evidence.contributions.map((contribution) => [
      contribution.feature,
      valueWords(contribution),
      usualWords(contribution) ?? 'nothing to compare with',
      percent(contribution.share),
    ]),
  );
}

function records(analysis: Analysis, evidence: Evidence): Markup {
  const shown = Math.min(MAX_RECORDS, evidence.records.length);
  const lists = recordWords(evidence.records, analysis.coverage.inputs, shown).map(
    (text) => markup`<code>${text}</code> `,
  );
  const all =
    evidence.recordCount > shown ? ` (the first ${count(shown)} of ${count(evidence.recordCount)})` : '';
  return markup`<p class="muted">Records: ${lists}${all}</p>`;
}

function similar(analysis: Analysis, evidence: Evidence): Markup | null {
  const words = similarWords(evidence, (place) => {
    const record = evidence.similar?.nearest[place]?.record ?? null;
    return record === null ? null : (recordWords([record], analysis.coverage.inputs, 1)[0] ?? null);
  });
  if (words === null) return null;
  const items = words.lines.map((line) => markup`<li>${line}</li>`);
  return markup`<p>${words.title}</p><ul class="similar">${items}</ul>
`;
}

function technique(evidence: Evidence): Markup | null {
  if (evidence.technique === null) return null;
  const url = techniqueUrl(evidence.technique);
  const words = `MITRE ATT&CK ${techniqueWords(evidence.technique)}`;
  return markup` · ${url === null ? words : link(url, words)}`;
}

function peerName(analysis: Analysis, { peer, host }: Evidence): Markup | null {
  const name = peer === null ? null : nameOf(analysis, peer, host);
  return name === null ? null : markup` · ${peer} is called <strong>${name}</strong>`;
}

/** Says nothing of victims: whoever sent the records, it was not they. */
function proof(evidence: Evidence): string {
  if (evidence.role === 'victim') return '';
  return evidence.attributable
    ? 'The records prove who sent them.'
    : 'The records do not prove who sent them: the address may be forged.';
}

export function evidenceSection(analysis: Analysis, evidence: Evidence): Markup {
  const threshold = thresholdWords(evidence);
  return markup`<section class="evidence" id="evidence-${evidence.id}">
<h4>${familyWords(evidence.family)}</h4>
<p class="summary">${evidence.summary}</p>
${contributions(evidence)}
<p>${rarityWords(evidence.surprise, evidence.subject)} (surprise ${quantity(evidence.surprise)}; ${basisWords(evidence.basis)}).${
    threshold === null ? null : markup` <strong>${threshold}</strong>`
  } ${proof(evidence)}</p>
${similar(analysis, evidence)}<p class="muted">Seen ${utc(evidence.firstSeen)} to ${utc(evidence.lastSeen)} · evidence <code>${evidence.id}</code>${technique(evidence)}${peerName(analysis, evidence)}</p>
${records(analysis, evidence)}
</section>
`;
}

export function hostCard(analysis: Analysis, host: HostRisk, index: number): Markup {
  const evidence = evidenceOf(analysis, host);
  const context = analysis.contexts[host.host];
  const names = context === undefined ? null : namesWords(context);
  const hidden = evidence.length - MAX_EVIDENCE;
  const level =
    host.risk >= analysis.lines.block
      ? 'over-block'
      : host.risk >= analysis.lines.alert
        ? 'over-alert'
        : 'below';
  return markup`<article class="card ${level}" id="host-${index}">
<header><h3>${host.host}</h3><span class="badge">${host.role === 'victim' ? 'under attack' : 'actor'}</span>${
    host.site === '' || host.site === 'default' ? null : markup`<span class="badge">site ${host.site}</span>`
  }<span class="risk">${riskText(host.risk)}</span></header>
${riskBar(analysis, host)}
${shareList(host)}
<dl>
${decisionRows(analysis, host)}
<dt>Peak</dt><dd>${utc(host.peakTime)}; ${riskText(host.riskAtEnd)} at the end of the run</dd>
${
  context === undefined
    ? null
    : markup`${
        names === null
          ? null
          : markup`<dt>Names</dt><dd>${names}</dd>
`
      }<dt>Address</dt><dd>${place(analysis, context)}</dd>
<dt>Traffic</dt><dd>${counted(context.flows, 'flow')}, ${byteSize(context.bytesSent)} sent, ${byteSize(context.bytesReceived)} received</dd>`
}
</dl>
${evidence.slice(0, MAX_EVIDENCE).map((piece) => evidenceSection(analysis, piece))}
${hidden > 0 ? markup`<p class="muted">And ${count(hidden)} more pieces of evidence, in <a href="evidence.json">evidence.json</a>.</p>` : null}
</article>
`;
}
