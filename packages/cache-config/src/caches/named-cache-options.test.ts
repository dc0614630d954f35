import type { CacheOptions } from '@modular-agent/cache';
import { expectTypeOf, it } from 'vitest';
import type { NamedCacheOptions } from './named-cache-options.ts';

/** Providers, which stand beside the options by their names. */
type Providers = 'tiers' | 'fallback';

it('has in YAML every option of a cache, and no other', () => {
  expectTypeOf<NamedCacheOptions>().toExtend<Omit<CacheOptions, Providers>>();
  expectTypeOf<keyof NamedCacheOptions>().toEqualTypeOf<Exclude<keyof CacheOptions, Providers>>();
});
