/** The frame around every page: navigation, search, shortcuts, and what must be known everywhere. */
import { useQueryClient } from '@tanstack/react-query';
import {
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useLocation } from 'wouter';
import type { Session } from '../api/contract/access.js';
import { EventFeed } from '../api/event-feed.js';
import { Dialog } from '../parts/dialog.js';
import { BlockingNotice } from './blocking-notice.js';
import { Help } from './help.js';
import type { Wish } from './letters.js';
import { Navigation } from './navigation.js';
import { Palette } from './palette.js';
import { TopBar } from './top-bar.js';
import { useLetters } from './use-letters.js';
import { WatchState } from './watch-state.js';
import './shell.css';

type Opened = 'palette' | 'help' | 'menu' | null;

export function Shell({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const [opened, setOpened] = useState<Opened>(null);
  const [here, navigate] = useLocation();
  const main = useRef<HTMLElement>(null);
  const close = useCallback(() => setOpened(null), []);
  useLetters((wish: Wish) => {
    if (wish.kind === 'go') navigate(wish.path);
    else setOpened(wish.kind);
  });
  useFocusOnArrival(main, here);
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <aside className="side">
        <Brand />
        <Navigation />
        <WatchState />
      </aside>
      <div className="frame">
        <TopBar
          session={session}
          openPalette={() => setOpened('palette')}
          openHelp={() => setOpened('help')}
          openMenu={() => setOpened('menu')}
        />
        <FeedNotice />
        <BlockingNotice />
        <main id="main" ref={main} tabIndex={-1}>
          {children}
        </main>
      </div>
      {opened === 'palette' ? <Palette close={close} /> : null}
      {opened === 'help' ? <Help close={close} /> : null}
      {opened === 'menu' ? (
        <Dialog title="Pages" isTitleUnseen className="drawer" close={close}>
          <Brand />
          <Navigation onGo={close} />
          <WatchState />
        </Dialog>
      ) : null}
    </>
  );
}

function Brand() {
  return (
    <p className="brand">
      <img src="/mark.svg" alt="" width="26" height="26" />
      Strayflow
    </p>
  );
}

/** Who reads by ear is taken to the new page, as a page that is loaded would. */
function useFocusOnArrival(main: { readonly current: HTMLElement | null }, here: string): void {
  const before = useRef(here);
  useEffect(() => {
    if (before.current === here) return;
    before.current = here;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [here, main]);
}

function FeedNotice() {
  const queries = useQueryClient();
  const feed = useMemo(() => new EventFeed(queries), [queries]);
  useEffect(() => feed.open(), [feed]);
  const state = useSyncExternalStore(feed.subscribe, feed.state);
  return (
    <div role="status" className="notice-place">
      {state === 'lost' ? (
        <p className="notice">
          <strong>The connection is lost.</strong> What you see may be old. Trying again.
        </p>
      ) : null}
    </div>
  );
}
