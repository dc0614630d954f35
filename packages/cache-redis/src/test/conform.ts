import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { runProviderConformance, type ConformanceOptions } from '@modular-agent/cache-conformance';
import { describe, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from '../index.ts';

/** Where a conformance test finds its server, once that is there. */
export interface ConformanceServer {
  readonly options: RedisCacheProviderOptions;
  /** Milliseconds that a key in Redis still lives, as PTTL says it. */
  pTTL(name: string): Promise<number>;
}

/** Registers the conformance suite for a provider with these options. */
export function conform(
  name: string,
  server: () => ConformanceServer,
  own: RedisCacheProviderOptions = {},
  options: ConformanceOptions = {},
): void {
  const target = {
    name,
    capabilities: {
      sync: false,
      setIfNewer: true,
      clock: 'real',
      isolation: 'fresh',
      expiry: 'automatic',
      size: 'live',
      latency: 'every-call',
      sharedStore: true,
    },
    create: async (overrides: object) => {
      const keyPrefix = `${randomUUID()}:`;
      const { options: place } = server();
      const all = { ...place, ...own, socketTimeout: '10s' } as const;
      return {
        provider: new RedisCacheProvider({ ...all, keyPrefix, ...overrides }),
        // The server owns the clock of its entries.
        advance: (milliseconds: number) => wait(milliseconds),
        remainingTtl: async (key: string) => {
          const remaining = await server().pTTL(`${keyPrefix}v|${key}`);
          return remaining === -1 ? Infinity : remaining;
        },
        createNeighbor: async () => new RedisCacheProvider({ ...all, keyPrefix: `${keyPrefix}near:` }),
      };
    },
  } as const;
  runProviderConformance({ describe, it }, target, options);
}
