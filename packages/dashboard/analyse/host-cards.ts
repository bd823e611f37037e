/** Hosts with their risk, its shares, and the evidence behind them. */
import type { EvidenceView, HostView } from 'strayflow/browser';
import { element, table } from './elements.js';

const SVG = 'http://www.w3.org/2000/svg';

function drawn(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** By the style object: the policy of the page lets no style attribute in. */
function coloured<Kind extends HTMLElement | SVGElement>(made: Kind, light: string, dark: string): Kind {
  made.style.setProperty('--colour', `light-dark(${light}, ${dark})`);
  return made;
}

function riskBar(host: HostView): SVGElement {
  const bar = drawn('svg', {
    class: 'bar',
    viewBox: '0 0 1000 14',
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': `Risk ${host.riskText} of 1`,
  });
  bar.append(drawn('rect', { class: 'bar-ground', width: '1000', height: '14' }));
  let from = 0;
  for (const { share, light, dark } of host.shares) {
    const width = Math.max(0, share * 1_000 - 3);
    const attributes = {
      class: 'piece',
      x: (from * 1_000).toFixed(1),
      width: width.toFixed(1),
      height: '14',
    };
    bar.append(coloured(drawn('rect', attributes), light, dark));
    from += share;
  }
  return bar;
}

function shareList(host: HostView): HTMLElement {
  const items = host.shares.map(({ family, text, light, dark }) =>
    element(
      'li',
      {},
      coloured(element('span', { class: 'swatch' }), light, dark),
      `${family} `,
      element('strong', {}, text),
    ),
  );
  return element('ul', { class: 'shares' }, ...items);
}

function evidenceSection(host: HostView, evidence: EvidenceView): HTMLElement {
  const { contributions } = evidence;
  return element(
    'section',
    { class: 'evidence' },
    element('h4', {}, evidence.family),
    element('p', { class: 'summary' }, evidence.summary),
    contributions.length === 0
      ? null
      : table(
          `What the evidence rests on: ${evidence.family} of ${host.address}, ${evidence.id}`,
          [
            { title: 'measured' },
            { title: 'value', numeric: true },
            { title: 'usual range', numeric: true },
            { title: 'share', numeric: true },
          ],
          contributions.map(({ feature, value, usual, share }) => [feature, value, usual, share]),
        ),
    element('p', {}, evidence.why),
    element('p', { class: 'muted' }, `${evidence.seen} · evidence `, element('code', {}, evidence.id)),
    evidence.records === '' ? null : element('p', { class: 'muted' }, `Records: ${evidence.records}`),
  );
}

/** @param isOpen its evidence shows at once */
export function hostCard(host: HostView, isOpen: boolean): HTMLElement {
  const more = host.hiddenEvidence === 0 ? null : `And ${host.hiddenEvidence} more, in evidence.json.`;
  const count = host.evidence.length + host.hiddenEvidence;
  const summary = element('summary', {}, count === 1 ? 'The evidence' : `${count} pieces of evidence`);
  const details = element(
    'details',
    isOpen ? { open: '' } : {},
    summary,
    ...host.evidence.map((piece) => evidenceSection(host, piece)),
    more === null ? null : element('p', { class: 'muted' }, more),
  );
  return element(
    'article',
    { class: `card ${host.level}` },
    element(
      'header',
      {},
      element('h3', {}, host.address),
      host.role === 'victim' ? element('span', { class: 'badge' }, 'under attack') : null,
      host.name === null ? null : element('span', { class: 'name' }, host.name),
      element('span', { class: 'risk' }, host.riskText),
    ),
    riskBar(host),
    shareList(host),
    host.evidence[0] === undefined ? null : element('p', { class: 'reason' }, host.evidence[0].summary),
    host.traffic === null ? null : element('p', { class: 'muted' }, host.traffic),
    host.decision === null ? null : element('p', { class: 'muted' }, `Decision: ${host.decision}`),
    count === 0 ? null : details,
  );
}
