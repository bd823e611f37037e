/** What a server that lies, hangs or redirects can make of it; the honest one is in webdav.integration.test.ts. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkTarget,
  type PublishTarget,
  publishOptionsSchema,
  publishReport,
} from '../../src/publish/index.js';
import { plainHttpWarnings } from '../../src/publish/plain-http.js';
import { connectionFault } from '../../src/publish/webdav-faults.js';
import { exampleReport } from './example-report.js';

const NAME = '2023-03-10T0900Z-ab12cd34';
const EMPTY =
  '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:"><D:response><D:href>/reports/</D:href><D:propstat><D:prop>' +
  '<D:resourcetype><D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>' +
  '</D:response></D:multistatus>';

describe('a WebDAV server that is not what it should be', () => {
  let asked: { method: string; authorization: string | undefined }[];
  let close: (() => Promise<void>) | null;
  beforeEach(() => {
    asked = [];
    close = null;
    process.env['STRAYFLOW_TEST_PASSWORD'] = 'secret word';
  });
  afterEach(async () => {
    delete process.env['STRAYFLOW_TEST_PASSWORD'];
    await close?.();
  });

  async function serve(listener: RequestListener): Promise<PublishTarget> {
    const server = createServer((request, response) => {
      asked.push({ method: request.method ?? '', authorization: request.headers.authorization });
      request.resume();
      listener(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    close = () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return publishOptionsSchema.parse({
      kind: 'webdav',
      url: `http://127.0.0.1:${address.port}/reports/`,
      username: 'reporter',
      passwordEnv: 'STRAYFLOW_TEST_PASSWORD',
      timeoutMs: 10_000,
    });
  }
  const publish = (target: PublishTarget) => publishReport(exampleReport(), NAME, target);
  const answer = (
    response: ServerResponse,
    status: number,
    body = '',
    headers: Record<string, string> = {},
  ) => {
    response.writeHead(status, headers).end(body);
  };
  /** An empty folder in which everything is allowed. */
  const agreeable = (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'PROPFIND') answer(response, request.method === 'GET' ? 404 : 201);
    else if (request.url === '/reports/') answer(response, 207, EMPTY);
    else answer(response, 404);
  };

  it('is not believed when it accepts a file and shows another', async () => {
    const target = await serve((request, response) => {
      if (request.method === 'GET' && request.url?.includes('partial'))
        answer(response, 200, 'Please log in.');
      else agreeable(request, response);
    });
    await expect(publish(target)).rejects.toMatchObject({
      message: expect.stringContaining('reads back as'),
    });
    expect(asked.map(({ method }) => method)).not.toContain('MOVE');
  });

  it('is not believed when it accepts everything and stores nothing', async () => {
    const target = await serve(agreeable);
    await expect(publish(target)).rejects.toMatchObject({ code: 'publish-failed' });
    expect(await checkTarget(target)).toMatchObject({ outcome: 'failed' });
  });

  it('gets no login along a redirect', async () => {
    const target = await serve((request, response) => {
      if (request.url === '/reports/') answer(response, 307, '', { Location: '/elsewhere/' });
      else answer(response, 401, '', { 'WWW-Authenticate': 'Basic realm="elsewhere"' });
    });
    await expect(publish(target)).rejects.toMatchObject({
      message: expect.stringMatching(/redirects to .*elsewhere/),
    });
    expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });

  it('gets the login only after it asked for it, and in the form that it asked for', async () => {
    const target = await serve((_, response) =>
      answer(response, 401, '', { 'WWW-Authenticate': 'Digest realm="r", nonce="n", qop="auth"' }),
    );
    await expect(publish(target)).rejects.toMatchObject({
      message: expect.stringContaining('refused the login'),
    });
    expect(asked[0]?.authorization).toBeUndefined();
    expect(asked.filter(({ authorization }) => authorization?.startsWith('Basic'))).toEqual([]);
    expect(asked.some(({ authorization }) => authorization?.startsWith('Digest username="reporter"'))).toBe(
      true,
    );
  });

  it('is told apart when it wants a login that is not spoken here', async () => {
    const target = await serve((_, response) =>
      answer(response, 401, '', { 'WWW-Authenticate': 'Digest realm="r", nonce="n", algorithm=SHA-256' }),
    );
    await expect(publish(target)).rejects.toMatchObject({
      message: expect.stringContaining('Digest with SHA-256'),
    });
  });

  it('is given up when it does not answer in time', async () => {
    const target = { ...(await serve(() => {})), timeoutMs: 300 };
    await expect(publish(target)).rejects.toMatchObject({
      message: expect.stringContaining('no answer within'),
      hint: expect.stringContaining('timeoutMs'),
    });
  });

  it('is named when it breaks the connection', async () => {
    const target = await serve((request) => request.socket.destroy());
    await expect(publish(target)).rejects.toMatchObject({
      message: expect.stringContaining('the connection broke'),
    });
  });

  it('is named when it is no WebDAV', async () => {
    const target = await serve((_, response) => answer(response, 207, '<html>Welcome</html>'));
    await expect(publish(target)).rejects.toMatchObject({ message: expect.stringContaining('no WebDAV') });
  });

  it('is not told that a part was removed when a part was not', async () => {
    const target = await serve((request, response) => {
      if (request.method === 'DELETE') answer(response, 207, EMPTY);
      else agreeable(request, response);
    });
    expect(await checkTarget(target)).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('only a part'),
    });
  });

  it('stops at once when the caller stops', async () => {
    const stop = new AbortController();
    const target = await serve(() => stop.abort());
    await expect(publishReport(exampleReport(), NAME, target, { signal: stop.signal })).rejects.toMatchObject(
      {
        message: expect.stringContaining('stopped'),
      },
    );
  });

  it('is not asked when no password is set', async () => {
    const target = await serve(agreeable);
    delete process.env['STRAYFLOW_TEST_PASSWORD'];
    await expect(publish(target)).rejects.toMatchObject({
      message: expect.stringContaining('STRAYFLOW_TEST_PASSWORD'),
    });
    expect(asked).toEqual([]);
  });
});

describe('a connection that cannot be made', () => {
  const asked = { method: 'PROPFIND', url: 'https://reports.example/' };
  it.each([
    ['ENOTFOUND', 'cannot be resolved'],
    ['ECONNREFUSED', 'nothing listens there'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'not trusted'],
    ['CERT_HAS_EXPIRED', 'not valid for this address or this day'],
    ['EPROTO', 'no TLS connection'],
    ['ECONNRESET', 'the connection broke (ECONNRESET)'],
  ])('for %s says what to do', (code, words) => {
    const cause = new Error('fetch failed', { cause: Object.assign(new Error(), { code }) });
    const fault = connectionFault(asked, cause, 1_000);
    expect(fault.message).toContain(words);
    expect(fault.hint.length).toBeGreaterThan(20);
    expect(fault.cause).toBe(cause);
  });

  it.each([
    ['http://reports.example/', true, 1],
    ['http://localhost:8080/', true, 0],
    ['http://127.0.0.1/', true, 0],
    ['http://[::1]/', false, 0],
    ['https://reports.example/', true, 0],
  ])('over %s is warned of when it is not encrypted', (url, hasLogin, warnings) => {
    expect(plainHttpWarnings(new URL(url), hasLogin)).toHaveLength(warnings);
  });
});
