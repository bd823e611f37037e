/** Something that a person does: what it makes stale is asked for again, and a sentence says that it is done. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { KEYS } from '../../api/keys.js';
import { useToast } from '../toast.js';

const STALE = [KEYS.incidents, KEYS.blocks, KEYS.hosts, KEYS.overview];

/** What it gives back does a deed, and says `done`; throws what the deed throws, after asking again how things stand. */
export function useAct(): (deed: () => Promise<unknown>, done: string) => Promise<void> {
  const queries = useQueryClient();
  const say = useToast();
  return useCallback(
    async (deed, done) => {
      try {
        await deed();
        say(done);
      } finally {
        for (const key of STALE) void queries.invalidateQueries({ queryKey: [key] });
      }
    },
    [queries, say],
  );
}
