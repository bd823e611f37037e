/** A real SMTP server in this process: STARTTLS with a given certificate, a login, and recipients that it refuses. */
import { readFileSync } from 'node:fs';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Authority } from '../own-authority.js';

export const USERNAME = 'strayflow';
export const PASSWORD = 'correct horse "battery"';

export interface MailServer {
  readonly port: number;
  /** Mails that it took, as they came over the wire. */
  readonly mails: { readonly to: readonly string[]; readonly secure: boolean; readonly raw: string }[];
  close(): Promise<void>;
}

export async function startMailServer(
  authority: Authority,
  options: { refuse?: readonly string[]; extra?: SMTPServerOptions } = {},
): Promise<MailServer> {
  const mails: MailServer['mails'] = [];
  const server = new SMTPServer({
    key: readFileSync(authority.keyFile),
    cert: readFileSync(authority.certificateFile),
    disableReverseLookup: true,
    onAuth(auth, _session, callback) {
      if (auth.username === USERNAME && auth.password === PASSWORD) callback(null, { user: USERNAME });
      else callback(new Error('no such login'));
    },
    onRcptTo(address, _session, callback) {
      if (!options.refuse?.includes(address.address)) return callback();
      callback(Object.assign(new Error('mailbox unknown\u001b[31m here'), { responseCode: 550 }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, secure: session.secure, raw: Buffer.concat(chunks).toString('utf8') });
        callback();
      });
    },
    ...options.extra,
  });
  // Connections that a client breaks off end here.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, mails, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

export interface Part {
  readonly headers: string;
  readonly type: string;
  /** Decoded. */
  readonly body: Uint8Array;
  readonly text: string;
}

/** The parts of a mail (RFC 2045, 2046), flat and in order, multipart containers left out. */
export function partsOf(raw: string): Part[] {
  const end = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, end).replace(/\r\n[ \t]+/g, ' ');
  const content = raw.slice(end + 4);
  const type = /^content-type:\s*([^;\r\n]+)/im.exec(headers)?.[1]?.trim().toLowerCase() ?? 'text/plain';
  const boundary = /boundary="([^"]+)"/i.exec(headers)?.[1];
  if (boundary !== undefined) {
    return content
      .split(`--${boundary}`)
      .slice(1, -1)
      .flatMap((part) => partsOf(part.replace(/^\r\n/, '').replace(/\r\n$/, '')));
  }
  const body = decode(content, /^content-transfer-encoding:\s*(\S+)/im.exec(headers)?.[1]?.toLowerCase());
  return [{ headers, type, body, text: new TextDecoder().decode(body) }];
}

function decode(content: string, encoding: string | undefined): Uint8Array {
  if (encoding === 'base64') return new Uint8Array(Buffer.from(content, 'base64'));
  if (encoding !== 'quoted-printable') return new TextEncoder().encode(content);
  const joined = content.replace(/=\r\n/g, '');
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return new Uint8Array(Buffer.from(bytes, 'latin1'));
}
