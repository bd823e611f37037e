/** Starts the dashboard. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './style/tokens.css';
import './style/base.css';
import { App } from './app.js';

const root = document.getElementById('root');
if (root === null) throw new RangeError('expected an element #root in the page');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
