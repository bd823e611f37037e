/** What browsers see of the service's certificate anyway: whom it is for, and when it ends. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface CertificateFacts {
  readonly names: readonly string[];
  /** Unix ms. */
  readonly ends: number;
}

const MOST_NAMES = 20;

/** Null where it cannot be read: the file may just be replaced. */
export function certificateOf(certFile: string): CertificateFacts | null {
  try {
    const { subjectAltName, validTo } = new X509Certificate(readFileSync(certFile));
    const names = (subjectAltName ?? '').split(', ').flatMap((each) => {
      const [, name] = /^(?:DNS|IP Address):([0-9a-zA-Z.:*_-]{1,255})$/.exec(each) ?? [];
      return name ?? [];
    });
    return { names: names.slice(0, MOST_NAMES), ends: Date.parse(validTo) };
  } catch {
    return null;
  }
}
