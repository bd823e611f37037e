/** Signs beside words; never instead of them where there is room. */

const PATHS = {
  overview: 'M3 12h4l2.5-6 4 12 2.5-6h5',
  incidents: 'M12 4 3 19.5h18L12 4zm0 6v4.5m0 2.5v.01',
  hosts: 'M4 5h16v10H4zM9 19.5h6M12 15v4.5',
  flows: 'M4 8h13m-3.5-3.5L17 8l-3.5 3.5M20 16H7m3.5-3.5L7 16l3.5 3.5',
  networks: 'M12 4v5m0 0-6 6m6-6 6 6M10 3h4v3h-4zM4 15h4v4H4zM16 15h4v4h-4z',
  policy: 'M12 3.5 5 6v5.5c0 4 3 7.5 7 9 4-1.5 7-5 7-9V6zM9 12l2.2 2.2L15.2 10',
  models: 'M12 4 4.5 8 12 12l7.5-4zM4.5 12 12 16l7.5-4M4.5 16 12 20l7.5-4',
  reports: 'M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 16h6',
  settings: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 4.8v4.4M9 14.8v4.4',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zm4.7-1.8L20 20',
  menu: 'M4 7h16M4 12h16M4 17h16',
  help: 'M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .9-1 1.7m0 3v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  light:
    'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm0-13v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4m0-12.8L17 7M7 17l-1.4 1.4',
  leave: 'M14 4.5H5.5v15H14M10.5 12H20m-3.5-3.5L20 12l-3.5 3.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
