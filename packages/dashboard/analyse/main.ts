/** The page: takes files, starts the worker that analyses them, and shows what it tells. */
import { part } from './elements.js';
import type { Question, Told } from './messages.js';
import { ProgressView } from './progress.js';
import { failureList, ResultView } from './result-view.js';

const choice = part('choice', HTMLFormElement);
const drop = part('drop', HTMLElement);
const files = part('files', HTMLInputElement);
const internal = part('internal', HTMLInputElement);
const seed = part('seed', HTMLInputElement);
const trouble = part('trouble', HTMLElement);
const resultPlace = part('result', HTMLElement);
const view = new ResultView();
const progress = new ProgressView(() => {
  stop();
  progress.say('Cancelled.');
  files.focus();
});
let worker: Worker | null = null;
/** Counts what was begun: what comes too late is not shown. */
let turn = 0;

/** A worker of a blob is bound by this page's policy; one of an address would be by its own answer's alone. */
function openWorker(code: string): Worker {
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const opened = new Worker(address, { type: 'module' });
  opened.addEventListener('message', () => URL.revokeObjectURL(address), { once: true });
  return opened;
}

function stop(): void {
  turn++;
  worker?.terminate();
  worker = null;
  progress.close();
}

function hear(told: Told): void {
  if (told.kind === 'begin') progress.begin(told.stage, told.unit);
  else if (told.kind === 'update') progress.update(told.done, told.total);
  else {
    stop();
    if (told.kind === 'failed') fail([told.failure]);
    else {
      progress.say('The analysis is done.');
      view.show(told.result, resultPlace);
    }
  }
}

function fail(failures: Parameters<typeof failureList>[0]): void {
  trouble.replaceChildren(...failureList(failures));
}

function start(chosen: readonly File[]): void {
  if (chosen.length === 0) return;
  stop();
  trouble.replaceChildren();
  view.close();
  resultPlace.replaceChildren();
  const question: Question = {
    files: chosen,
    internal: internal.value
      .split(',')
      .map((text) => text.trim())
      .filter(Boolean),
    seed: seed.value === '' ? 1 : Number(seed.value),
  };
  choice.classList.add('used');
  progress.open(chosen);
  const mine = turn;
  import('./worker-code.js').then(
    ({ CODE }) => {
      if (turn === mine) ask(openWorker(CODE), question);
    },
    () => fault('its code could not be loaded'),
  );
}

function ask(opened: Worker, question: Question): void {
  worker = opened;
  opened.onmessage = (event: MessageEvent<Told>) => hear(event.data);
  opened.onerror = (event) => fault(event.message || 'its thread broke off');
  opened.postMessage(question);
}

function fault(why: string): void {
  stop();
  const hint = 'If memory ran out, analyse less at once; otherwise reload the page.';
  fail([{ code: 'internal', message: `The analysis ended: ${why}`, hint }]);
}

files.addEventListener('change', () => {
  start([...(files.files ?? [])]);
  // The same file may be chosen again.
  files.value = '';
});
choice.addEventListener('submit', (event) => event.preventDefault());

// Anywhere on the page: a file that is dropped beside the place would otherwise take the page's.
addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) drop.classList.remove('over');
});
addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  start([...(event.dataTransfer?.files ?? [])]);
});
