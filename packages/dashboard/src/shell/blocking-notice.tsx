/** That blocking is switched off must be known on every page. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { blocking } from '../api/blocks.js';

export function BlockingNotice() {
  const { data } = useQuery(blocking);
  if (data === undefined || data.isBlocking) return null;
  return (
    <p className="notice">
      <strong>Blocking is switched off.</strong> Nothing is blocked, whatever the policy says.{' '}
      <Link href="/policy">Policy</Link>
    </p>
  );
}
