import { describe, expect, it } from 'vitest';
import { parseListen } from '../../../../src/shell/live/udp/listen-address.js';

describe('an address to listen at', () => {
  it.each([
    ['192.0.2.1:2055', '192.0.2.1', 2055],
    ['0.0.0.0:9995', '0.0.0.0', 9995],
    ['[::]:6343', '::', 6343],
    ['[2001:db8::1]:1', '2001:db8::1', 1],
  ])('%s', (text, host, port) => {
    expect(parseListen(text)).toEqual({ host, port });
  });

  it('is loopback unless said otherwise', () => {
    expect(parseListen(':2055')).toEqual({ host: '127.0.0.1', port: 2055 });
  });

  it.each(['2055', '1.2.3:5', '[1::2::3]:5', '[10.0.0.1:5', '10.0.0.1:70000', 'host:5', ''])(
    'is not %j',
    (text) => {
      expect(() => parseListen(text)).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );
});
