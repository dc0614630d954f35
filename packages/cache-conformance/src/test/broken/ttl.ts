import type { CallOptions, BatchEntry, Duration, Milliseconds, SetOptions } from '@modular-agent/cache-contract';
import { referenceRules } from '../reference-rules.ts';
import type { BrokenProvider } from './broken-provider.ts';

/** Reads a ttl wrongly. */
function reads(
  fault: string,
  caughtBy: string,
  read: (ttl: Duration, right: () => Milliseconds) => Milliseconds,
): BrokenProvider {
  return {
    fault,
    rules: { readTtl: (ttl, place) => read(ttl, () => referenceRules.readTtl(ttl, place)) },
    caughtBy: [`ttl › ${caughtBy}`],
  };
}

/** Providers that are wrong about how long an entry lives. */
export const brokenTtls: readonly BrokenProvider[] = [
  reads('lives half an hour by default', 'an entry lives 1 hour by default', (ttl, right) =>
    ttl === '1h' ? 1_800_000 : right(),
  ),
  {
    fault: 'lives half an hour by default, on a clock of its own',
    capabilities: { clock: 'real' },
    rules: { readTtl: (ttl, place) => referenceRules.readTtl(ttl, place) / 2 },
    caughtBy: ['ttl › an entry lives 1 hour by default', 'ttl › a ttl is read with its unit'],
  },
  reads('takes no default ttl', "an entry lives for the provider's default ttl", (ttl, right) =>
    ttl === '2m' ? 3_600_000 : right(),
  ),
  reads('takes Infinity for a day', 'a ttl of Infinity never expires, as a default too', (_, right) =>
    Math.min(right(), 86_400_000 * 20),
  ),
  reads(
    'takes milliseconds for seconds',
    "the call's ttl goes before the provider's, and undefined means none given",
    (ttl, right) => (typeof ttl === 'number' ? right() * 1_000 : right()),
  ),
  reads('does not know minutes', 'a ttl is read with its unit', (ttl, right) => (ttl === '5m' ? 5 : right())),
  reads('counts time in 31 bits', 'a ttl longer than timers can count is kept', (_, right) =>
    right() < Infinity && right() > 2 ** 31 ? 1 : right(),
  ),
  reads('rounds down', 'a fraction of a millisecond rounds up', (ttl, right) =>
    typeof ttl === 'number' && ttl > 0 ? Math.floor(ttl) : right(),
  ),
  {
    fault: 'takes a ttl that can not be meant for the default',
    rules: {
      readTtl: (ttl, place) => {
        try {
          return referenceRules.readTtl(ttl, place);
        } catch {
          return 3_600_000;
        }
      },
    },
    caughtBy: [
      'ttl › a ttl that can not be meant is refused, and nothing changes',
      'ttl › a batch with a ttl that can not be meant is refused, and nothing changes',
      'ttl › a default ttl that can not be meant is refused',
    ],
  },
  {
    fault: 'takes no heed of the ttl of one entry of a batch',
    override: (provider) => ({
      setMany: (entries: Iterable<BatchEntry>, options?: SetOptions) =>
        provider.setMany(
          [...entries].map(([key, value, own]) => [key, value, { ...own, ttl: undefined }] as const),
          options,
        ),
    }),
    caughtBy: ['ttl › every way to store takes a ttl'],
  },
  {
    fault: 'never lets an entry expire',
    rules: { isExpired: () => false },
    caughtBy: [
      'expiry › an expired entry is a miss, for every way to read',
      'expiry › deleting an expired entry finds nothing',
      'expiry › getSize does not count expired entries',
      'setIfNewer › an expired or deleted entry stands in no way',
    ],
  },
  {
    fault: 'keeps the ttl that a key had first',
    override: (provider) => {
      const first = new Map<string, Duration | undefined>();
      return {
        set: (key: string, value: unknown, options?: SetOptions) => {
          if (!first.has(key)) first.set(key, options?.ttl);
          return provider.set(key, value, { ...options, ttl: first.get(key) });
        },
      };
    },
    caughtBy: ['expiry › storing again starts a new ttl, longer or shorter'],
  },
  {
    fault: 'does not store again under a key that expired',
    override: (provider) => {
      const known = new Set<string>();
      return {
        set: async (key: string, value: unknown, options?: SetOptions) => {
          if (known.has(key) && !(await provider.exists(key, options))) return;
          known.add(key);
          await provider.set(key, value, options);
        },
      };
    },
    caughtBy: ['expiry › an expired key can be stored anew'],
  },
  {
    fault: 'frees entries that still live',
    override: (provider) => ({
      cleanupExpired: async (options?: CallOptions) => {
        const freed = await provider.cleanupExpired(options);
        await provider.clear();
        return freed;
      },
    }),
    caughtBy: ['expiry › cleanupExpired keeps what lives, and says how many it freed'],
  },
  {
    fault: 'does not say how many it freed',
    override: (provider) => ({
      cleanupExpired: async (options?: CallOptions) => ((await provider.cleanupExpired(options)) > 0 ? 1 : 0),
    }),
    caughtBy: ['expiry › cleanupExpired keeps what lives, and says how many it freed'],
  },
  {
    fault: 'does not count what expired',
    override: (provider) => ({
      getStats: async (options?: CallOptions) => ({ ...(await provider.getStats(options)), expirations: 0 }),
    }),
    caughtBy: ['expiry › stats count the entries that expired'],
  },
];
