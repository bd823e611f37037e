/** What formats of payloads are told: one notice of a message, cut to the room that there is. */
import type { Message, Notice } from '../../model/notifier.js';

export interface Said {
  readonly message: Pick<Message, 'id' | 'purpose' | 'time' | 'omitted'>;
  readonly notice: Notice;
  /** Name of this machine. */
  readonly sender: string;
}

/** The same for the same notice however often it is sent, and another for every other. */
export function eventId({ message, notice }: Said): string {
  return `${message.id}-${notice.incident}-${notice.revision}`;
}

/** A title that says when nothing really happened. */
export function titled({ message }: Pick<Said, 'message'>, title: string): string {
  return message.purpose === 'test' ? `Test: ${title}` : title;
}
