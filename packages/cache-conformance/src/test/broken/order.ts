import type { CallOptions, SetOptions } from '@modular-agent/cache-contract';
import { nextTurn } from '../../suite/real-clock.ts';
import type { BrokenProvider } from './broken-provider.ts';

/** Providers that mix up what comes when. */
export const brokenOrder: readonly BrokenProvider[] = [
  {
    fault: 'says that it stored before it did',
    override: (provider) => ({
      set: async (key: string, value: unknown, options?: SetOptions) => {
        const copy = structuredClone(value);
        void nextTurn()
          .then(() => provider.set(key, copy, options))
          .catch(() => {});
      },
    }),
    caughtBy: ['order › after an awaited write every read sees it'],
  },
  {
    fault: 'lets a read join one that is under way',
    override: (provider) => {
      const reading = new Map<string, Promise<unknown>>();
      return {
        get: (key: string, options?: CallOptions) => {
          const joined = reading.get(key);
          if (joined !== undefined) return joined;
          const read = provider.get(key, options);
          reading.set(key, read);
          void nextTurn().then(() => reading.delete(key));
          return read;
        },
      };
    },
    caughtBy: ['order › a read does not join one that was started before a write'],
  },
  {
    fault: 'lets a small write overtake a large one',
    override: (provider) => ({
      set: async (key: string, value: unknown, options?: SetOptions) => {
        if (typeof value === 'string' && value.length > 1_000) await nextTurn();
        await provider.set(key, value, options);
      },
    }),
    caughtBy: ['order › of writes to one key that were started one after the other the last wins'],
  },
  {
    fault: 'mixes up the answers of many calls',
    override: (provider) => {
      let running = 0;
      return {
        get: async (key: string, options?: CallOptions) => {
          running += 1;
          const asked = running === 200 ? 'key 7' : key;
          await nextTurn();
          running = 0;
          return provider.get(asked, options);
        },
      };
    },
    caughtBy: ['order › many calls at once each get their own answer'],
  },
];
