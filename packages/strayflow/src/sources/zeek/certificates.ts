/** TLS connections and certificates of ssl.log and x509.log, put together where both are in one input. */
import { FactKind } from '../../model/fact-batch.js';
import { type FactRows, NOBODY } from './fact-rows.js';
import { Zeek } from './fields.js';
import { momentAt } from './record.js';
import type { Refusal } from './refusal.js';

/** In x509.log a certificate stands before the connection in whose handshake it was sent. */
const MOST_CERTIFICATES = 4096;

interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** End of validity, Unix ms; NaN when it is not known. */
  readonly end: number;
}

/** The latest certificates by fingerprint or file id, oldest first; plain data. */
export type Certificates = Map<string, Certificate>;

/** SHA-256, which is what Zeek takes unless told otherwise (X509::hash_function). */
function sha256(fingerprint: string): string {
  return /^[0-9a-fA-F]{64}$/.test(fingerprint) ? fingerprint.toLowerCase() : '';
}

/** A connection of ssl.log: what the client said, what the server chose, and the first certificate of its chain. */
export function tellTls(rows: FactRows, certificates: Certificates): Refusal | null {
  const refusal = rows.readParties();
  if (refusal !== null) return refusal;
  const { client, server, record } = rows;
  const version = rows.said(Zeek.version);
  const asked = rows.add(FactKind.tlsClient, client, server);
  rows.text('name', asked, rows.said(Zeek.serverName));
  rows.text('value', asked, rows.said(Zeek.ja4, Zeek.ja3));
  rows.text('text', asked, version);
  if (rows.said(Zeek.cipher) !== '') {
    const chosen = rows.add(FactKind.tlsServer, server, client);
    rows.text('name', chosen, rows.said(Zeek.nextProtocol));
    rows.text('value', chosen, rows.said(Zeek.ja4s, Zeek.ja3s));
    rows.text('text', chosen, version);
  }
  const fingerprint = record.list(Zeek.chainFingerprints)[0] ?? '';
  const file = record.list(Zeek.chainFiles)[0] ?? '';
  const known = certificates.get(fingerprint) ?? certificates.get(file);
  const subject = known?.subject || rows.said(Zeek.subject);
  if (fingerprint === '' && file === '' && subject === '') return null;
  const shown = rows.add(FactKind.tlsCertificate, server, client);
  rows.text('name', shown, subject);
  rows.text('value', shown, sha256(fingerprint));
  rows.text('text', shown, known?.issuer || rows.said(Zeek.issuer));
  rows.number(shown, known?.end ?? 0);
  return null;
}

/** A certificate of x509.log: about no address, since the log does not say whose it is. */
export function tellCertificate(rows: FactRows, certificates: Certificates): Refusal | null {
  const fingerprint = rows.said(Zeek.fingerprint);
  const certificate: Certificate = {
    subject: rows.said(Zeek.certificateSubject),
    issuer: rows.said(Zeek.certificateIssuer),
    end: momentAt(rows.record, Zeek.certificateEnd),
  };
  for (const key of [fingerprint, rows.said(Zeek.fileId)]) {
    if (key === '') continue;
    certificates.delete(key);
    certificates.set(key, certificate);
  }
  for (const oldest of certificates.keys()) {
    if (certificates.size <= MOST_CERTIFICATES) break;
    certificates.delete(oldest);
  }
  const row = rows.add(FactKind.tlsCertificate, NOBODY, NOBODY);
  rows.text('name', row, certificate.subject);
  rows.text('value', row, sha256(fingerprint));
  rows.text('text', row, certificate.issuer);
  rows.number(row, certificate.end);
  return null;
}
