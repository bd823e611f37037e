/** The way to all pages. */
import { Link, useLocation } from 'wouter';
import { PAGES } from '../pages/index.js';
import { Icon } from '../parts/icon.js';

/** Also for pages below it. */
function isWithin(here: string, path: string): boolean {
  return path === '/' ? here === '/' : here === path || here.startsWith(`${path}/`);
}

export function Navigation({ onGo }: { readonly onGo?: () => void }) {
  const [here] = useLocation();
  return (
    <nav aria-label="Pages">
      <ul className="navigation plain-list">
        {PAGES.map(({ path, title, place }) =>
          place === undefined ? null : (
            <li key={path}>
              <Link
                href={path}
                className="navigation-link"
                aria-current={isWithin(here, path) ? 'page' : undefined}
                {...(onGo === undefined ? {} : { onClick: onGo })}
              >
                <Icon name={place.icon} />
                {title}
              </Link>
            </li>
          ),
        )}
      </ul>
    </nav>
  );
}
