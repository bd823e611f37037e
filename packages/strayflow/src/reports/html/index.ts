/** `index.html`: the whole report on one page that asks nobody for anything and runs no script. */

import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Analysis } from '../../model/analysis.js';
import { isBlock } from '../../model/decision.js';
import { count, counted, listed, quantity, riskText, utc, utcDay } from '../../model/format.js';
import type { Report } from '../../model/report.js';
import { campaignSentence, withoutFollowers } from '../campaign-words.js';
import { cautions, coverageSentence, verdictOf } from '../verdict.js';
import { hostCard } from './host-card.js';
import { link, type Markup, markup, trusted } from './markup.js';
import { networkSection } from './network-section.js';
import { plotsSection } from './plots.js';
import { classicSection, coverageSection, flowsSection, modelsSection } from './sections.js';
import { STYLE } from './style.js';

const MAX_CARDS = 30;
const MAX_MEMBERS = 20;
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

function themeSwitch(): Markup {
  const choice = (value: string, label: string, checked: string) =>
    markup`<label><input type="radio" name="theme" id="theme-${value}"${trusted(checked)}><span>${label}</span></label>`;
  return markup`<fieldset class="theme"><legend>Colours</legend>${choice('auto', 'Auto', ' checked')}${choice('light', 'Light', '')}${choice('dark', 'Dark', '')}</fieldset>`;
}

function verdictSection(analysis: Analysis): Markup {
  const verdict = verdictOf(analysis);
  const leading = new Set(withoutFollowers(analysis));
  const shown = verdict.hosts.filter((host) => leading.has(host));
  const jumps = shown.slice(0, MAX_CARDS).map((host) => {
    const index = analysis.hosts.indexOf(host);
    return markup`<li><a href="#host-${index}">${host.host}</a>, ${riskText(host.risk)}, ${host.shares.map(({ family }) => family).join(', ')}${
      host.role === 'victim' ? ' (under attack)' : ''
    }</li>`;
  });
  const blocks = analysis.decisions.filter(isBlock);
  const simulated = blocks.every((decision) => decision.simulated);
  return markup`<section class="verdict ${verdict.level}" id="verdict" aria-labelledby="headline">
<span class="label">${verdict.label}</span>
<p class="headline" id="headline">${verdict.headline}</p>
${jumps.length === 0 ? null : markup`<ul>${jumps}</ul>`}
${
  shown.length === verdict.hosts.length
    ? null
    : markup`<p>And ${counted(verdict.hosts.length - shown.length, 'host')} that do as one of <a href="#campaigns">these</a>.</p>`
}
<p>${
    blocks.length === 0
      ? 'Nothing is to be blocked.'
      : simulated
        ? markup`The policy observes: nothing was blocked. <a href="blocklist.txt">blocklist.txt</a> holds what would have been.`
        : markup`What was blocked, and until when, is in <a href="blocklist.txt">blocklist.txt</a> and <a href="decisions.csv">decisions.csv</a>.`
  }</p>
<p class="muted">${coverageSentence(analysis)}.</p>
${analysis.expectedAlarms === null ? null : markup`<p class="muted">${analysis.expectedAlarms}</p>`}</section>
`;
}

function cautionSection(analysis: Analysis): Markup | null {
  const list = cautions(analysis);
  if (list.length === 0) return null;
  return markup`<section class="caution" aria-labelledby="cautions"><h2 id="cautions">Know before you trust this</h2><ul>${list.map(
    (text) => markup`<li>${text}</li>`,
  )}</ul></section>
`;
}

