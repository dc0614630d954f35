import { withFaults, type FaultPlan } from '@modular-agent/cache-conformance';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { createCache, type Cache, type CacheOptions } from '../index.ts';
import { RemoteStore } from './remote.ts';

/** A cache over the memory of this process alone. */
export function inMemory(options: Partial<CacheOptions> = {}): Cache {
  return createCache({ name: 'answers', tiers: [new MemoryCacheProvider()], jitter: 0, ...options });
}

/** A cache as one of several processes has it: over a memory of its own, and a store that they share, which may have faults. */
export function tiered(
  options: Partial<CacheOptions> = {},
  store: RemoteStore = new RemoteStore(),
  plan?: FaultPlan,
): Cache {
  const remote = plan === undefined ? store.connect() : withFaults(store.connect(), plan);
  return createCache({ name: 'answers', tiers: [new MemoryCacheProvider(), remote], jitter: 0, ...options });
}

/** Kinds of tiers, each with the same promises. */
export const kinds: readonly (readonly [string, (options?: Partial<CacheOptions>) => Cache])[] = [
  ['memory alone', inMemory],
  ['memory over a shared store', (options) => tiered(options)],
];
