import type { CacheProvider } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';

/** Replaces the call of a tier; `undefined` lets it be. */
export type Interference = (operation: string) => Promise<void> | undefined;

/** A store that several caches share, each over a connection of its own which can be cut. */
export class RemoteStore {
  readonly memory: MemoryCacheProvider = new MemoryCacheProvider({ name: 'remote', maxEntries: 100_000 });
  /** Number of calls, by operation, over all connections. */
  readonly calls: Record<string, number> = {};

  /** @param interfere Called before each operation, also of the coordination. */
  connect(interfere: Interference = () => undefined): CacheProvider {
    const { calls } = this;
    const through = <T extends object>(target: T, prefix: string): T =>
      new Proxy(target, {
        get: (_, name) => {
          const value: unknown = Reflect.get(target, name, target);
          if (name === 'keepsTimeouts') return undefined;
          if (name === 'now') return (value as () => number).bind(target);
          if (name === 'versions' || name === 'leases' || name === 'backplane' || name === 'entries')
            return through(value as object, `${name}.`);
          if (name === 'coordination') return through(value as object, '');
          if (typeof value !== 'function') return value;
          return async (...words: unknown[]): Promise<unknown> => {
            const operation = prefix + String(name);
            calls[operation] = (calls[operation] ?? 0) + 1;
            await interfere(operation);
            return await (Reflect.apply(value, target, words) as Promise<unknown>);
          };
        },
        has: (_, name) => !String(name).endsWith('Sync') && Reflect.has(target, name),
      });
    return through(this.memory as CacheProvider, '');
  }
}
