/** What answers and failures of a WebDAV server mean, in a sentence, and what to do about each. */
import { StrayflowError } from '../model/errors.js';

const RESUMES = 'What arrived is kept: publish again, and only the rest is sent.';

interface Meaning {
  readonly says: string;
  readonly hint: string;
}

const STATUS: Readonly<Record<number, Meaning>> = {
  207: {
    says: 'did only a part of it',
    hint: 'Something in the folder is locked or not to be written; see the server.',
  },
  401: { says: 'refused the login', hint: 'Check username and password, and that this login may write.' },
  403: {
    says: 'forbids it',
    hint: 'Let this login write (Require), and let the user that Apache runs as own the folder (chown www-data).',
  },
  404: { says: 'has no such folder', hint: 'Check the address, or create the folder on the server.' },
  405: {
    says: 'does not allow it there',
    hint: 'Check the address, and that Apache has for it: Dav On, and DirectoryCheckHandler On (or index.html answers in its place).',
  },
  409: { says: 'misses the parent folder', hint: 'Check the address, or create the folder on the server.' },
  412: {
    says: 'has something else under that name',
    hint: 'Is another run publishing the same report? Publish again.',
  },
  413: { says: 'takes no file that long', hint: 'Raise LimitRequestBody on the server.' },
  423: {
    says: 'says that it is locked',
    hint: 'Another program holds a WebDAV lock; close it or let the lock expire.',
  },
  424: {
    says: 'says that something in it is locked',
    hint: 'Another program holds a WebDAV lock; close it or let it expire.',
  },
  500: {
    says: 'failed inside',
    hint: "Look into the server's error log: often its user may not write the folder or the DavLockDB.",
  },
  502: {
    says: 'would not rename to that address',
    hint: 'Behind a proxy, the address must be the one that the server itself is known by.',
  },
  507: { says: 'has no space left', hint: `Free space on the server, or keep fewer reports. ${RESUMES}` },
};

export interface Asked {
  readonly method: string;
  /** Address without login. */
  readonly url: string;
}

/** An answer other than those that the request can go on with. */
export function statusFault(asked: Asked, status: number): StrayflowError {
  const meaning = STATUS[status] ?? {
    says: 'gave an unexpected answer',
    hint:
      status >= 500
        ? `Look into the server's error log. ${RESUMES}`
        : 'Is this the address of a WebDAV folder?',
  };
  return fault(asked, `${meaning.says} (${status})`, meaning.hint, new Error(`HTTP status ${status}`));
}

/** A sentence of our own about an answer. */
export function fault(asked: Asked, says: string, hint: string, cause?: unknown): StrayflowError {
  return new StrayflowError('publish-failed', `${asked.method} ${asked.url}: the server ${says}.`, {
    cause,
    hint,
  });
}

const UNTRUSTED = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
];

/** No answer at all: the connection could not be made, was not trusted, or broke. */
export function connectionFault(asked: Asked, error: unknown, timeoutMs: number): StrayflowError {
  const { says, hint } = connectionMeaning(codeOf(error), error, timeoutMs);
  return new StrayflowError('publish-failed', `${asked.method} ${asked.url}: ${says}.`, {
    cause: error,
    hint,
  });
}

function connectionMeaning(code: string, error: unknown, timeoutMs: number): Meaning {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return {
      says: `no answer within the time allowed (${timeoutMs} ms and more for long transfers)`,
      hint: `Is the server overloaded or the line slow? Raise timeoutMs. ${RESUMES}`,
    };
  }
  if (UNTRUSTED.includes(code)) {
    return {
      says: `the certificate of the server is not trusted (${code})`,
      hint: 'Name the file of the authority that signed it with caFile.',
    };
  }
  if (code.startsWith('CERT_') || code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      says: `the certificate of the server is not valid for this address or this day (${code})`,
      hint: 'Use the name that the certificate is made out to, or renew it.',
    };
  }
  if (code === 'ECONNREFUSED') {
    return { says: 'nothing listens there', hint: 'Is the server running, and the port right?' };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      says: 'the name of the server cannot be resolved',
      hint: 'Check the address and the name service.',
    };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return { says: `no TLS connection could be made (${code})`, hint: 'Does this port speak https?' };
  }
  const words = error instanceof Error ? error.message : String(error);
  return {
    says: `the connection broke (${code === '' ? words : code})`,
    hint: `Check server and network. ${RESUMES}`,
  };
}

/** Of the error, or of what caused it. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}
