/** Views of one thing, one at a time; arrow keys go from one to the next (WAI-ARIA, tabs). */
import { type KeyboardEvent, type ReactNode, useEffect, useId } from 'react';
import './tabs.css';

export interface Tab {
  readonly key: string;
  readonly title: string;
  render(): ReactNode;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  choose(key: string): void;
}

export function Tabs({ label, tabs, chosen, choose }: TabsProps) {
  const id = useId();
  const place = Math.max(
    0,
    tabs.findIndex(({ key }) => key === chosen),
  );
  const shown = `${id}-${tabs[place]?.key ?? ''}`;
  // On phones not all fit.
  useEffect(() => {
    document.getElementById(shown)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [shown]);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step === undefined ? { Home: 0, End: tabs.length - 1 }[event.key] : place + step;
    if (next === undefined) return;
    event.preventDefault();
    const { key } = tabs.at(next % tabs.length)!;
    choose(key);
    document.getElementById(`${id}-${key}`)?.focus();
  };
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ key, title }, index) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            className="tab"
            aria-selected={index === place}
            aria-controls={`${id}-panel`}
            tabIndex={index === place ? 0 : -1}
            onClick={() => choose(key)}
          >
            {title}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={shown}>
        {tabs[place]?.render()}
      </div>
    </>
  );
}
