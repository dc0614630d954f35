import { callTimeout } from '@modular-agent/cache-contract/provider';
import type { BrokenProvider } from './broken-provider.ts';

/** Providers that take what can't be meant for something else. */
export const brokenArguments: readonly BrokenProvider[] = [
  {
    fault: 'takes a string of keys apart',
    rules: { listKeys: (keys) => [...keys] },
    caughtBy: ['arguments › keys that are no list are refused, a string too, and nothing changes'],
  },
  {
    fault: 'takes two letters for a pair',
    rules: { listEntries: (entries) => [...entries] },
    caughtBy: ['arguments › entries that are no list of pairs are refused, and nothing changes'],
  },
  {
    fault: 'takes a bare ttl for no options',
    rules: {
      checkOptions: () => {},
      checkTimeout: (options, place) => {
        if (typeof options === 'object') callTimeout(options, 1_000, place);
      },
    },
    caughtBy: ['arguments › options that are no object are refused, a bare ttl too, and nothing changes'],
  },
];
