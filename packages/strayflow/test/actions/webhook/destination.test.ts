import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { findDestination } from '../../../src/actions/webhook/destination.js';
import { StrayflowError } from '../../../src/model/errors.js';

const FOREVER = new AbortController().signal;
const v4 = (address: string): LookupAddress => ({ address, family: 4 });
const v6 = (address: string): LookupAddress => ({ address, family: 6 });

function find(url: string, answers: readonly (readonly LookupAddress[])[], allowPrivate = false) {
  let asked = 0;
  const resolve = async () => answers[asked++] ?? [];
  const destination = findDestination(new URL(url), allowPrivate, FOREVER, resolve);
  return { destination, asked: () => asked };
}

describe('where a webhook goes', () => {
  it('asks for a name once, and gives sockets those addresses whatever the name says later', async () => {
    const { destination, asked } = find('https://hooks.example.com/x', [[v4('1.1.1.1')], [v4('127.0.0.1')]]);
    const { lookup } = await destination;
    for (const host of ['hooks.example.com', 'localhost', 'metadata.internal']) {
      lookup(host, { all: true }, (error, addresses) =>
        expect([error, addresses]).toEqual([null, [v4('1.1.1.1')]]),
      );
      lookup(host, {}, (error, address, family) =>
        expect([error, address, family]).toEqual([null, '1.1.1.1', 4]),
      );
    }
    expect(asked()).toBe(1);
  });

  it('refuses a name of which one address is not public, wherever it stands', async () => {
    for (const addresses of [
      [v4('10.0.0.1')],
      [v4('1.1.1.1'), v4('169.254.169.254')],
      [v4('1.1.1.1'), v6('::1')],
      [v6('2606:4700:4700::1111'), v6('::ffff:127.0.0.1')],
      [v6('fe80::1%eth0')],
    ]) {
      await expect(find('https://hooks.example.com/secret', [addresses]).destination).rejects.toThrow(
        /^Webhook: https:\/\/hooks\.example\.com\/\.\.\. is not posted to: .* is /,
      );
    }
  });

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://[fd00:ec2::254]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://１２７.0.0.1/',
  ])('refuses %s, however it is written, without asking anybody', async (url) => {
    const { destination, asked } = find(url, []);
    await expect(destination).rejects.toThrow('is not posted to');
    expect(asked()).toBe(0);
  });

  it('reaches what is not public only when that is allowed', async () => {
    const { addresses } = await find('https://127.0.0.1/', [], true).destination;
    expect(addresses).toEqual([v4('127.0.0.1')]);
    await expect(find('https://nas.example/', [[v4('10.0.0.5')]], true).destination).resolves.toBeDefined();
  });

  it('says so when there is no address at all, with what to do', async () => {
    const fault = await find('https://hooks.example.com/', [[]]).destination.catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(StrayflowError);
    expect(fault).toMatchObject({ code: 'notify-failed', hint: 'Check the host in the address.' });
  });

  it('does not wait for a name service longer than it may', async () => {
    const never = () => new Promise<never>(() => {});
    const signal = AbortSignal.abort(new Error('over'));
    const over = new AbortController();
    const waiting = findDestination(new URL('https://slow.example/'), false, over.signal, never);
    over.abort(new Error('over'));
    await expect(waiting).rejects.toThrow('over');
    await expect(findDestination(new URL('https://slow.example/'), false, signal, never)).rejects.toThrow(
      'over',
    );
  });
});
