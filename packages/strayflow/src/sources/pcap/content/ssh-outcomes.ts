/**
 * What the sizes of encrypted SSH messages tell of logins (RFC 4252): the refusals of passwords are all alike, and no
 * other answer is as short as the one that lets the client in. Whatever fits no clear pattern says nothing.
 */

/** SSH_MSG_SERVICE_ACCEPT (17 bytes of payload) on the wire, with what RFC 4253, ciphers and MACs in use add to it. */
const LEAST_ACCEPT = 40;
const MOST_ACCEPT = 104;
/**
 * SSH_MSG_USERAUTH_SUCCESS (one byte of payload) is shorter by two blocks of 8 or one of 16; by one block of 8 where no
 * packet has fewer than 16 bytes (Dropbear).
 */
const SUCCESS_IS_SHORTER_BY: readonly number[] = [16, 8];
/**
 * To offer a public key takes 107 bytes (Ed25519, the smallest) and the user's name: longer, whatever the cipher, than the
 * client's request for the service (17 bytes) by more than this.
 */
const PASSWORD_IS_LONGER_BY = 80;
/** SSH_MSG_USERAUTH_FAILURE lists methods, of 8 bytes or more: it is no shorter than the acceptance. */
const REFUSAL_IS_LONGER_BY = 104;
/** Requests with passwords of usual lengths differ by no more than a block or two. */
const PASSWORDS_DIFFER_BY = 16;
/** Equal answers in a row that are refusals though the first answer was another: it came with a banner. */
const REFUSALS_AFTER_BANNER = 3;
/** Answers of ever other sizes after which this is no login any more, or none that could be read. */
const MAX_ODD = 6;

/** One connection, from the end of its key exchange on; sizes are bytes on the wire, 0 = none as yet. */
export interface SshLogin {
  /** The client makes passwords and answers to prompts as long as other requests (OpenSSH). */
  readonly isPadding: boolean;
  /** Nothing more can be told. */
  isOver: boolean;
  succeeded: boolean;
  /** Passwords that the server refused so far, at least. */
  failures: number;
  /** Of the server's acceptance of the service. */
  accept: number;
  /** Of the client since the server's last message; of its last two requests. */
  request: number;
  lastRequest: number;
  requestBefore: number;
  /** Of the first answer, of refusals, and of the last answer that was neither. */
  first: number;
  refusal: number;
  other: number;
  /** Answers of that last size to what may be passwords, while no refusal is known. */
  run: number;
  /** What the last answer was taken for: a refusal, and one of a password. */
  wasRefused: boolean;
  wasCounted: boolean;
  /** Prompts are as long as refusals. */
  isDialogue: boolean;
  odd: number;
}

export function openSshLogin(isPadding: boolean): SshLogin {
  return {
    isPadding,
    isOver: false,
    succeeded: false,
    failures: 0,
    accept: 0,
    request: 0,
    lastRequest: 0,
    requestBefore: 0,
    first: 0,
    refusal: 0,
    other: 0,
    run: 0,
    wasRefused: false,
    wasCounted: false,
    isDialogue: false,
    odd: 0,
  };
}

/** The server sent a segment of so many bytes; what the client sends is added to `request`. */
export function serverSent(login: SshLogin, bytes: number): void {
  if (login.accept === 0) accepted(login, bytes);
  else if (SUCCESS_IS_SHORTER_BY.includes(login.accept - bytes)) login.isOver = login.succeeded = true;
  else if (bytes < login.accept) login.isOver = true;
  else if (login.request === 0 && login.first !== 0) countOdd(login);
  else answered(login, bytes);
}

/** Before it the server may name extensions (RFC 8308), which takes more bytes. */
function accepted(login: SshLogin, bytes: number): void {
  const { request } = login;
  if (bytes > MOST_ACCEPT) {
    countOdd(login);
    return;
  }
  login.accept = bytes;
  login.request = 0;
  // Both directions use the same cipher; with the client's request for the service may come its first for a login.
  const isAlike = request === bytes || request >= 2 * bytes - 16;
  if (bytes < LEAST_ACCEPT || !isAlike) login.isOver = true;
}

function answered(login: SshLogin, bytes: number): void {
  const { request, accept, first, refusal } = login;
  login.request = 0;
  // Some ask for the service before each password.
  if (request === accept && bytes === accept && bytes !== refusal) return;
  const mayRefuse = bytes <= accept + REFUSAL_IS_LONGER_BY;
  if (first === 0) {
    // Mostly to the method "none", which asks what others there are.
    login.first = bytes;
    login.wasRefused = true;
  } else if (bytes === refusal || (refusal === 0 && bytes === first && mayRefuse)) {
    login.refusal = bytes;
    refused(login, request);
  } else {
    answeredOtherwise(login, bytes, mayRefuse && bytes < first && isPassword(login, request));
  }
  login.requestBefore = login.lastRequest;
  login.lastRequest = request;
}

function refused(login: SshLogin, request: number): void {
  let counts = request <= login.accept + PASSWORD_IS_LONGER_BY;
  if (login.wasRefused) {
    findDialogue(login, request);
    if (login.isPadding) counts = counts && !login.wasCounted;
    else if (login.isDialogue) counts = counts && request < login.lastRequest;
  }
  if (counts) login.failures++;
  login.wasCounted = counts;
  login.wasRefused = true;
}

/**
 * Where a prompt (RFC 4256) is as long as a refusal, it was counted before its answer was refused. Such an answer is shorter
 * than any request for a login, or much shorter than the request before and the next, which are alike. What a client
 * pads hides that: of its refusals in a row half are counted.
 */
function findDialogue(login: SshLogin, request: number): void {
  const { accept, isDialogue, isPadding, lastRequest, requestBefore, wasCounted } = login;
  if (isDialogue || isPadding) return;
  const alternates = request === requestBefore && Math.abs(request - lastRequest) > PASSWORDS_DIFFER_BY;
  if (!alternates && (request > accept || !wasCounted)) return;
  login.isDialogue = true;
  login.failures = Math.max(0, login.failures - 1);
}

/** More than the answer to a prompt, and less than a key. */
function isPassword({ accept }: SshLogin, request: number): boolean {
  return request > accept && request <= accept + PASSWORD_IS_LONGER_BY;
}

/** A prompt, a key that would do, or a refusal where the first came with a banner. */
function answeredOtherwise(login: SshLogin, bytes: number, mayBeRefusal: boolean): void {
  login.wasRefused = login.wasCounted = false;
  if (bytes !== login.other) {
    login.other = bytes;
    login.run = 0;
    countOdd(login);
  }
  if (login.refusal !== 0 || !mayBeRefusal || ++login.run < REFUSALS_AFTER_BANNER) return;
  login.refusal = bytes;
  login.failures += login.isPadding ? Math.ceil(login.run / 2) : login.run;
  login.wasRefused = login.wasCounted = true;
}

function countOdd(login: SshLogin): void {
  login.odd++;
  if (login.odd > MAX_ODD) login.isOver = true;
}
