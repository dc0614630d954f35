import { type CallOptions, CacheBatchError, type BatchEntry, type SetOptions } from '@modular-agent/cache-contract';
import type { BrokenProvider } from './broken-provider.ts';

type Keys = Iterable<string>;
type Entries = Iterable<BatchEntry>;

/** Passes on what came before the first part that fails. */
async function untilFirstFailure<T>(parts: Iterable<T>, one: (part: T) => Promise<unknown>): Promise<void> {
  for (const part of parts) await one(part);
}

/** Providers that are wrong about several keys in one call. */
export const brokenBatches: readonly BrokenProvider[] = [
  {
    fault: 'gives a batch in the order of the store',
    override: (provider) => ({
      getMany: async (keys: Keys, options?: CallOptions) => provider.getMany([...keys].toSorted(), options),
    }),
    caughtBy: ['batches › getMany gives what is there, in the order of the keys'],
  },
  {
    fault: 'gives misses of a batch as undefined',
    override: (provider) => ({
      getMany: async (keys: Keys, options?: CallOptions) => {
        const wanted = [...keys];
        const found = await provider.getMany(wanted, options);
        return new Map(wanted.map((key) => [key, found.get(key)]));
      },
    }),
    caughtBy: [
      'batches › getMany gives what is there, in the order of the keys',
      'values › a miss is undefined, for every way to read',
    ],
  },
  {
    fault: 'fails an empty batch',
    override: (provider) => ({
      deleteMany: async (keys: Keys, options?: CallOptions) => {
        const wanted = [...keys];
        if (wanted.length === 0) throw new Error("ERR wrong number of arguments for 'unlink'");
        return provider.deleteMany(wanted, options);
      },
    }),
    caughtBy: ['batches › an empty batch does nothing'],
  },
  {
    fault: 'puts a key that is read twice where it came last',
    override: (provider) => ({
      getMany: async (keys: Keys, options?: CallOptions) =>
        provider.getMany([...new Set([...keys].toReversed())].toReversed(), options),
    }),
    caughtBy: ['batches › a key that is read twice is there once'],
  },
  {
    fault: 'lets the earlier of two entries win',
    override: (provider) => ({
      setMany: async (entries: Entries, options?: SetOptions) => provider.setMany([...entries].toReversed(), options),
    }),
    caughtBy: ['batches › of two entries with one key the later wins'],
  },
  {
    fault: 'counts the keys that were given, not the entries deleted',
    override: (provider) => ({
      deleteMany: async (keys: Keys, options?: CallOptions) => {
        const wanted = [...keys];
        await provider.deleteMany(wanted, options);
        return wanted.length;
      },
    }),
    caughtBy: ['batches › a key that is deleted twice counts once, an absent one not at all'],
  },
  {
    fault: 'goes through an iterable twice',
    override: (provider) => ({
      getMany: async (keys: Keys, options?: CallOptions) =>
        Array.from(keys).length === 0 ? new Map() : provider.getMany(keys, options),
    }),
    caughtBy: ['batches › keys and entries may come from anything that can be iterated'],
  },
  {
    fault: "puts the call's options before an entry's",
    override: (provider) => ({
      setMany: async (entries: Entries, options?: SetOptions) =>
        provider.setMany([...entries].map(([key, value, own]) => [key, value, { ...own, ...options }] as const)),
    }),
    caughtBy: ["batches › an entry's options go before those of the whole call"],
  },
  {
    fault: 'stops a batch at its first failure',
    override: (provider) => ({
      setMany: (entries: Entries, options?: SetOptions) =>
        untilFirstFailure(entries, (entry) => provider.setMany([entry], options)),
      deleteMany: (keys: Keys, options?: CallOptions) =>
        untilFirstFailure(keys, (key) => provider.deleteMany([key], options)),
    }),
    caughtBy: [
      'batches › setMany finishes every part, then tells which failed and why',
      'batches › deleteMany finishes every part, then tells which failed and why',
    ],
  },
  {
    fault: 'tells the first failure of a batch only',
    override: (provider) => ({
      setMany: (entries: Entries, options?: SetOptions) =>
        provider.setMany(entries, options).catch((error: unknown) => {
          if (!CacheBatchError.isInstance(error)) throw error;
          throw new CacheBatchError(error.message, {
            provider: provider.name,
            failed: new Map([...error.failed].slice(0, 1)),
          });
        }),
    }),
    caughtBy: ['batches › setMany finishes every part, then tells which failed and why'],
  },
  {
    fault: 'swallows failures in a batch',
    override: (provider) => ({
      setMany: (entries: Entries, options?: SetOptions) => provider.setMany(entries, options).catch(() => {}),
    }),
    caughtBy: ['batches › setMany finishes every part, then tells which failed and why'],
  },
  {
    fault: 'reads 500 keys at most',
    override: (provider) => ({
      getMany: async (keys: Keys, options?: CallOptions) => provider.getMany([...keys].slice(0, 500), options),
    }),
    caughtBy: ['batches › 1,000 keys go in one call'],
  },
];
