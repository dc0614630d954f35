import type { Cache } from './cache.ts';
import { CacheCore } from './cache-core.ts';
import { Scope } from './keys/scope.ts';
import type { CacheOptions } from './options/cache-options.ts';
import { readCacheOptions } from './options/read-cache-options.ts';
import { chooseCoordination, readTiers } from './options/read-tiers.ts';
import { ScopedCache } from './scoped-cache.ts';

/**
 * A cache over providers. It begins to listen to other processes with its first call.
 *
 * @throws CacheOptionError if an option can't be meant; `option` names it.
 */
export function createCache(options: CacheOptions): Cache {
  const settings = readCacheOptions(options);
  const root = Scope.ofCache(settings.name);
  const tiers = readTiers(options);
  const core = new CacheCore(settings, tiers, chooseCoordination(options.coordination, tiers), root);
  return new ScopedCache(core, root, () => core.close());
}
