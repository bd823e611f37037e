/** A risk between 0 and 1: a bar, the number, and a colour that says nothing more than they do. */
import type { Tone } from './badge.js';
import './risk-meter.css';

/** Below which a risk has the tone. */
const TONES: readonly (readonly [below: number, tone: Tone])[] = [
  [0.3, 'plain'],
  [0.6, 'medium'],
  [0.85, 'high'],
];

export function riskTone(risk: number): Tone {
  return TONES.find(([below]) => risk < below)?.[1] ?? 'severe';
}

export function RiskMeter({
  risk,
  of,
}: {
  readonly risk: number /** Whose, for those who do not see. */;
  readonly of: string;
}) {
  const shown = Math.min(1, Math.max(0, risk));
  return (
    <span className={`risk risk-${riskTone(shown)}`}>
      {/* biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> each in its own way, and not narrow */}
      <span
        className="risk-bar"
        role="meter"
        aria-label={`Risk of ${of}`}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={Number(shown.toFixed(2))}
      >
        <span className="risk-fill" style={{ inlineSize: `${(shown * 100).toFixed(1)}%` }} />
      </span>
      <span className="risk-number">{shown.toFixed(2)}</span>
    </span>
  );
}
