/** Every operation of the server: one line a group. */
import type { Route } from '../route.js';
import { STATUS_ROUTES } from './status.js';

export const ROUTES: readonly Route[] = [...STATUS_ROUTES];
