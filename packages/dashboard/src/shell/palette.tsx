/** Jumps to a page or a host by a few letters (WAI-ARIA, combobox with a list). */
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { hostsLike } from '../api/hosts.js';
import { hostAddress } from '../pages/addresses.js';
import { PAGES } from '../pages/index.js';
import { Dialog } from '../parts/dialog.js';

interface Place {
  readonly address: string;
  readonly title: string;
  readonly says: string;
}

const LOOKS_LIKE_ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]*)(?:\/\d{1,3})?$/i;

function pagesLike(text: string): readonly Place[] {
  const wanted = text.toLowerCase();
  return PAGES.filter(({ path, title }) => !path.includes(':') && title.toLowerCase().includes(wanted)).map(
    ({ path, title }) => ({ address: path, title, says: 'Page' }),
  );
}

function usePlaces(text: string): readonly Place[] {
  const { data = [] } = useQuery(hostsLike(useDeferredValue(text)));
  const found = text.length < 2 ? [] : data;
  const known = found.map(({ host, site, names, risk }) => ({
    address: hostAddress(host, site),
    title: host,
    says: [names[0], `risk ${risk.toFixed(2)}`].filter(Boolean).join(', '),
  }));
  const isNew = LOOKS_LIKE_ADDRESS.test(text) && !found.some(({ host }) => host === text);
  const typed = isNew ? [{ address: hostAddress(text), title: text, says: 'Host' }] : [];
  const places = [...pagesLike(text), ...typed, ...known];
  return [...new Map(places.map((place) => [place.address, place])).values()];
}

export function Palette({ close }: { close(): void }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [, navigate] = useLocation();
  const places = usePlaces(text.trim());
  const id = useId();
  const place = Math.min(chosen, places.length - 1);
  const open = (address: string) => {
    close();
    navigate(address);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const there = places[place];
    if (step !== undefined && places.length > 0) setChosen((place + step + places.length) % places.length);
    else if (event.key === 'Enter' && there !== undefined) open(there.address);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Jump to a page or host" isTitleUnseen className="palette" close={close}>
      <input
        className="input"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={place < 0 ? undefined : `${id}-${place}`}
        aria-label="Page, address or name"
        placeholder="Page, address or name"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} className="palette-list" role="listbox" aria-label="Places">
        {places.map(({ address, title, says }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are those of the field above
          <div
            key={address}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === place}
            className="palette-place"
            onClick={() => open(address)}
          >
            <span>{title}</span>
            <span className="muted small">{says}</span>
          </div>
        ))}
      </div>
      {places.length === 0 ? (
        <p className="muted">Nothing of this name has evidence. Type a whole address to open it.</p>
      ) : null}
    </Dialog>
  );
}
