import { runProviderConformance } from '@modular-agent/cache-conformance';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { MemoryCacheProvider } from './memory-cache-provider.ts';

beforeAll(() => {
  vi.useFakeTimers();
});

afterAll(() => {
  vi.useRealTimers();
});

runProviderConformance(
  { describe, it },
  {
    name: 'MemoryCacheProvider',
    capabilities: {
      sync: true,
      setIfNewer: true,
      clock: 'fake',
      isolation: 'frozen',
      expiry: 'lazy',
      size: 'live',
      latency: 'sampled',
      sharedStore: false,
    },
    create: async (options) => ({
      provider: new MemoryCacheProvider(options),
      advance: async (milliseconds) => {
        await vi.advanceTimersByTimeAsync(milliseconds);
      },
    }),
  },
);
