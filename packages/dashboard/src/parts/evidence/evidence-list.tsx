/** Pieces of evidence, each opened to what it rests on. */
import { useState } from 'react';
import type { Family } from '../../api/contract/basics.js';
import { familyWords } from '../../words/families.js';
import { odds } from '../../words/odds.js';
import { Badge } from '../badge.js';
import { Time } from '../time.js';
import { EvidenceDetails } from './evidence-details.js';
import './evidence.css';

export interface ShownEvidence {
  readonly id: string;
  readonly family: Family;
  readonly summary: string;
  readonly surprise: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** False: the address may be forged. */
  readonly attributable?: boolean;
}

interface EvidenceListProps {
  readonly items: readonly ShownEvidence[];
  /** Open from the beginning. */
  readonly opened?: string | null;
}

export function EvidenceList({ items, opened = null }: EvidenceListProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(opened === null ? [] : [opened]));
  const toggle = (id: string) =>
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <ul className="evidence-list plain-list">
      {items.map((piece) => (
        <li key={piece.id}>
          <button
            type="button"
            className="evidence-head"
            data-row={piece.id}
            aria-expanded={open.has(piece.id)}
            onClick={() => toggle(piece.id)}
          >
            <span className="evidence-marks">
              <Badge tone="accent">{familyWords(piece.family)}</Badge>
              {piece.attributable === false ? <Badge tone="medium">address may be forged</Badge> : null}
              <span className="muted small">
                <Time at={piece.lastSeen} />
              </span>
            </span>
            <span className="evidence-summary">{piece.summary}</span>
            <span className="muted small">An ordinary host does the like {odds(piece.surprise)}.</span>
          </button>
          {open.has(piece.id) ? <EvidenceDetails id={piece.id} /> : null}
        </li>
      ))}
    </ul>
  );
}
