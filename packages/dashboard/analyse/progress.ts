/** Shows what the analysis is at: the step, how far, and how fast. */
import { part } from './elements.js';

const STEPS: Readonly<Record<string, string>> = {
  parse: 'Reading',
  learn: 'Learning what is normal',
  fit: 'Fitting models',
  judge: 'Judging',
  summarise: 'Summing up',
  report: 'Drawing',
};

export class ProgressView {
  private readonly section = part('work', HTMLElement);
  private readonly files = part('work-files', HTMLElement);
  private readonly bar = part('work-bar', HTMLProgressElement);
  private readonly words = part('work-words', HTMLElement);
  private readonly status = part('status', HTMLElement);
  private step = '';
  private unit = '';
  private started = 0;

  /** @param cancel is called when the person wants no more of it */
  constructor(cancel: () => void) {
    part('cancel', HTMLButtonElement).addEventListener('click', cancel);
  }

  open(files: readonly File[]): void {
    const names = files.slice(0, 3).map(({ name }) => name);
    const more = files.length - names.length;
    this.files.textContent = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    this.section.hidden = false;
    this.begin('start', '');
    this.words.textContent = 'Starting …';
  }

  begin(stage: string, unit: string): void {
    this.step = STEPS[stage] ?? stage;
    this.unit = unit;
    this.started = performance.now();
    this.bar.removeAttribute('value');
    this.words.textContent = `${this.step} …`;
    this.say(`${this.step} …`);
  }

  update(done: number, total: number | null): void {
    const seconds = (performance.now() - this.started) / 1_000;
    const share = total === null || total === 0 ? null : Math.min(1, done / total);
    if (share !== null) this.bar.value = share;
    const part = share === null ? '' : ` ${Math.floor(100 * share)} %`;
    const rate = seconds < 0.3 ? '' : `, ${amount(done / seconds, this.unit)}`;
    this.words.textContent = `${this.step}${part}${rate}`;
  }

  close(): void {
    this.section.hidden = true;
  }

  /** To those who hear the page; steps, not every number. */
  say(text: string): void {
    this.status.textContent = text;
  }
}

/** "1.2 MB/s", "84,000 records/s" */
function amount(rate: number, unit: string): string {
  if (unit === 'bytes') return `${(rate / 1e6).toFixed(1)} MB/s`;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, rate))) - 1);
  return `${(Math.round(rate / digits) * digits).toLocaleString('en')} ${unit}/s`;
}
