/** What stands above every page: the search, the theme, help, and who is logged in. */
import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { Link } from 'wouter';
import type { Session } from '../api/contract/access.js';
import { logOut, SESSION_KEY } from '../api/session.js';
import { Icon } from '../parts/icon.js';
import { useToast } from '../parts/toast.js';
import { isDark, onTheme, setTheme } from '../style/theme.js';

interface TopBarProps {
  readonly session: Session;
  openPalette(): void;
  openHelp(): void;
  openMenu(): void;
}

export function TopBar({ session: { name, role }, openPalette, openHelp, openMenu }: TopBarProps) {
  const queries = useQueryClient();
  const say = useToast();
  const dark = useSyncExternalStore(onTheme, isDark);
  const leave = async () => {
    try {
      await logOut();
      queries.setQueryData(SESSION_KEY, null);
      // Whoever logs in next here may see less.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
    } catch (error) {
      say(error instanceof Error ? `You are still logged in. ${error.message}` : 'You are still logged in.');
    }
  };
  return (
    <header className="top">
      <button type="button" className="button button-quiet top-menu" aria-label="Pages" onClick={openMenu}>
        <Icon name="menu" />
      </button>
      <button type="button" className="top-search" onClick={openPalette}>
        <Icon name="search" />
        <span>Jump to a page or host</span>
        <kbd>Ctrl K</kbd>
      </button>
      <div className="top-end">
        <button
          type="button"
          className="button button-quiet"
          aria-label={dark ? 'Light theme' : 'Dark theme'}
          title={dark ? 'Light theme' : 'Dark theme'}
          onClick={() => setTheme(dark ? 'light' : 'dark')}
        >
          <Icon name="light" />
        </button>
        <button
          type="button"
          className="button button-quiet top-wide"
          aria-label="Shortcuts"
          title="Shortcuts (?)"
          onClick={openHelp}
        >
          <Icon name="help" />
        </button>
        <Link href="/settings" className="top-who" title="Settings">
          {name} <span className="muted small">{role}</span>
        </Link>
        <button
          type="button"
          className="button button-quiet"
          aria-label="Log out"
          title="Log out"
          onClick={() => void leave()}
        >
          <Icon name="leave" />
        </button>
      </div>
    </header>
  );
}
