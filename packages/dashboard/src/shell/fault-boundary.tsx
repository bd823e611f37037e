/** A fault of one page is said there, and does not take the others away. */
import { Component, type ReactNode } from 'react';
import { Problem } from '../parts/problem.js';

interface FaultState {
  readonly error: unknown;
}

export class FaultBoundary extends Component<{ readonly children: ReactNode }, FaultState> {
  override state: FaultState = { error: null };

  static getDerivedStateFromError(error: unknown): FaultState {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <Problem title="This page met a fault." error={error} again={() => window.location.reload()} />;
  }
}
