import type { SetIfNewerOptions, Stamp } from '@modular-agent/cache-contract';
import type { Provider } from '../reference-target.ts';
import type { BrokenProvider } from './broken-provider.ts';

type SetIfNewer = Provider['setIfNewer'];

/** Decides wrongly. */
function refuses(
  fault: string,
  caughtBy: string,
  isRefused: (present: Stamp | undefined, stamp: Stamp) => boolean,
): BrokenProvider {
  return { fault, rules: { isRefused }, caughtBy: [`setIfNewer › ${caughtBy}`] };
}

/** Does it wrongly. */
function does(fault: string, caughtBy: string, replace: (provider: Provider) => SetIfNewer): BrokenProvider {
  return { fault, override: (provider) => ({ setIfNewer: replace(provider) }), caughtBy: [`setIfNewer › ${caughtBy}`] };
}

/** Providers that are wrong about which entry is newer. */
export const brokenSetIfNewer: readonly BrokenProvider[] = [
  refuses(
    'refuses an equal stamp',
    'a higher and an equal stamp replace the entry',
    (present = -1, stamp) => present >= stamp,
  ),
  refuses('lets a lower stamp win', 'a lower stamp is refused and changes nothing, not even the ttl', () => false),
  refuses(
    'compares stamps as texts',
    'stamps are compared as numbers, in their whole range',
    (present, stamp) => present !== undefined && String(present) > String(stamp),
  ),
  refuses(
    'takes an entry without a stamp for the newest',
    'an entry without a stamp is older than any',
    (present, stamp) => present === undefined || present > stamp,
  ),
  does(
    'stores in place of an older entry only',
    'an absent entry is stored, with metadata and stamp',
    (provider) => async (key, value, options) =>
      (await provider.exists(key, options)) ? provider.setIfNewer(key, value, options) : false,
  ),
  does(
    'renews the ttl of the entry that it keeps',
    'a lower stamp is refused and changes nothing, not even the ttl',
    (provider) => async (key, value, options) => {
      if (await provider.setIfNewer(key, value, options)) return true;
      const { value: kept, metadata, stamp } = (await provider.getEntry(key, options)) ?? { value: null };
      await provider.set(key, kept, { metadata, stamp, ttl: options.ttl });
      return false;
    },
  ),
  does('remembers the stamps of entries that are gone', 'an expired or deleted entry stands in no way', (provider) => {
    const set = provider.set.bind(provider);
    const highest = new Map<string, Stamp>();
    provider.set = async (key, value, options) => {
      highest.set(key, options?.stamp ?? 0);
      await set(key, value, options);
    };
    return async (key: string, value: unknown, options: SetIfNewerOptions) => {
      if ((highest.get(key) ?? 0) > options.stamp) return false;
      return provider.setIfNewer(key, value, options);
    };
  }),
  does(
    'reads first and stores later',
    'of concurrent calls the highest stamp wins, whatever their order',
    (provider) => async (key, value, options) => {
      const present = await provider.getEntry(key, options);
      if (present?.stamp !== undefined && present.stamp > options.stamp) return false;
      await provider.set(key, value, options);
      return true;
    },
  ),
];
