import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortText } from '../../../src/sources/text/short-text.js';

describe('shortText', () => {
  it('gives what a decoder gives, or nothing', () => {
    const bytes = fc.uint8Array({ max: 160, maxLength: 40 });
    fc.assert(
      fc.property(bytes, fc.nat(40), fc.nat(40), (all, one, other) => {
        const [from, to] = [Math.min(one, other, all.length), Math.min(Math.max(one, other), all.length)];
        const text = shortText(all, from, to);
        const part = all.subarray(from, to);
        if (part.length > 32 || part.some((byte) => byte > 127)) expect(text).toBeNull();
        else expect(text).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(part));
      }),
    );
  });
});
