/** X.509 certificates (RFC 5280): subject, issuer and end of validity, of the first certificate of a chain. */
import { Der, objectIdentifier, Tag, timeOf } from './der.js';
import { asciiOf, textOf } from './text.js';

/** Short names of RFC 4514 section 3, and those that are in wide use beside them. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'title'],
  ['2.5.4.15', 'businessCategory'],
  ['2.5.4.17', 'postalCode'],
  ['2.5.4.42', 'GN'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
]);
const MAX_ATTRIBUTES = 64;

export interface Certificate {
  /** As in RFC 4514: the most specific part first. */
  readonly subject: string;
  readonly issuer: string;
  /** Unix ms. */
  readonly notAfter: number;
}

/** The certificate `bytes[from, to)`; null when it is malformed. */
export function readCertificate(bytes: Uint8Array, from: number, to: number): Certificate | null {
  const outer = new Der(bytes, from, to);
  if (!outer.expect(Tag.sequence)) return null;
  const certificate = outer.inside();
  if (!certificate.expect(Tag.sequence)) return null;
  const signed = certificate.inside();
  signed.expect(Tag.version);
  // Serial number and signature algorithm.
  if (!signed.expect(Tag.integer) || !signed.expect(Tag.sequence)) return null;
  if (!signed.expect(Tag.sequence)) return null;
  const issuer = distinguishedName(signed.inside());
  if (!signed.expect(Tag.sequence)) return null;
  const notAfter = endOfValidity(signed.inside());
  if (!signed.expect(Tag.sequence)) return null;
  const subject = distinguishedName(signed.inside());
  if (issuer === null || subject === null || Number.isNaN(notAfter)) return null;
  return { subject, issuer, notAfter };
}

function endOfValidity(validity: Der): number {
  if (!validity.next() || !validity.next()) return Number.NaN;
  const { tag, from, end, bytes } = validity;
  return end - from > 20 ? Number.NaN : timeOf(tag, asciiOf(bytes, from, end));
}

function distinguishedName(name: Der): string | null {
  const parts: string[] = [];
  while (name.expect(Tag.set)) {
    const relative = name.inside();
    const values: string[] = [];
    while (relative.expect(Tag.sequence)) {
      const value = attribute(relative.inside());
      if (value === null || parts.length + values.length >= MAX_ATTRIBUTES) return null;
      values.push(value);
    }
    parts.push(values.join('+'));
  }
  return parts.reverse().join(',');
}

function attribute(pair: Der): string | null {
  if (!pair.expect(Tag.objectIdentifier)) return null;
  const type = objectIdentifier(pair.bytes, pair.from, pair.end);
  if (type === '' || !pair.next()) return null;
  const { bytes, tag, from, end } = pair;
  return `${ATTRIBUTES.get(type) ?? type}=${escaped(valueText(bytes, tag, from, end))}`;
}

function valueText(bytes: Uint8Array, tag: number, from: number, end: number): string {
  const width = tag === Tag.bmpString ? 2 : tag === Tag.universalString ? 4 : 0;
  if (width === 0) return textOf(bytes, from, end);
  let text = '';
  for (let at = from + width; at <= end && text.length < 1024; at += width) {
    text += String.fromCharCode((bytes[at - 2]! << 8) | bytes[at - 1]!);
  }
  return text;
}

/** RFC 4514 section 2.4. */
function escaped(text: string): string {
  return text.replace(/[\\,+"<>;]|^[ #]| $/g, '\\$&');
}
