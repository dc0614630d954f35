import {
  type CallOptions,
  CacheBatchError,
  CacheKeyError,
  checkKey,
  type BatchEntry,
} from '@modular-agent/cache-contract';
import type { BrokenProvider } from './broken-provider.ts';

const keyMethods = ['get', 'getEntry', 'set', 'delete', 'exists', 'setIfNewer', 'getMany', 'getEntries'];
const apart = 'keys › keys that look alike are kept apart';
const property = 'keys › two different keys never meet in one entry';

/** Takes some keys for one another. */
function confuses(fault: string, fold: (key: string) => string, caughtBy = [apart]): BrokenProvider {
  return { fault, rules: { storeKey: (prefix, key) => `${prefix}:${fold(key)}` }, caughtBy };
}

/** Takes for a key what is none. */
function accepts(fault: string, isAccepted: (key: unknown) => boolean): BrokenProvider {
  return {
    fault,
    rules: {
      checkKey: (key, provider) => {
        if (!isAccepted(key)) checkKey(key, provider);
      },
    },
    caughtBy: [
      ...keyMethods.map((method) => `keys › ${method} refuses what is no key`),
      'keys › setMany tells what is no key as the failure of that part',
      'keys › deleteMany tells what is no key as the failure of that part',
    ],
  };
}

/** Fails as a whole for one bad key. */
async function asWhole(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => {
    throw CacheBatchError.isInstance(error) ? ([...error.failed.values()][0] ?? error) : error;
  });
}

/** Providers that are wrong about keys. */
export const brokenKeys: readonly BrokenProvider[] = [
  confuses('cuts long keys', (key) => key.slice(0, 1_000), [apart, property]),
  confuses('takes no heed of case', (key) => key.toLowerCase()),
  confuses('normalizes keys', (key) => key.normalize('NFC')),
  confuses('trims keys', (key) => key.trim()),
  confuses('drops hash tags', (key) => key.replace(/^\{(.*?)\}/, '$1')),
  confuses('ends keys at a NUL', (key) => key.split('\0')[0] ?? ''),
  confuses('keeps keys as ASCII', (key) => Buffer.from(key, 'latin1').toString('latin1')),
  accepts('accepts lone surrogates', (key) => typeof key === 'string' && !key.isWellFormed()),
  accepts('accepts the empty key', (key) => key === ''),
  accepts('accepts keys of any length', (key) => typeof key === 'string' && key.length > 0 && key.isWellFormed()),
  {
    fault: 'accepts keys that are no texts',
    rules: {
      checkKey: (key, provider) => checkKey(typeof key === 'string' ? key : 'a', provider),
      storeKey: (prefix, key: unknown) => `${prefix}:${String(key)}`,
    },
    caughtBy: keyMethods.map((method) => `keys › ${method} refuses what is no key`),
  },
  {
    fault: 'refuses keys of more than 512 bytes',
    rules: {
      checkKey: (key, provider) => {
        checkKey(key, provider);
        if (Buffer.byteLength(key) > 512) throw new CacheKeyError('too long', { provider, key });
      },
    },
    caughtBy: ['keys › any well-formed text of 1 to 1,024 bytes is a key', apart],
  },
  {
    fault: 'takes a key for a pattern',
    override: (provider) => ({
      exists: async (key: string, options?: CallOptions) =>
        key.includes('*') ? (await provider.getSize()) > 0 : provider.exists(key, options),
    }),
    caughtBy: ['keys › a key that looks like a pattern stands for itself alone'],
  },
  {
    fault: 'fails a batch as a whole for one bad key',
    override: (provider) => ({
      setMany: (entries: Iterable<BatchEntry>) => asWhole(provider.setMany(entries)),
      deleteMany: (keys: Iterable<string>, options?: CallOptions) => asWhole(provider.deleteMany(keys, options)),
    }),
    caughtBy: [
      'keys › setMany tells what is no key as the failure of that part',
      'keys › deleteMany tells what is no key as the failure of that part',
    ],
  },
];
