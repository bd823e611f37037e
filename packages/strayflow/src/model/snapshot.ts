/** State of any stage as bytes, and back. */
import { Packr } from 'msgpackr';

const packr = new Packr({ structuredClone: true, moreTypes: true });

/** `state` must be plain data (see Stage). The bytes are a copy. */
export function snapshot(state: object): Uint8Array {
  return new Uint8Array(packr.pack({ state }));
}

/** The inverse of `snapshot`; for bytes that this program wrote. */
export function restore<State extends object>(bytes: Uint8Array): State {
  const { state } = packr.unpack(bytes) as { state: State };
  return state;
}
