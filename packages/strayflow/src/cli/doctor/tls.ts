/** Doctor's questions about the certificate of the service: can it be read, is it valid, is the key its own and private? */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Config } from '../../config.js';
import { counted } from '../../model/format.js';
import type { Answer } from '../doctor-answer.js';

const DAY_MS = 86_400_000;
/** Who renews has done so by then (days). */
const SOON_DAYS = 14;
const RENEW = 'Renew the certificate; the service reads the files again by itself within a minute.';

/** @param now Unix ms */
export function tlsAnswers({ server }: Config, now: number): readonly Answer[] {
  if (server.tls === undefined) return [];
  const { certFile, keyFile } = server.tls;
  try {
    const certificate = new X509Certificate(readFileSync(certFile));
    return [validity(certificate, certFile, now), key(certificate, keyFile)];
  } catch (error) {
    return [unreadable(certFile, error)];
  }
}

function unreadable(path: string, error: unknown): Answer {
  const cause = error instanceof Error ? error.message : String(error);
  const hint = 'Name PEM files that the user of the service may read (server.tls).';
  return { question: 'tls', ok: false, detail: `${path} cannot be used: ${cause}`, hint };
}

function validity(certificate: X509Certificate, path: string, now: number): Answer {
  const question = 'tls';
  const from = Date.parse(certificate.validFrom);
  const left = Date.parse(certificate.validTo) - now;
  const days = Math.floor(Math.abs(left) / DAY_MS);
  if (now < from)
    return {
      question,
      ok: false,
      detail: `${path} is not valid before ${certificate.validFrom}`,
      hint: 'Is the clock of this machine right? (timedatectl)',
    };
  if (left < 0)
    return { question, ok: false, detail: `${path} ended ${counted(days, 'day')} ago`, hint: RENEW };
  const detail = `${path} is valid for ${counted(days, 'day')}`;
  return days < SOON_DAYS ? { question, ok: false, detail, hint: RENEW } : { question, ok: true, detail };
}

function key(certificate: X509Certificate, path: string): Answer {
  const question = 'tls';
  try {
    if (!certificate.checkPrivateKey(createPrivateKey(readFileSync(path)))) {
      return {
        question,
        ok: false,
        detail: `${path} is not the key of the certificate`,
        hint: 'Name the key that the certificate was made for (server.tls.keyFile).',
      };
    }
    if ((statSync(path).mode & 0o077) !== 0) {
      return { question, ok: false, detail: `others may read ${path}`, hint: `chmod 600 ${path}` };
    }
    return { question, ok: true, detail: `${path} is its key, and private` };
  } catch (error) {
    return unreadable(path, error);
  }
}
