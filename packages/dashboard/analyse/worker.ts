/** Analyses in a thread of its own, so that the page stays usable and can end it. */
import { analyseFiles, type FailureView, pageResult, StrayflowError } from 'strayflow/browser';
import { openInflater } from './inflater.js';
import type { Question, Told } from './messages.js';
import { BASELINE, VERSION } from './shipped.js';

const TELL_MS = 100;

/** The part of a worker's global scope that is used. */
interface Scope {
  postMessage(message: Told): void;
  onmessage: ((event: MessageEvent<Question>) => void) | null;
}

const scope = self as unknown as Scope;

/** The baseline as it is shipped, which is whole. */
function unpackedBaseline(): Uint8Array {
  const packed = Uint8Array.from(atob(BASELINE), (character) => character.charCodeAt(0));
  const inflater = openInflater();
  const pieces = inflater.push(packed).pieces;
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function failureOf(error: unknown): FailureView {
  if (error instanceof StrayflowError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    message: `A fault of the program: ${why}`,
    hint: 'If memory ran out, analyse less at once; otherwise please report it.',
  };
}

async function answer({ files, internal, seed }: Question): Promise<Told> {
  let told = Number.NEGATIVE_INFINITY;
  try {
    const outcome = await analyseFiles({
      files,
      internal,
      seed,
      version: VERSION,
      baseline: unpackedBaseline(),
      openInflater,
      observer: {
        begin: (stage, unit) => {
          told = Number.NEGATIVE_INFINITY;
          scope.postMessage({ kind: 'begin', stage, unit });
        },
        update: (done, total) => {
          const now = performance.now();
          if (now - told < TELL_MS) return;
          told = now;
          scope.postMessage({ kind: 'update', done, total });
        },
      },
    });
    scope.postMessage({ kind: 'begin', stage: 'report', unit: 'charts' });
    return { kind: 'result', result: pageResult(outcome) };
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) };
  }
}

scope.onmessage = (event) => {
  void answer(event.data).then((told) => scope.postMessage(told));
};
