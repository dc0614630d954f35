import { runCoordinationConformance } from '@modular-agent/cache-conformance';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { MemoryCacheProvider } from '../memory-cache-provider.ts';

beforeAll(() => {
  vi.useFakeTimers();
});

afterAll(() => {
  vi.useRealTimers();
});

runCoordinationConformance(
  { describe, it },
  {
    name: 'coordination of MemoryCacheProvider',
    capabilities: { clock: 'fake', processes: 'one' },
    create: async () => ({
      provider: new MemoryCacheProvider(),
      advance: async (milliseconds) => {
        await vi.advanceTimersByTimeAsync(milliseconds);
      },
    }),
  },
);
