import { describe, expect, it } from 'vitest';
import { redacted } from '../../../src/actions/webhook/redacted.js';

const KEY = '0123456789abcdef0123456789abcdef';

describe('what a receiver says', () => {
  const url = new URL(
    'https://hooks.example.com/services/T0SECRET/B0SECRET/x%2Fy%20zzzz?sig=a%2Bb%2Fc-d-e&v=2',
  );

  it.each([
    'no such hook T0SECRET',
    'https://hooks.example.com/services/T0SECRET/B0SECRET/x%2Fy%20zzzz?sig=a%2Bb%2Fc-d-e',
    'https:\\/\\/hooks.example.com\\/services\\/T0SECRET\\/B0SECRET',
    'bad signature a+b/c-d-e, as written a%2Bb%2Fc-d-e',
    'x/y zzzz',
    `{"routing_key":"${KEY}"}`,
  ])('is shown without secrets: %s', (text) => {
    const shown = redacted(text, url, KEY);
    for (const secret of ['T0SECRET', 'B0SECRET', 'a+b/c-d-e', 'a%2Bb%2Fc-d-e', 'x/y zzzz', KEY]) {
      expect(shown).not.toContain(secret);
    }
    expect(shown).toContain('***');
  });

  it('is otherwise left as it is, also where the address has a stray "%"', () => {
    expect(redacted('invalid_blocks, v=2', url, '')).toBe('invalid_blocks, v=2');
    expect(redacted('no 100%-hidden here', new URL('https://a.example/100%-hidden'), '')).toBe('no *** here');
  });
});
