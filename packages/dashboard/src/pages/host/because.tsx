/** What a risk rests on, told at once: its parts, and the piece that weighs most with what would have had to be otherwise. */
import { useQuery } from '@tanstack/react-query';
import type { Share } from '../../api/contract/hosts.js';
import { evidence } from '../../api/evidence.js';
import { familyWords } from '../../words/families.js';

/** "flood 60 %, brute force 40 %", the largest first; "flood" where there is no other. */
export function partWords(shares: readonly Share[]): string {
  const whole = shares.reduce((sum, { share }) => sum + share, 0);
  if (shares.length === 1) return familyWords(shares[0]!.family);
  if (whole <= 0) return '';
  return [...shares]
    .sort((a, b) => b.share - a.share)
    .map(({ family, share }) => `${familyWords(family)} ${Math.round((100 * share) / whole)} %`)
    .join(', ');
}

/** @param shares of the peak */
export function Because({ shares }: { readonly shares: readonly Share[] }) {
  const first = shares.reduce<Share | null>(
    (most, share) => (most === null || share.share > most.share ? share : most),
    null,
  );
  const id = first?.evidenceIds[0] ?? '';
  const { data } = useQuery({ ...evidence(id), enabled: id !== '' });
  if (first === null) return null;
  return (
    <div className="host-because">
      <p className="muted small">Because of {partWords(shares)}</p>
      {data === undefined ? null : (
        <>
          <p>{data.summary}</p>
          {data.counterfactual === null ? null : <p className="muted small">{data.counterfactual}</p>}
        </>
      )}
    </div>
  );
}
