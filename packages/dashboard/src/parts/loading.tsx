/** Something is on its way; said only when it takes long enough to be noticed. */
import './loading.css';

export function Loading({ what, height = '8rem' }: { readonly what: string; readonly height?: string }) {
  return (
    <div className="loading" role="status" style={{ minBlockSize: height }}>
      <span className="muted">Loading {what}</span>
    </div>
  );
}
