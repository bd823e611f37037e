/** A WebDAV folder (RFC 4918) as a target. */
import { createHash } from 'node:crypto';
import { parseXML } from 'webdav';
import { StrayflowError } from '../model/errors.js';
import type { WebdavTarget } from './options.js';
import type { Entry, Place } from './place.js';
import { plainHttpWarnings } from './plain-http.js';
import { readLogin } from './secret.js';
import { type Connection, connect } from './webdav-connection.js';
import { fault } from './webdav-faults.js';

/** A listing of some ten thousand entries. */
const LISTING_LIMIT = 16 << 20;

/** Also finds out whether server, certificate, login and folder are good. */
export async function openWebdav(target: WebdavTarget, signal: AbortSignal | undefined): Promise<Place> {
  const { login, warning } = readLogin(target);
  const connection = connect(target, login, signal);
  try {
    if ((await list(connection, '')) === null) {
      const asked = { method: 'PROPFIND', url: connection.base.href };
      throw fault(
        asked,
        'has no such folder (404)',
        'Check the address, or create the folder on the server.',
      );
    }
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    shown: connection.base.href,
    warnings: [...(warning === null ? [] : [warning]), ...plainHttpWarnings(connection.base, login !== null)],
    list: (folder) => list(connection, folder),
    read: (path, limit) => read(connection, path, limit),
    digest: async (path) => {
      const hash = createHash('sha256');
      let size = 0;
      const status = await connection.send({
        method: 'GET',
        path,
        expect: [200, 404],
        onBody: (chunk) => {
          hash.update(chunk);
          size += chunk.length;
        },
      });
      return status === 404 ? null : { size, sha256: hash.digest('hex') };
    },
    write: async (path, content, mediaType) => {
      const headers = { 'Content-Type': mediaType };
      await connection.send({ method: 'PUT', path, expect: [200, 201, 204], headers, body: content });
    },
    makeFolder: async (path) => {
      await connection.send({ method: 'MKCOL', path: `${path}/`, expect: [201] });
    },
    move: async (from, to) => {
      const headers = { Destination: connection.addressOf(`${to}/`), Overwrite: 'F' };
      await connection.send({ method: 'MOVE', path: `${from}/`, expect: [201, 204], headers });
    },
    remove: async (path, kind) => {
      const address = kind === 'folder' ? `${path}/` : path;
      await connection.send({ method: 'DELETE', path: address, expect: [200, 204, 404] });
    },
    exposure: (path) => exposure(connection, path),
    close: () => connection.close(),
  };
}

async function list(connection: Connection, folder: string): Promise<readonly Entry[] | null> {
  const path = folder === '' ? '' : `${folder}/`;
  const asked = { method: 'PROPFIND', url: connection.addressOf(path) };
  const body = collector(LISTING_LIMIT);
  const headers = { Depth: '1', Accept: 'text/xml, application/xml' };
  const status = await connection.send({
    method: 'PROPFIND',
    path,
    expect: [207, 404],
    headers,
    onBody: body.add,
  });
  if (status === 404) return null;
  const xml = body.bytes();
  if (xml === null) throw fault(asked, 'lists too many files', 'Use a folder of its own for the reports.');
  try {
    return await entriesOf(new TextDecoder().decode(xml));
  } catch (cause) {
    throw fault(asked, 'gave a listing that is no WebDAV', 'Is this the address of a WebDAV folder?', cause);
  }
}

/** The listed folder itself has the shortest path; what is in it has one name more. */
async function entriesOf(xml: string): Promise<readonly Entry[]> {
  const responses = (await parseXML(xml)).multistatus.response.map((response) => ({
    names: new URL(String(response.href), 'http://listing/').pathname.split('/').filter(Boolean),
    properties: response.propstat?.prop,
  }));
  if (responses.length === 0) throw new StrayflowError('publish-failed', 'The listing names nothing.');
  const depth = Math.min(...responses.map(({ names }) => names.length));
  return responses
    .filter(({ names }) => names.length === depth + 1)
    .map(({ names, properties }) => {
      const kind = properties?.resourcetype;
      const folder = typeof kind === 'object' && kind !== null && 'collection' in kind;
      const size = folder ? 0 : Number(properties?.getcontentlength ?? Number.NaN);
      return { name: decodeURIComponent(names[depth]!), folder, size };
    });
}

async function read(connection: Connection, path: string, limit: number): Promise<Uint8Array | null> {
  const body = collector(limit);
  const status = await connection.send({ method: 'GET', path, expect: [200, 404], onBody: body.add });
  return status === 404 ? null : body.bytes();
}

/** Collects a body up to a limit; null beyond it. */
function collector(limit: number) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add: (chunk: Uint8Array) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
    },
    bytes: () => (size > limit ? null : new Uint8Array(Buffer.concat(chunks))),
  };
}

/** Asks for a published file without the login. */
async function exposure(connection: Connection, path: string): Promise<readonly string[]> {
  const status = await connection.send({
    method: 'GET',
    path,
    expect: Array.from({ length: 500 }, (_, i) => 100 + i),
    anonymous: true,
  });
  if (status !== 200) return [];
  return [
    `Anyone who can reach ${connection.base.host} can read the reports without a login; they name hosts and their faults. Ask for a login on the server (docs/publishing.md), or publish with --pseudonymise.`,
  ];
}
