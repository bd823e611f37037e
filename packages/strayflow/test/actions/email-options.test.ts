import { describe, expect, it } from 'vitest';
import { emailOptionsSchema, portOf } from '../../src/actions/email-options.js';
import { ACTIONS, actionOptionsSchema } from '../../src/actions/index.js';

const minimal = { host: 'mail.example.org', from: 'strayflow@example.org', to: ['team@example.org'] };

describe('the e-mail action in the configuration', () => {
  it('encrypts unless told otherwise', () => {
    const options = emailOptionsSchema.parse(minimal);
    expect(options).toMatchObject({
      security: 'starttls',
      subjectPrefix: '[strayflow]',
      allowUnencrypted: false,
    });
    expect(portOf(options)).toBe(587);
    expect(portOf(emailOptionsSchema.parse({ ...minimal, security: 'tls' }))).toBe(465);
  });

  it('goes unencrypted to this machine, elsewhere only when that is said twice', () => {
    const none = { ...minimal, security: 'none' };
    expect(emailOptionsSchema.safeParse(none).success).toBe(false);
    expect(emailOptionsSchema.safeParse({ ...none, host: 'localhost' }).success).toBe(true);
    expect(emailOptionsSchema.safeParse({ ...none, allowUnencrypted: true }).success).toBe(true);
  });

  const wrong: [string, Record<string, unknown>][] = [
    ['no recipient', { to: [] }],
    ['a recipient with a second header', { to: ['a@example.org\r\nBcc: b@example.org'] }],
    ['two addresses in one', { to: ['a@example.org, b@example.org'] }],
    ['a sender with a name', { from: 'Strayflow <s@example.org>' }],
    ['a subject prefix with a line feed', { subjectPrefix: 'x\nBcc: b@example.org' }],
    ['a password written down', { username: 'me', password: 'hunter2' }],
    ['a login without a password', { username: 'me' }],
    ['two passwords', { username: 'me', passwordFile: '/x', passwordEnv: 'X' }],
    ['a host that is an address', { host: 'smtp://mail.example.org' }],
  ];
  it.each(wrong)('must not have %s', (_, changes) => {
    expect(emailOptionsSchema.safeParse({ ...minimal, ...changes }).success).toBe(false);
  });

  it('has an entry for every action, each of which is done only when configured', () => {
    expect(ACTIONS.map(({ name }) => name)).toEqual(Object.keys(actionOptionsSchema.shape));
    expect(actionOptionsSchema.parse({})).toEqual({});
  });
});
