import { describe, expect, it } from 'vitest';
import { publishOptionsSchema } from '../../src/publish/index.js';

const login = { username: 'reporter', passwordEnv: 'REPORTER_PASSWORD' };

describe('a target in the configuration', () => {
  it('has defaults for all but its address', () => {
    expect(
      publishOptionsSchema.parse({ kind: 'webdav', url: 'https://reports.example/flows/', ...login }),
    ).toEqual({
      kind: 'webdav',
      url: 'https://reports.example/flows/',
      ...login,
      authentication: 'auto',
      keep: 30,
      timeoutMs: 30_000,
    });
    expect(publishOptionsSchema.parse({ kind: 'folder', path: '/srv/reports' }).keep).toBe(30);
  });

  it('must not hold a password in its address, and the message does not repeat it', () => {
    const result = publishOptionsSchema.safeParse({
      kind: 'webdav',
      url: 'https://me:hunter2@reports.example/',
    });
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).not.toContain('hunter2');
    expect(JSON.stringify(result.error?.issues)).toContain('must not hold a login');
  });

  const wrong: [string, Record<string, unknown>][] = [
    ['an unknown kind', { kind: 'ftp', url: 'ftp://x/' }],
    ['an address that is none', { kind: 'webdav', url: 'reports.example' }],
    ['another scheme', { kind: 'webdav', url: 'file:///srv' }],
    ['a query', { kind: 'webdav', url: 'https://reports.example/?token=1' }],
    [
      'a password written down',
      { kind: 'webdav', url: 'https://reports.example/', username: 'me', password: 'x' },
    ],
    ['a login without a password', { kind: 'webdav', url: 'https://reports.example/', username: 'me' }],
    ['a password without a login', { kind: 'webdav', url: 'https://reports.example/', passwordEnv: 'X' }],
    ['two passwords', { kind: 'webdav', url: 'https://reports.example/', ...login, passwordFile: '/x' }],
    ['nothing to keep', { kind: 'folder', path: '/srv', keep: 0 }],
  ];
  it.each(wrong)('must not have %s', (_, options) => {
    expect(publishOptionsSchema.safeParse(options).success).toBe(false);
  });
});
