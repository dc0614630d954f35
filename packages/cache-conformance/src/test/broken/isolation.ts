import type { CallOptions, CacheEntry, SetOptions } from '@modular-agent/cache-contract';
import { isolationSamples } from '../../suite/isolation-samples.ts';
import { nextTurn } from '../../suite/real-clock.ts';
import { copyValue, type ChangePart } from '../copy-value.ts';
import type { BrokenProvider } from './broken-provider.ts';

const kinds = Object.keys(isolationSamples);
const afterStored = kinds.map((kind) => `isolation › changing ${kind} after it was stored changes nothing`);
const afterGot = kinds.map((kind) => `isolation › changing ${kind} that was got changes nothing for others`);
const callersOwn = kinds.map((kind) => `isolation › storing ${kind} does not freeze the caller's own`);

const freeze: ChangePart = (part) => (ArrayBuffer.isView(part) ? Object.preventExtensions(part) : Object.freeze(part));

function freezeInPlace(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  freeze(value);
  if (!ArrayBuffer.isView(value)) Object.values(value).forEach(freezeInPlace);
}

/** Providers that share what they should not. */
export const brokenIsolation: readonly BrokenProvider[] = [
  { fault: 'stores the very object that it was given', rules: { copyIn: (value) => value }, caughtBy: afterStored },
  {
    fault: 'hands out the very object that it stores',
    rules: { copyOut: (value) => value },
    caughtBy: [...afterGot, 'isolation › every read hands out an object of its own'],
  },
  {
    fault: 'copies a value some time after the call',
    override: (provider) => ({
      set: async (key: string, value: unknown, options?: SetOptions) => {
        await nextTurn();
        await provider.set(key, value, options);
      },
    }),
    caughtBy: [...afterStored, 'isolation › changing metadata that was stored or got changes nothing'],
  },
  {
    fault: "freezes the caller's object",
    rules: {
      copyIn: (value) => {
        freezeInPlace(value);
        return copyValue(value);
      },
    },
    caughtBy: callersOwn,
  },
  {
    fault: 'hands out a frozen object although it declared a fresh one',
    rules: { copyOut: (value) => copyValue(value, freeze) },
    caughtBy: ['isolation › every read hands out an object of its own'],
  },
  {
    fault: 'hands out an open object although it declared a frozen one',
    capabilities: { isolation: 'frozen' },
    caughtBy: ['isolation › plain data is handed out deeply frozen'],
  },
  {
    fault: 'freezes the outermost object only',
    capabilities: { isolation: 'frozen' },
    rules: { copyOut: (value) => Object.freeze(copyValue(value)) },
    caughtBy: ['isolation › plain data is handed out deeply frozen'],
  },
  {
    fault: 'hands out metadata that is not frozen',
    rules: { decodeMetadata: (text) => JSON.parse(text) },
    caughtBy: ['isolation › changing metadata that was stored or got changes nothing'],
  },
  {
    fault: 'hands out one entry to all',
    override: (provider) => {
      const entries = new Map<string, CacheEntry>();
      return {
        getEntry: async (key: string, options?: CallOptions) => {
          const entry = await provider.getEntry(key, options);
          if (entry === undefined || entry.metadata === undefined) return entry;
          if (!entries.has(key)) entries.set(key, entry);
          return entries.get(key);
        },
      };
    },
    caughtBy: ['isolation › changing metadata that was stored or got changes nothing'],
  },
  {
    fault: 'reads a list of keys some time after the call',
    override: (provider) => ({
      getMany: async (keys: Iterable<string>, options?: CallOptions) => {
        await nextTurn();
        return provider.getMany(keys, options);
      },
    }),
    caughtBy: ['isolation › changing a list of keys or entries during the call changes nothing'],
  },
  {
    fault: 'hands out one map to all',
    override: (provider) => {
      let last: { readonly keys: string; readonly found: Map<string, unknown> } | undefined;
      return {
        getMany: async (keys: Iterable<string>, options?: CallOptions) => {
          const wanted = [...keys];
          const found = await provider.getMany(wanted, options);
          if (last?.keys !== wanted.join()) last = { keys: wanted.join(), found };
          return last.found;
        },
      };
    },
    caughtBy: ['isolation › changing the map of a batch changes nothing for others'],
  },
];
