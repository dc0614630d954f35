import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallGate } from '../calls/call-gate.ts';
import { MemoryLeaseStore } from './memory-lease-store.ts';

const create = (): MemoryLeaseStore => new MemoryLeaseStore(new CallGate('memory'));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a lease', () => {
  it('that was abandoned takes no room for long', async () => {
    const leases = create();
    const kept = (await leases.acquire('kept', '1h')) ?? { key: '', token: 0 };
    for (let index = 0; index < 1_000; index++) {
      await leases.acquire(`abandoned ${index}`, '1s');
      vi.advanceTimersByTime(100);
    }
    expect(leases.size).toBeLessThanOrEqual(64);
    expect(await leases.release(kept)).toBe(true);
  });

  it('has a token above those of a process that ended before', async () => {
    const before = await create().acquire('a', '1s');
    vi.advanceTimersByTime(1);
    const after = await create().acquire('a', '1s');
    expect(after?.token).toBeGreaterThan(before?.token ?? Infinity);
    expect(Number.isSafeInteger(after?.token)).toBe(true);
  });
});
