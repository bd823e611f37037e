import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveInputs } from '../../src/shell/inputs.js';
import { readableInputs } from '../../src/shell/readable-inputs.js';
import { sourceOptionsSchema } from '../../src/sources/index.js';
import { address, bytesOf, ipfix, number, set, template, UPTIME, v9 } from '../sources/netflow/messages.js';
import { scratchFolder } from './scratch-folder.js';

const CONFIG = { site: 'test', sources: sourceOptionsSchema.parse({}) };
const SPEC = '8:4 12:4 7:2 11:2 4:1 1:4 2:4 22:4 21:4';
const LONGER = `${SPEC} 10:4 14:4 5:1`;
const record = (port: number, ...more: readonly (Uint8Array | readonly number[])[]) =>
  bytesOf(
    address('10.0.0.5'),
    address('192.0.2.80'),
    number(port, 2),
    number(53, 2),
    [17],
    number(100, 4),
    number(1, 4),
    number(UPTIME - 20, 4),
    number(UPTIME - 10, 4),
    ...more,
  );
const told = (domain: number, spec: string) => v9({ domain }, set(0, template(256, spec)));
const data = (domain: number, ...records: readonly Uint8Array[]) => v9({ domain }, set(256, ...records));

/** What is said of each file when all are read in one run. */
async function read(files: Readonly<Record<string, Uint8Array>>, order = Object.keys(files)) {
  const folder = scratchFolder(files);
  const inputs = await readableInputs(await resolveInputs(order.map((name) => join(folder, name))), CONFIG);
  const said: Record<string, unknown> = {};
  for (const [index, input] of inputs.entries()) {
    const ports: number[] = [];
    const summary = await input
      .read({ flows: (batch) => void ports.push(...batch.sourcePort.subarray(0, batch.length)), facts() {} })
      .catch((error: Error) => error.message.replaceAll(`${folder}/`, ''));
    said[order[index]!] =
      typeof summary === 'string'
        ? summary
        : { ports, notes: summary.notes.map((note) => note.replaceAll(`${folder}/`, '')) };
  }
  return said;
}

describe('records whose template stands in another file of the run', () => {
  const files = { data: data(0, record(1), record(2)), templates: told(0, SPEC) };
  const found = {
    data: { ports: [1, 2], notes: ['Records of template 256 are read by the template in templates.'] },
    templates: { ports: [], notes: [] },
  };

  it('are read by it, whichever file comes first, and it is said', async () => {
    expect(await read(files)).toEqual(found);
    expect(await read(files, ['templates', 'data'])).toEqual(found);
  });

  it('are read by that of their own domain and protocol alone', async () => {
    const others = { templates: told(7, SPEC), ipfix: ipfix({}, set(2, template(256, SPEC))) };
    expect(await read({ data: files.data, ...others })).toMatchObject({
      data: expect.stringContaining('no-template'),
    });
  });

  it('are read by their own before that of another', async () => {
    const own = bytesOf(data(0, record(1, number(3, 4), number(4, 4), [9])), told(0, LONGER));
    expect(await read({ own, templates: told(0, SPEC) })).toMatchObject({ own: { ports: [1], notes: [] } });
  });

  it('are told apart by what fills the set and makes sense', async () => {
    // 36 bytes would fit two records of the other template: their times would not.
    const misleading = told(0, '8:4 12:4 22:4 21:4 7:2');
    expect(await read({ ...files, misleading })).toMatchObject({ data: found.data });
  });

  it('are refused where nothing tells which of several it is', async () => {
    const swapped = told(0, SPEC.replace('8:4 12:4', '12:4 8:4'));
    expect(await read({ ...files, swapped })).toMatchObject({
      data: expect.stringMatching(
        /template-conflict.*of those that other inputs tell several would fit: swapped, templates/,
      ),
    });
  });

  it('are refused where one file told several, one after the other', async () => {
    const changed = bytesOf(told(0, SPEC), told(0, SPEC.replace('8:4 12:4', '12:4 8:4')));
    expect(await read({ data: files.data, changed })).toMatchObject({
      data: expect.stringMatching(/template-conflict.*several would fit: changed$/),
    });
  });

  it('are refused where there are too many to choose from, though only one would fit', async () => {
    const many = Array.from({ length: 16 }, (_, count) => told(0, `${LONGER} 100:${count + 1}`));
    const others = (count: number) => bytesOf(...many.slice(0, count));
    expect(await read({ ...files, others: others(15) })).toMatchObject({ data: found.data });
    expect(await read({ ...files, others: others(16) })).toMatchObject({
      data: expect.stringMatching(/template-conflict.*there are too many/),
    });
  });

  it('are refused as before where no other file tells it, and where there is no other file', async () => {
    for (const set of [{ data: files.data }, { data: files.data, other: data(0, record(3)) }]) {
      expect(await read(set)).toMatchObject({ data: expect.stringContaining('no-template') });
    }
  });

  it('are the same in every order of the files', async () => {
    const all = {
      ...files,
      more: data(3, record(5, number(3, 4), number(4, 4), [9])),
      longer: told(3, LONGER),
      again: told(0, SPEC),
      both: bytesOf(told(4, SPEC), data(4, record(6))),
    };
    const names = Object.keys(all);
    const expected = await read(all);
    expect(Object.values(expected)).toMatchObject(
      [1, 0, 1, 0, 0, 0].map((notes) => ({ notes: { length: notes } })),
    );
    expect(expected).toMatchObject({ data: { ports: [1, 2] }, more: { ports: [5] }, both: { ports: [6] } });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(names, { minLength: names.length }), async (order) => {
        expect(await read(all, order)).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });
});
