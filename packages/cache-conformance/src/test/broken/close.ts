import { type CallOptions, CacheClosedError, type SetOptions } from '@modular-agent/cache-contract';
import { everyCall } from '../../suite/calls.ts';
import { nextTurn } from '../../suite/real-clock.ts';
import { referenceCapabilities } from '../reference-target.ts';
import type { BrokenProvider } from './broken-provider.ts';

const operations = everyCall(referenceCapabilities).map(({ operation }) => operation);

/** Providers that do not close as they should. */
export const brokenClose: readonly BrokenProvider[] = [
  {
    fault: 'can be closed once only',
    override: (provider) => {
      let isClosed = false;
      return {
        close: async () => {
          if (isClosed) throw new Error('The client is closed');
          isClosed = true;
          await provider.close();
        },
      };
    },
    caughtBy: ['close › close can be called again, also while it is closing'],
  },
  {
    fault: 'can not be closed before it was used',
    override: (provider) => ({
      close: async () => {
        const used = await provider.getStats().then(
          ({ sets }) => sets > 0,
          () => true,
        );
        if (!used) throw new Error('The client is not open');
        await provider.close();
      },
    }),
    caughtBy: ['close › a provider that was never used can be closed'],
  },
  {
    fault: 'goes on after it was closed',
    override: () => ({ close: async () => {} }),
    caughtBy: operations.map((operation) => `close › ${operation} rejects after close`),
  },
  {
    fault: 'answers an empty batch after it was closed',
    override: (provider) => ({
      getMany: async (keys: Iterable<string>, options?: CallOptions) => {
        const wanted = [...keys];
        return wanted.length === 0 ? new Map() : provider.getMany(wanted, options);
      },
    }),
    caughtBy: ['close › a batch after close rejects as a whole, even an empty one'],
  },
  {
    fault: 'does not wait for what was started',
    override: (provider) => ({
      get: async (key: string, options?: CallOptions) => {
        await nextTurn();
        await nextTurn();
        return provider.get(key, options);
      },
    }),
    caughtBy: ['close › close waits for the calls that were already started'],
  },
  {
    fault: 'fails with an error of its store while it closes',
    override: (provider) => {
      let isClosed = false;
      return {
        close: async () => {
          isClosed = true;
          await provider.close();
        },
        set: async (key: string, value: unknown, options?: SetOptions) => {
          if (isClosed) throw new Error('Socket closed unexpectedly');
          await provider.set(key, value, options);
        },
      };
    },
    caughtBy: [
      'close › a call that starts while it is closing is refused or carried out',
      'close › set rejects after close',
    ],
  },
  {
    fault: 'stays open when its scope is left',
    override: () => ({ [Symbol.asyncDispose]: async () => {} }),
    caughtBy: ['close › leaving its scope closes it'],
  },
  {
    fault: 'can not be disposed of twice',
    override: (provider) => ({
      [Symbol.asyncDispose]: async () => {
        await provider.getSize().catch(() => {
          throw new CacheClosedError('closed', { provider: provider.name });
        });
        await provider.close();
      },
    }),
    caughtBy: ['close › leaving its scope closes it'],
  },
];
