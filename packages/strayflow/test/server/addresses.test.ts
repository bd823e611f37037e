import { describe, expect, it } from 'vitest';
import { serverOptionsSchema } from '../../src/live/server-options.js';
import { clientAddress, isLoopback, neighbourhood } from '../../src/server/access/addresses.js';
import { listenFault } from '../../src/server/listening.js';
import { testApp } from './test-app.js';

describe('where a request comes from', () => {
  it.each([
    ['::ffff:192.0.2.1', null, false, '192.0.2.1'],
    ['fe80::1%eth0', null, false, 'fe80::1'],
    ['192.0.2.1', '127.0.0.1', false, '192.0.2.1'],
    ['127.0.0.1', '127.0.0.1, 203.0.113.9', true, '203.0.113.9'],
    ['127.0.0.1', '203.0.113.9, unknown', true, ''],
    ['127.0.0.1', null, true, ''],
  ])('of socket %s, forwarded for %s, behind a proxy %s: "%s"', (socket, forwarded, behindProxy, address) => {
    expect(clientAddress(socket, forwarded, behindProxy)).toBe(address);
  });

  it('is a /64 of IPv6, and one host of IPv4', () => {
    expect(neighbourhood('2001:db8:1:2:aaaa::1')).toBe(neighbourhood('2001:db8:1:2:bbbb::2'));
    expect(neighbourhood('2001:db8:1:2::1')).not.toBe(neighbourhood('2001:db8:1:3::1'));
    expect(neighbourhood('192.0.2.1')).not.toBe(neighbourhood('192.0.2.2'));
    expect([isLoopback('127.9.9.9'), isLoopback('::1'), isLoopback('128.0.0.1'), isLoopback('')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('is never this machine for what a proxy hands on without saying for whom', async () => {
    const open = testApp();
    expect((await open.ask('/metrics')).status).toBe(200);
    const proxied = testApp({ config: { server: { behindProxy: true } } });
    expect((await proxied.ask('/metrics')).status).toBe(401);
    const spoofed = { 'x-forwarded-for': '127.0.0.1, 203.0.113.9' };
    expect((await proxied.ask('/metrics', { headers: spoofed })).status).toBe(401);
  });
});

describe('where it may listen', () => {
  const tls = { certFile: 'a', keyFile: 'b' };
  it.each([
    [{ listen: '127.0.0.1:1' }, 0, true],
    [{ listen: '[::1]:1' }, 0, true],
    [{ listen: '0.0.0.0:1' }, 1, false],
    [{ listen: '[::]:1' }, 1, false],
    [{ listen: '[::ffff:10.0.0.1]:1' }, 1, false],
    [{ listen: '10.0.0.1:1', tls }, 0, false],
    [{ listen: '10.0.0.1:1', tls }, 1, true],
    [{ listen: '10.0.0.1:1', behindProxy: true }, 1, true],
    [{ listen: '999.0.0.1:1' }, 1, false],
  ])('%j with %i accounts: %s', (options, accounts, may) => {
    expect(listenFault(serverOptionsSchema.parse(options), accounts) === null).toBe(may);
  });
});
