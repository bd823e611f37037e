/** What the answers of a service are called, and what asks for them. */
import { AMPLIFIERS, RESETS, SYN_ACKS } from '../../model/amplifiers.js';

/** A SYN without options. */
export const SYN_BYTES = 40;

export function answerName(service: number): string {
  if (service === SYN_ACKS) return 'SYN-ACK';
  if (service === RESETS) return 'TCP reset';
  return AMPLIFIERS.get(service)?.name ?? `UDP ${service}`;
}

export function requestBytes(service: number): number {
  return AMPLIFIERS.get(service)?.requestBytes ?? SYN_BYTES;
}
