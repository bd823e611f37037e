/** A disk that does not take the state: said once, counted, and in the end the fault of the whole watch. */
import { StrayflowError } from '../../model/errors.js';
import { counted } from '../../model/format.js';

export class StoreFault {
  private readonly warning: (text: string) => void;
  private standing: StrayflowError | null = null;
  private tries = 0;

  constructor(warning: (text: string) => void) {
    this.warning = warning;
  }

  /** Rethrows what is no fault of the disk, and any fault where there is no room to wait for it. */
  failed(error: unknown, hasRoom: boolean): void {
    if (!(error instanceof StrayflowError) || error.code !== 'state-unwritable' || !hasRoom) throw error;
    this.tries++;
    const isKnown = this.standing !== null && reasonOf(this.standing) === reasonOf(error);
    this.standing = error;
    if (isKnown) return;
    this.warning(
      `state: ${error.message}. It is tried again. Detection goes on; what it finds is printed, and acted on and sent once it is stored.`,
    );
  }

  works(): void {
    if (this.standing === null) return;
    this.standing = null;
    this.warning(`state works again, after ${counted(this.tries, 'fault')}.`);
    this.tries = 0;
  }

  /** At the end of the watch: what could not be stored is not there. */
  rethrow(): void {
    if (this.standing !== null) throw this.standing;
  }
}

/** Which file it is that fails changes from try to try. */
function reasonOf({ message }: StrayflowError): string {
  return message.slice(message.lastIndexOf(': '));
}
