import { inspect } from 'node:util';
import type { BatchEntry, SetOptions } from '@modular-agent/cache-contract';
import { failingCalls } from '../../suite/errors.ts';
import type { BrokenProvider } from './broken-provider.ts';

/** Puts what was given into the message. */
function shows(given: unknown): (error: unknown) => never {
  return (error) => {
    if (error instanceof Error) error.message += `: ${inspect(given, { depth: Infinity })}`;
    throw error;
  };
}

/** Providers whose failures show or spoil something. */
export const brokenErrors: readonly BrokenProvider[] = [
  {
    fault: 'shows in a message what could not be stored',
    override: (provider) => ({
      set: (key: string, value: unknown, options?: SetOptions) =>
        provider.set(key, value, options).catch(shows({ value, options })),
      setMany: (entries: Iterable<BatchEntry>) => provider.setMany(entries).catch(shows(entries)),
    }),
    caughtBy: Object.keys(failingCalls).map((failure) => `errors › the error of ${failure} does not show it`),
  },
  {
    fault: 'carries the value along as a cause',
    override: (provider) => ({
      set: (key: string, value: unknown, options?: SetOptions) =>
        provider.set(key, value, options).catch((error: unknown) => {
          throw Object.assign(error as Error, { cause: { value } });
        }),
    }),
    caughtBy: ['errors › the error of a value that can not be kept does not show it'],
  },
  {
    fault: 'shows its store as JSON',
    override: (_, world) => ({ toJSON: () => [...world.store] }),
    caughtBy: ['errors › a look into the provider shows no value, metadata or stored error'],
  },
  {
    fault: 'stores nothing any more after a failure',
    override: (provider) => {
      let hasFailed = false;
      return {
        set: async (key: string, value: unknown, options?: SetOptions) => {
          if (hasFailed && value === 'fine') return;
          await provider.set(key, value, options).catch((error: unknown) => {
            hasFailed = true;
            throw error;
          });
        },
      };
    },
    caughtBy: ['errors › a failed call leaves the provider as good as before'],
  },
];
