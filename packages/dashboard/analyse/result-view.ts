/** The result of an analysis: verdict, hosts, charts, what was read, and files to keep. */
import type { ChartView, FailureView, InputView, PageResult } from 'strayflow/browser';
import { element, table } from './elements.js';
import { hostCard } from './host-cards.js';

/** Hosts whose evidence shows at once. */
const OPEN_HOSTS = 1;

/** Files and pictures of one result; freed with it. */
export class ResultView {
  private readonly addresses: string[] = [];

  show(result: PageResult, into: HTMLElement): void {
    this.close();
    const heading = element('h2', { tabindex: '-1', class: 'headline' }, result.headline);
    into.replaceChildren(
      element(
        'section',
        { class: `verdict ${result.level}`, 'aria-label': 'Verdict' },
        element('p', { class: 'label' }, result.label),
        heading,
        element('p', { class: 'muted' }, result.span),
        this.downloads(result),
      ),
      ...failureList(result.failures),
      ...section('Hosts', hosts(result)),
      ...section('The network as a whole', cards(result.network)),
      ...section('Groups that do alike', textList(result.campaigns)),
      ...section('What to know before trusting it', textList(result.cautions)),
      ...section(
        'Charts',
        result.charts.map((chart) => this.chart(chart)),
      ),
      ...section('What was read', [
        element('p', {}, `${result.coverage}.`),
        ...result.inputs.map(inputCard),
        element('p', { class: 'muted' }, `Models: ${result.judge}`),
        element('p', { class: 'muted' }, `Network: ${result.internal}`),
      ]),
    );
    heading.focus();
  }

  /** Frees the memory of pictures and files. */
  close(): void {
    for (const address of this.addresses.splice(0)) URL.revokeObjectURL(address);
  }

  private addressOf(content: string | Uint8Array, type: string): string {
    const address = URL.createObjectURL(new Blob([content as BlobPart], { type }));
    this.addresses.push(address);
    return address;
  }

  private downloads({ downloads }: PageResult): HTMLElement {
    const links = downloads.map(({ name, mediaType, content }) =>
      element(
        'a',
        { class: 'button quiet', href: this.addressOf(content, mediaType), download: name },
        `Save ${name}`,
      ),
    );
    return element('p', { class: 'downloads' }, ...links);
  }

  private chart({ title, description, light, dark, columns, rows }: ChartView): HTMLElement {
    const type = 'image/svg+xml';
    const picture = element(
      'picture',
      {},
      element('source', {
        media: '(prefers-color-scheme: dark)',
        type,
        srcset: this.addressOf(dark, type),
      }),
      element('img', { src: this.addressOf(light, type), alt: description }),
    );
    const numbers = table(
      `Numbers of: ${title}`,
      columns.map((column, i) => (i === 0 ? { title: column } : { title: column, numeric: true })),
      rows,
    );
    return element(
      'figure',
      { class: 'chart' },
      element('h3', { class: 'hidden-text' }, title),
      element(
        'div',
        { class: 'scroll', role: 'region', 'aria-label': `Chart: ${title}`, tabindex: '0' },
        picture,
      ),
      element('figcaption', { class: 'muted' }, description),
      element('details', {}, element('summary', {}, 'As a table'), numbers),
    );
  }
}

function section(title: string, content: readonly HTMLElement[]): readonly HTMLElement[] {
  return content.length === 0 ? [] : [element('section', {}, element('h2', {}, title), ...content)];
}

function textList(texts: readonly string[]): readonly HTMLElement[] {
  if (texts.length === 0) return [];
  return [element('ul', { class: 'texts' }, ...texts.map((text) => element('li', {}, text)))];
}

function hosts({ hosts: shown, hiddenHosts }: PageResult): readonly HTMLElement[] {
  const more = `And ${hiddenHosts} more with evidence, in hosts.csv.`;
  return hiddenHosts === 0 ? cards(shown) : [...cards(shown), element('p', { class: 'muted' }, more)];
}

function cards(shown: PageResult['hosts']): readonly HTMLElement[] {
  return shown.map((host, i) => hostCard(host, i < OPEN_HOSTS));
}

/** What went wrong and what to do, in the words of the engine. */
export function failureList(failures: readonly FailureView[]): readonly HTMLElement[] {
  return failures.map(({ code, message, hint }) =>
    element(
      'div',
      { class: 'failure' },
      element('p', {}, element('strong', {}, message)),
      element('p', {}, hint, ' ', element('code', {}, code)),
    ),
  );
}

function inputCard(input: InputView): HTMLElement {
  const facts = table(
    `What was read of ${input.name}`,
    [{ title: 'input' }, { title: 'what' }],
    [
      ['format', input.format],
      ['size', input.size],
      ['read', input.read],
      ['parsed', input.parsed],
      ['flows', input.flows],
      ['rejected', input.rejected.length === 0 ? 'none' : input.rejected.join(', ')],
      ['without a flow', input.ignored.length === 0 ? 'none' : input.ignored.join(', ')],
      ['SHA-256', element('code', {}, input.sha256 === '' ? 'not read' : input.sha256)],
    ],
  );
  return element(
    'article',
    { class: 'card input' },
    element('h3', {}, input.name),
    facts,
    ...textList([...input.notes, ...input.examples]),
  );
}
