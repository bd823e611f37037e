import { describe, expect, it } from 'vitest';
import { webhookOptionsSchema } from '../../../src/actions/webhook/options.js';

const SIGNED = { secretEnv: 'WEBHOOK_SECRET' };

function faults(options: object): readonly string[] {
  const { error } = webhookOptionsSchema.safeParse(options);
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

describe('options of webhooks', () => {
  it.each([
    { url: 'https://hooks.example.com/strayflow', ...SIGNED },
    { url: 'http://hooks.example.com/', allowHttp: true, ...SIGNED },
    { urlFile: '/etc/strayflow/url', secretFile: '/etc/strayflow/secret' },
    { template: 'slack', urlEnv: 'SLACK_URL' },
    { template: 'teams', urlFile: '/etc/strayflow/teams' },
    { template: 'pagerduty', routingKeyEnv: 'PAGERDUTY_KEY' },
    { template: 'pagerduty', routingKeyFile: '/k', url: 'https://events.eu.pagerduty.com/v2/enqueue' },
  ])('takes %j', (options) => {
    expect(faults(options)).toEqual([]);
  });

  it.each([
    [{ ...SIGNED }, 'url: give url, urlFile or urlEnv'],
    [{ url: 'https://a.example/', urlEnv: 'URL', ...SIGNED }, 'url: give one of url, urlFile and urlEnv'],
    [{ url: 'https://a.example/' }, 'secretFile: give secretFile or secretEnv: json is signed'],
    [
      { url: 'https://a.example/', ...SIGNED, secretFile: '/s' },
      'secretFile: give secretFile or secretEnv, not both',
    ],
    [{ url: 'http://a.example/', ...SIGNED }, 'url: is http; use https, or set allowHttp'],
    [
      { url: 'http://a.example/', allowPrivate: true, ...SIGNED },
      'url: is http; use https, or set allowHttp',
    ],
    [{ url: 'https://user:pass@a.example/', ...SIGNED }, 'url: must not hold a login'],
    [{ url: 'https://a.example/#x', ...SIGNED }, 'url: must not hold "#"'],
    [{ url: 'ftp://a.example/', ...SIGNED }, 'url: expected an address such as https://HOST/PATH'],
    [{ url: 'file:///etc/passwd', ...SIGNED }, 'url: expected an address such as https://HOST/PATH'],
    [{ url: 'https://a.example/\r\nx: y', ...SIGNED }, 'url: expected an address such as https://HOST/PATH'],
    [{ template: 'pagerduty' }, 'routingKeyFile: give one of routingKeyFile and routingKeyEnv'],
    [
      { template: 'pagerduty', routingKeyEnv: 'K', ...SIGNED },
      'secretFile: pagerduty has no signature, but a routing key',
    ],
    [{ template: 'slack', urlEnv: 'URL', routingKeyEnv: 'K' }, 'routingKeyFile: is for pagerduty'],
  ])('refuses %j and says why', (options, expected) => {
    expect(faults(options)).toEqual([expected]);
  });

  it('never quotes an address that it refuses', () => {
    expect(
      faults({ template: 'slack', url: 'http://hooks.slack.com/services/T0/B0/hidden' }).join(),
    ).not.toContain('hidden');
  });
});
