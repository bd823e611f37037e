/** A password from whoever runs a command: typed twice without being shown, or the first line of standard input. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StrayflowError } from '../model/errors.js';

/** Longer than any password may be. */
const MOST_CHARACTERS = 10_000;

/** Throws StrayflowError 'usage' where two that were typed differ, or nothing came. */
export async function readPassword(): Promise<string> {
  return process.stdin.isTTY ? typed() : firstLine();
}

async function typed(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    const answers: string[] = [];
    for (const prompt of ['Password: ', 'The same again: ']) {
      process.stderr.write(prompt);
      answers.push(await lines.question(''));
      process.stderr.write('\n');
    }
    if (answers[0] === answers[1]) return answers[0]!;
    throw new StrayflowError('usage', 'the two passwords differ', {
      hint: 'Nothing was changed; try again.',
    });
  } finally {
    lines.close();
  }
}

async function firstLine(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += chunk;
    if (text.includes('\n') || text.length > MOST_CHARACTERS) break;
  }
  const [line = ''] = text.split(/\r?\n/);
  if (line !== '') return line;
  throw new StrayflowError('usage', 'no password came from standard input', { hint: 'Nothing was changed.' });
}
