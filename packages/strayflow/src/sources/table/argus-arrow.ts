/** What Argus says of a flow's direction (ra(1)): "->", "<-", "<->", and with "?" that nobody knows who began. */

export interface Arrow {
  /** The responder stands first. */
  readonly swapped: boolean;
  readonly initiatorKnown: boolean;
}

/** Anything that is no arrow says nothing. */
export function arrowOf(text: string): Arrow {
  const arrow = text.trim();
  const isArrow = /^<?[-?|o]?>?$/.test(arrow);
  return {
    swapped: isArrow && arrow.startsWith('<') && !arrow.endsWith('>'),
    initiatorKnown: !(isArrow && arrow.includes('?')),
  };
}
