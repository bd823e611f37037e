/** What is odd of the network as a whole, its services and its sensors: of no host, and nothing to block. */
import type { Analysis } from '../../model/analysis.js';
import { counted, riskText, utc } from '../../model/format.js';
import type { HostRisk } from '../../model/host-risk.js';
import { evidenceOf } from '../verdict.js';
import { evidenceSection } from './host-card.js';
import { type Markup, markup } from './markup.js';

const MAX_CARDS = 20;
const MAX_EVIDENCE = 8;

export function networkSection(analysis: Analysis): Markup | null {
  const { network } = analysis;
  if (network.length === 0) return null;
  const hidden = network.length - MAX_CARDS;
  return markup`<section id="network"><h2>The network as a whole</h2>
<p class="muted">What changed of all traffic, of a service wherever it is, or of a sensor. It accuses no host, and nothing of it can be blocked.</p>
${network.slice(0, MAX_CARDS).map((subject) => card(analysis, subject))}
${hidden > 0 ? markup`<p>And ${counted(hidden, 'more subject')}, in <a href="evidence.json">evidence.json</a>.</p>` : null}</section>
`;
}

function card(analysis: Analysis, subject: HostRisk): Markup {
  const evidence = evidenceOf(analysis, subject);
  const hidden = evidence.length - MAX_EVIDENCE;
  return markup`<article class="card">
<header><h3>${subject.host}</h3></header>
<p>Risk <strong>${riskText(subject.risk)}</strong> at its peak, ${utc(subject.peakTime)}; site ${subject.site}.</p>
${evidence.slice(0, MAX_EVIDENCE).map((piece) => evidenceSection(analysis, piece))}
${hidden > 0 ? markup`<p>And ${counted(hidden, 'more piece')} of evidence, in <a href="evidence.json">evidence.json</a>.</p>` : null}</article>
`;
}
