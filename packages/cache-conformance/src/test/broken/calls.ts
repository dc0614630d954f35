import { CacheAbortError, CacheOptionError, type CallOptions, type SetOptions } from '@modular-agent/cache-contract';
import { abortError } from '@modular-agent/cache-contract/provider';
import { everyCall } from '../../suite/calls.ts';
import { nextTurn } from '../../suite/real-clock.ts';
import { referenceRules } from '../reference-rules.ts';
import { referenceCapabilities } from '../reference-target.ts';
import type { BrokenProvider } from './broken-provider.ts';

const operations = everyCall(referenceCapabilities).map(({ operation }) => operation);
const aborted = operations.map(
  (operation) => `abort › ${operation} with an aborted signal rejects with its reason and does nothing`,
);

/** Providers that take no heed of signals and deadlines, or too much. */
export const brokenCalls: readonly BrokenProvider[] = [
  { fault: 'takes no heed of signals', rules: { checkSignal: () => {} }, caughtBy: aborted },
  {
    fault: 'takes a controller for a signal',
    rules: {
      checkSignal: (options, place) => {
        if (options?.signal?.aborted === true) throw abortError(options.signal, place);
      },
    },
    caughtBy: ['abort › a signal that is none is refused, and nothing changes'],
  },
  {
    fault: 'does not tell why a call was aborted',
    rules: {
      checkSignal: (options, place) => {
        if (options?.signal?.aborted === true) throw new CacheAbortError('aborted', place);
      },
    },
    caughtBy: aborted,
  },
  {
    fault: 'does what was aborted before it began',
    override: (provider) => ({
      set: async (key: string, value: unknown, options: SetOptions = {}) => {
        await provider.set(key, value, { ...options, signal: undefined });
        referenceRules.checkSignal(options, { provider: provider.name, key });
      },
    }),
    caughtBy: ['abort › set with an aborted signal rejects with its reason and does nothing'],
  },
  {
    fault: 'leaves listeners on signals',
    override: (provider) => ({
      get: (key: string, options?: CallOptions) => {
        options?.signal?.addEventListener('abort', () => {});
        return provider.get(key, options);
      },
    }),
    caughtBy: [
      'abort › a signal that is never aborted changes nothing, and is let go of',
      'abort › a signal that is aborted during a call ends it, or comes too late',
    ],
  },
  {
    fault: 'rejects with the reason itself',
    override: (provider) => ({
      get: async (key: string, options?: CallOptions) => {
        const value = await provider.get(key, options);
        options?.signal?.throwIfAborted();
        return value;
      },
    }),
    caughtBy: ['abort › a signal that is aborted during a call ends it, or comes too late'],
  },
  {
    fault: 'says of a write that was applied that it was not',
    override: (provider) => ({
      set: async (key: string, value: unknown, options?: SetOptions) => {
        await provider.set(key, value, options);
        await nextTurn();
        if (options?.signal?.aborted === true) throw abortError(options.signal, { provider: provider.name, key });
      },
    }),
    caughtBy: ['abort › an aborted write that says it was not applied was not'],
  },
  {
    fault: 'undoes a write when its signal is aborted later',
    override: (provider) => ({
      set: async (key: string, value: unknown, options?: SetOptions) => {
        await provider.set(key, value, options);
        options?.signal?.addEventListener('abort', () => void provider.delete(key));
      },
    }),
    caughtBy: ['abort › a signal that is aborted after the call changes nothing'],
  },
  {
    fault: 'takes any timeout',
    rules: { checkTimeout: () => {} },
    caughtBy: operations.map(
      (operation) => `timeout › ${operation} refuses a timeout that can not be meant, and does nothing`,
    ),
  },
  {
    fault: 'takes timeouts as numbers only',
    rules: {
      checkTimeout: (options, place) => {
        referenceRules.checkTimeout(options, place);
        if (typeof options?.timeout !== 'string') return;
        throw new CacheOptionError('no number', { ...place, option: 'timeout' });
      },
    },
    caughtBy: ['timeout › a call that ends in time takes no heed of its timeout'],
  },
];
