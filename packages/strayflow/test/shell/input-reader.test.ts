import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openInput } from '../../src/shell/input-reader.js';
import { resolveInputs } from '../../src/shell/inputs.js';
import type { OpenInput } from '../../src/shell/open-input.js';
import { scratchFolder } from './scratch-folder.js';

async function open(content: Uint8Array): Promise<OpenInput> {
  const folder = scratchFolder({ input: content });
  return openInput((await resolveInputs([join(folder, 'input')]))[0]!);
}

/** All that can be read, and the error that ended it. */
async function drain(input: OpenInput): Promise<{ bytes: Buffer; error: unknown }> {
  const pieces: Buffer[] = [];
  try {
    for await (const chunk of input.chunks()) pieces.push(Buffer.from(chunk));
  } catch (error) {
    return { bytes: Buffer.concat(pieces), error };
  }
  return { bytes: Buffer.concat(pieces), error: null };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Bytes that hardly compress. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 24;
    }),
  );
}

describe('an input', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 1_000_000])(
    'of %i bytes is read whole, with its head before',
    async (length) => {
      const content = noise(length);
      const input = await open(content);
      expect(Buffer.compare(input.head, content.subarray(0, 65_536))).toBe(0);
      const { bytes, error } = await drain(input);
      expect(error).toBe(null);
      expect(bytes.equals(content)).toBe(true);
      expect(input.bytesRead()).toBe(length);
      expect(input.sha256()).toBe(sha256(content));
    },
  );

  it('is decompressed, while size and hash are those of the stored bytes', async () => {
    const content = noise(300_000);
    const stored = gzipSync(content);
    const input = await open(stored);
    expect(Buffer.compare(input.head, content.subarray(0, 65_536))).toBe(0);
    expect((await drain(input)).bytes.equals(content)).toBe(true);
    expect(input.bytesRead()).toBe(stored.length);
    expect(input.sha256()).toBe(sha256(stored));
  });

  it('may be of several compressed members, also empty ones', async () => {
    const parts = ['first', '', 'second'.repeat(50_000), 'third'];
    const stored = Buffer.concat(parts.map((part) => gzipSync(part)));
    const { bytes, error } = await drain(await open(stored));
    expect(error).toBe(null);
    expect(bytes.toString()).toBe(parts.join(''));
  });

  it('that breaks off gives what came before, and then says where', async () => {
    const content = noise(400_000);
    const stored = gzipSync(content).subarray(0, 200_000);
    const input = await open(stored);
    const { bytes, error } = await drain(input);
    expect(error).toMatchObject({
      code: 'input-corrupt',
      message: expect.stringContaining('after 200000 bytes'),
    });
    expect(bytes.length).toBeGreaterThan(190_000);
    expect(bytes.equals(content.subarray(0, bytes.length))).toBe(true);
    expect(input.sha256()).toBe(sha256(stored));
  });

  it('that is damaged gives what came before, and still hashes all of it', async () => {
    const content = noise(400_000);
    const stored = gzipSync(content);
    stored.fill(0xff, 200_000, 200_200);
    const input = await open(stored);
    const { bytes, error } = await drain(input);
    expect(error).toMatchObject({ code: 'input-corrupt', message: expect.stringContaining('near byte') });
    expect(bytes.subarray(0, 190_000).equals(content.subarray(0, 190_000))).toBe(true);
    expect(input.sha256()).toBe(sha256(stored));
  });

  it('that breaks off anywhere gives a beginning of itself and an error', async () => {
    const content = Buffer.from('the quick brown fox '.repeat(100));
    const stored = gzipSync(content);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: stored.length - 1 }), async (length) => {
        const input = await openInput(
          { name: '-', path: null, explicit: true, bytes: null },
          Readable.from([stored.subarray(0, length)]),
        );
        const { bytes, error } = await drain(input);
        expect(error).toMatchObject({ code: 'input-corrupt' });
        expect(content.subarray(0, bytes.length).equals(bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('can be standard input, in pieces of any size', async () => {
    const content = gzipSync(noise(100_000));
    const pieces = Array.from({ length: Math.ceil(content.length / 7001) }, (_, i) =>
      content.subarray(7001 * i, 7001 * (i + 1)),
    );
    const input = await openInput(
      { name: '-', path: null, explicit: true, bytes: null },
      Readable.from(pieces),
    );
    expect((await drain(input)).bytes.equals(noise(100_000))).toBe(true);
  });

  it('that cannot be opened is input-unreadable', async () => {
    const gone = { name: 'gone', path: join(scratchFolder(), 'gone'), explicit: true, bytes: null };
    await expect(openInput(gone)).rejects.toMatchObject({ code: 'input-unreadable' });
  });

  it('can be closed before it was read', async () => {
    const input = await open(gzipSync(noise(2_000_000)));
    await input.close();
    expect((await drain(input)).bytes.length).toBeLessThan(2_000_000);
  });
});