function campaignsSection({ campaigns }: Analysis): Markup | null {
  if (campaigns.length === 0) return null;
  const hidden = campaigns.length - MAX_CARDS;
  return markup`<section id="campaigns"><h2>Campaigns</h2><div class="card"><ul>${campaigns
    .slice(0, MAX_CARDS)
    .map(
      (campaign) =>
        markup`<li>${campaignSentence(campaign)} <span class="muted">${listed(campaign.hosts.slice(0, MAX_MEMBERS))}${
          campaign.hosts.length > MAX_MEMBERS ? ` and ${count(campaign.hosts.length - MAX_MEMBERS)} more` : ''
        }</span></li>`,
    )}</ul>${hidden > 0 ? markup`<p>And ${counted(hidden, 'more campaign')}, in <a href="evidence.json">evidence.json</a>.</p>` : null}</div></section>
`;
}

function hostsSection(analysis: Analysis): Markup {
  const hidden = analysis.hosts.length - MAX_CARDS;
  return markup`<section id="hosts"><h2>Hosts by risk</h2>
<p class="muted">Coloured pieces are the families' shares, which add up to the risk; the ticks are the alert line ${quantity(
    analysis.lines.alert,
  )} and the block line ${quantity(analysis.lines.block)}.</p>
${analysis.hosts.length === 0 ? markup`<div class="card"><p>No host has any evidence against it.</p></div>` : null}
${analysis.hosts.slice(0, MAX_CARDS).map((host, index) => hostCard(analysis, host, index))}
${hidden > 0 ? markup`<p>And ${counted(hidden, 'more host')} with evidence, in <a href="hosts.csv">hosts.csv</a>.</p>` : null}</section>
`;
}

function footer(analysis: Analysis): Markup {
  const places = analysis.attributions.map(
    ({ text, url, licence, built }) =>
      markup`<p>Locations: ${link(url, text)}, ${licence}${built === null ? '' : `, data of ${utcDay(built)}`}.</p>`,
  );
  return markup`<footer>
<p>Strayflow ${analysis.version}, seed ${analysis.seed}, preset ${analysis.preset}. The same input, seed and version give the same report. Hashes of all files are in <a href="manifest.json">manifest.json</a>; the data behind this page in <a href="evidence.json">evidence.json</a>, <a href="hosts.csv">hosts.csv</a>, <a href="flows.csv">flows.csv</a>, <a href="decisions.csv">decisions.csv</a> and <a href="summary.txt">summary.txt</a>. All times are UTC.</p>
${places}</footer>
`;
}

function page(analysis: Analysis): Markup {
  const verdict = verdictOf(analysis);
  const contents = [
    ...(analysis.campaigns.length === 0 ? [] : [['campaigns', 'Campaigns']]),
    ['hosts', 'Hosts'],
    ...(analysis.network.length === 0 ? [] : [['network', 'Network']]),
    ...(analysis.classic === null ? [] : [['classic', 'Both verdicts']]),
    ['plots', 'Plots'],
    ['models', 'Models'],
    ['coverage', 'Coverage'],
    ['flows', 'Flows'],
  ] as const;
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Strayflow ${analysis.version}">
<title>${verdict.label}: Strayflow report, ${utc(analysis.span.start).slice(0, 16)} UTC</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body><div class="wrap">
<a class="skip" href="#hosts">Skip to the hosts</a>
<header class="top"><h1>Strayflow report · ${utc(analysis.span.start)} to ${utc(analysis.span.end)} · ${count(
    analysis.flowCount,
  )} flows</h1>${themeSwitch()}</header>
<main>
${verdictSection(analysis)}${cautionSection(analysis)}
<nav aria-label="Contents"><ul>${contents.map(([id, title]) => markup`<li><a href="#${id!}">${title!}</a></li>`)}</ul></nav>
${campaignsSection(analysis)}${hostsSection(analysis)}${networkSection(analysis)}${classicSection(analysis)}${plotsSection(analysis)}${modelsSection(analysis)}${coverageSection(analysis)}${flowsSection(analysis)}</main>
${footer(analysis)}</div></body>
</html>
`;
}

export const htmlReport: Report = {
  name: 'html',
  title: 'Report page (HTML)',
  render: (analysis) => [
    { path: 'index.html', mediaType: 'text/html', content: utf8ToBytes(page(analysis).markup) },
  ],
};
