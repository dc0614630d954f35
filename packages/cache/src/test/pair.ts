import { CacheUnavailableError } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { createCache, type Cache, type CacheOptions } from '../index.ts';
import { RemoteStore } from './remote.ts';

/** A cache as another process has it: with a memory and a connection of its own. */
export class Process {
  /** Whether every call of the shared store fails. */
  isCut: boolean = false;
  readonly memory: MemoryCacheProvider = new MemoryCacheProvider();
  readonly cache: Cache;

  constructor(store: RemoteStore, options: Partial<CacheOptions> = {}) {
    const remote = store.connect((operation) =>
      this.isCut ? Promise.reject(new CacheUnavailableError(`${operation}: cut`, { provider: 'remote' })) : undefined,
    );
    this.cache = createCache({ name: 'answers', tiers: [this.memory, remote], jitter: 0, ...options });
  }
}

export function pair(options: Partial<CacheOptions> = {}): { store: RemoteStore; a: Process; b: Process } {
  const store = new RemoteStore();
  return { store, a: new Process(store, options), b: new Process(store, options) };
}
