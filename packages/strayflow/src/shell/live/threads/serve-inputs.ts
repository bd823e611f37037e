/** The reading side of the channel: hands events on as far as it has credit, and does what it is told. */
import type { InputPosition, LiveEvent, LiveInputs } from '../live-input.js';
import { pack, rowsOf } from './transfer.js';

export type ReadingCommand =
  | { readonly kind: 'credit'; readonly rows: number }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'stored'; readonly positions: readonly InputPosition[] }
  | { readonly kind: 'stop' };

/** Rows that may be on their way or wait at the other side. */
export const READ_AHEAD_ROWS = 65_536;

export interface Channel {
  post(event: LiveEvent, buffers: readonly ArrayBuffer[]): void;
}

export class ServedInputs {
  private readonly inputs: LiveInputs;
  private readonly channel: Channel;
  private credit = READ_AHEAD_ROWS;
  private more: () => void = () => undefined;

  constructor(inputs: LiveInputs, channel: Channel) {
    this.inputs = inputs;
    this.channel = channel;
  }

  take(command: ReadingCommand): void {
    switch (command.kind) {
      case 'credit':
        this.credit += command.rows;
        this.more();
        break;
      case 'checkpoint':
        this.inputs.requestCheckpoint();
        break;
      case 'stored':
        this.inputs.stored(command.positions);
        break;
      case 'stop':
        this.inputs.stop();
        break;
    }
  }

  /** Until the end. */
  async run(): Promise<void> {
    try {
      for (;;) {
        await this.credited();
        const event = await this.inputs.next();
        this.credit -= rowsOf(event);
        const { event: packed, buffers } = pack(event);
        this.channel.post(packed, buffers);
        if (event.kind === 'end') return;
        // Commands come between events, also while there is always something to read.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      await this.inputs.close();
    }
  }

  private async credited(): Promise<void> {
    while (this.credit <= 0) {
      await new Promise<void>((resolve) => {
        this.more = resolve;
      });
    }
  }
}
