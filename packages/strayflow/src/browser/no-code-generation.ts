/** To be imported before any schema: a page's policy forbids making code of text, and a try is reported as a breach. */
import { config } from 'zod';

config({ jitless: true });
