import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { runCoordinationConformance, type ConformanceOptions } from '@modular-agent/cache-conformance';
import { describe, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from '../index.ts';

/** Where a conformance test finds its server, once that is there. */
export interface CoordinationServer {
  readonly options: RedisCacheProviderOptions;
  /** The text under a key in Redis. */
  get(name: string): Promise<string | null>;
  /** The server's time in microseconds. */
  time(): Promise<number>;
}

/** Registers the coordination suite for a provider on this server, and another for the same names. */
export function conformCoordination(
  name: string,
  server: () => CoordinationServer,
  options: ConformanceOptions = {},
): void {
  const target = {
    name,
    capabilities: { clock: 'real', processes: 'many' },
    create: async () => {
      const keyPrefix = `${randomUUID()}:`;
      const create = (): RedisCacheProvider =>
        new RedisCacheProvider({ ...server().options, socketTimeout: '10s', keyPrefix });
      return {
        provider: create(),
        createPeer: async () => create(),
        // The server owns the clock.
        advance: (milliseconds: number) => wait(milliseconds),
        remainingHold: async (key: string) => {
          const [, end = 0] = ((await server().get(`${keyPrefix}l|${key}`)) ?? '').split(' ').map(Number);
          return Math.max(0, (end - (await server().time())) / 1_000);
        },
      };
    },
  } as const;
  runCoordinationConformance({ describe, it }, target, options);
}
