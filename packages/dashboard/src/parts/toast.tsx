/** Short words about what was just done; read out, gone by themselves, and never the only place where a fault is said. */
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import './toast.css';

interface Toast {
  readonly id: number;
  readonly text: string;
}

const SHOWN_MS = 6_000;
const MOST = 3;

const Say = createContext<(text: string) => void>(() => {});

/** Says a sentence in the corner. */
export function useToast(): (text: string) => void {
  return useContext(Say);
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const last = useRef(0);
  const say = useCallback((text: string) => {
    const id = ++last.current;
    setToasts((before) => [...before.slice(1 - MOST), { id, text }]);
    setTimeout(() => setToasts((before) => before.filter((each) => each.id !== id)), SHOWN_MS);
  }, []);
  return (
    <Say value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, text }) => (
          <p key={id} className="toast">
            {text}
          </p>
        ))}
      </div>
    </Say>
  );
}
