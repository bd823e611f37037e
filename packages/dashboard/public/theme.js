// Before anything is drawn: the theme that was chosen here (src/shell/theme.ts), else that of the system.
try {
  const chosen = localStorage.getItem('strayflow.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage can be forbidden: the theme of the system it is.
}
