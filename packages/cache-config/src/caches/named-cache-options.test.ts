import type { CacheOptions } from '@modular-agent/cache';
import { expectTypeOf, it } from 'vitest';
import type { CacheSettingsSection } from '../definition/cache-settings-section.ts';
import type { NamedCacheOptions } from './named-cache-options.ts';

/** Providers, which stand beside the options by their names. */
type Providers = 'tiers' | 'fallback';

/** Options that are functions, which no YAML can hold. */
type Functions = {
  [Name in keyof CacheOptions]-?: NonNullable<CacheOptions[Name]> extends (...given: never[]) => unknown ? Name : never;
}[keyof CacheOptions];

/** `softTimeout` as `soft_timeout`. */
type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : '';

it('has every option of a cache that YAML can hold, and no other', () => {
  expectTypeOf<Functions>().toEqualTypeOf<'onProblem' | 'waitUntil'>();
  expectTypeOf<NamedCacheOptions>().toExtend<Omit<CacheOptions, Providers | Functions>>();
  expectTypeOf<keyof NamedCacheOptions>().toEqualTypeOf<Exclude<keyof CacheOptions, Providers | Functions>>();
});

it('has each of them in YAML, in snake_case', () => {
  // The name of a cache is the key of its section, or `cache.name`.
  expectTypeOf<keyof CacheSettingsSection>().toEqualTypeOf<
    SnakeCase<Exclude<keyof NamedCacheOptions, 'name'> | Providers>
  >();
});
