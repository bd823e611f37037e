/** Errors that an operator can act on: a code, a hint, a cause. Wrong calls are plain RangeErrors. */

/** Exit codes of the command line tool (docs/errors.md). */
export const ExitCode = {
  ok: 0,
  /** `--fail-on` was met. */
  conditionMet: 1,
  /** Wrong arguments or configuration. */
  usage: 2,
  /** The input could not be read or held nothing usable. */
  input: 3,
  /** The report was written, but an alert could not be delivered. */
  alert: 4,
  /** The report was written, but could not be published. */
  publish: 5,
  /** A fault of the program itself. */
  internal: 70,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Every code, with what to do about it; docs/errors.md is generated from this table. */
export const ERRORS = {
  'input-not-found': { exit: ExitCode.input, hint: 'Check the path; globs must match at least one file.' },
  'input-unreadable': { exit: ExitCode.input, hint: 'Check that this user may read the file.' },
  'input-empty': { exit: ExitCode.input, hint: 'The input holds no bytes; record some traffic first.' },
  'input-unknown': {
    exit: ExitCode.input,
    hint: 'No known format matches. Name one with --format, or map the columns of a CSV with --map.',
  },
  'input-corrupt': {
    exit: ExitCode.input,
    hint: 'The input breaks off or contradicts itself at the place named.',
  },
  'input-rejected': {
    exit: ExitCode.input,
    hint: 'Most records could not be used; see the counts by reason. Is it the right format or mapping?',
  },
  'input-no-flows': { exit: ExitCode.input, hint: 'The input was read, but holds no flow to judge.' },
  'config-invalid': {
    exit: ExitCode.usage,
    hint: 'Run strayflow check-config for every fault with its line.',
  },
  'truth-invalid': {
    exit: ExitCode.usage,
    hint: 'Correct the key that is named; docs/detection/evaluation.md describes truth.json.',
  },
  usage: { exit: ExitCode.usage, hint: 'See strayflow help COMMAND.' },
  'output-unwritable': {
    exit: ExitCode.input,
    hint: 'Choose a folder that this user may write, with free space.',
  },
  'mail-failed': {
    exit: ExitCode.alert,
    hint: 'Run strayflow doctor; check server, port, login and recipients.',
  },
  'enforce-failed': {
    exit: ExitCode.alert,
    hint: 'Run strayflow doctor; blocks that could not be set or lifted are tried again while strayflow watch runs.',
  },
  'notify-failed': {
    exit: ExitCode.alert,
    hint: 'Run strayflow doctor; messages that could not be delivered are tried again while strayflow watch runs.',
  },
  'publish-failed': {
    exit: ExitCode.publish,
    hint: 'Run strayflow doctor; check address, login and free space.',
  },
  'model-unreadable': {
    exit: ExitCode.usage,
    hint: 'Name a file that strayflow analyze --save-models of this version wrote.',
  },
  'state-locked': {
    exit: ExitCode.usage,
    hint: 'Stop the other strayflow watch, or give this one a state folder of its own.',
  },
  'state-unreadable': {
    exit: ExitCode.input,
    hint: 'Restore the state folder, or move it away and start with an empty one.',
  },
  'state-unwritable': {
    exit: ExitCode.input,
    hint: 'Make room or give this user the right to write there, then start again: nothing stored is lost.',
  },
  'list-unreadable': {
    exit: ExitCode.usage,
    hint: 'Correct the file or its format; docs/detection/indicators.md and rules.md say what can be read.',
  },
  'service-refused': {
    exit: ExitCode.usage,
    hint: 'Correct the section `server` of the configuration; docs/service.md says what it needs.',
  },
  'location-unreadable': { exit: ExitCode.usage, hint: 'Give a file in MaxMind DB format (.mmdb).' },
} as const satisfies Record<string, { exit: ExitCode; hint: string }>;
export type ErrorCode = keyof typeof ERRORS;

export class StrayflowError extends Error {
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly hint: string;
  /** Who refused asks for so long a pause (ms); null where nobody asked. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; hint?: string; retryAfterMs?: number | null } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StrayflowError';
    this.code = code;
    this.hint = options.hint ?? ERRORS[code].hint;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  get exitCode(): ExitCode {
    return ERRORS[this.code].exit;
  }
}
