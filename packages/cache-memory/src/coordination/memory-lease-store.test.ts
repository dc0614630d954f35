import type { Duration } from '@modular-agent/cache-contract';
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
  it('is held by one at a time, for each key', async () => {
    const leases = create();
    expect(await leases.acquire('a', '1s')).toMatchObject({ key: 'a' });
    expect(await leases.acquire('a', '1s')).toBeUndefined();
    expect(await leases.acquire('b', '1s')).toMatchObject({ key: 'b' });
  });

  it('can be had again when it is released, or exactly when it runs out, with a higher token', async () => {
    const leases = create();
    const first = await leases.acquire('a', '1s');
    expect(first && (await leases.release(first))).toBe(true);
    const second = await leases.acquire('a', '1s');
    vi.advanceTimersByTime(999);
    expect(await leases.acquire('a', '1s')).toBeUndefined();
    vi.advanceTimersByTime(1);
    const third = await leases.acquire('a', '1s');
    expect(second?.token).toBeGreaterThan(first?.token ?? Infinity);
    expect(third?.token).toBeGreaterThan(second?.token ?? Infinity);
  });

  it('is not renewed nor released by a holder who lost it', async () => {
    const leases = create();
    const stale = (await leases.acquire('a', '1s')) ?? { key: '', token: 0 };
    vi.advanceTimersByTime(1_000);
    expect(await leases.renew(stale, '1s')).toBe(false);
    expect(await leases.release(stale)).toBe(false);
    const held = (await leases.acquire('a', '1s')) ?? { key: '', token: 0 };
    expect(await leases.renew(stale, '1s')).toBe(false);
    expect(await leases.release(stale)).toBe(false);
    expect(await leases.release(held)).toBe(true);
    expect(await leases.release(held)).toBe(false);
    expect(await leases.renew(held, '1s')).toBe(false);
  });

  it('that is renewed is held for that long from then', async () => {
    const leases = create();
    const lease = (await leases.acquire('a', '1s')) ?? { key: '', token: 0 };
    vi.advanceTimersByTime(900);
    expect(await leases.renew(lease, '1s')).toBe(true);
    vi.advanceTimersByTime(999);
    expect(await leases.acquire('a', '1s')).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(await leases.acquire('a', '1s')).toBeDefined();
  });

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

  it.each<Duration>([0, -1, NaN, Infinity])('must end: a ttl of %d is refused', async (ttl) => {
    const leases = create();
    await expect(leases.acquire('a', ttl)).rejects.toMatchObject({ code: 'CACHE_OPTION', option: 'ttl', key: 'a' });
    expect(await leases.acquire('a', 1)).toBeDefined();
  });

  it('has a key like any entry', async () => {
    await expect(create().acquire('', '1s')).rejects.toMatchObject({ code: 'CACHE_KEY' });
  });
});
