import { describe, expect, it, vi } from 'vitest';
import { createCache, type StandardSchema } from './index.ts';
import { settle, useFakeTime } from './test/fake-time.ts';
import { Gate } from './test/gate.ts';
import { pair } from './test/pair.ts';
import { RemoteStore } from './test/remote.ts';

useFakeTime();

const numbers: StandardSchema<number> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => (typeof value === 'number' ? {} : { issues: ['no number'] }),
  },
};

describe('refresh ahead', () => {
  it.each(['getOrSet', 'getOrSetEntry'] as const)(
    'refreshes ahead once, and returns the present value of memory at once: %s',
    async (call) => {
      const { a } = pair({ ttl: '10s', refreshAhead: 0.5 });
      await a.cache.set('key', 'old');
      const gate = new Gate<string>();
      await vi.advanceTimersByTimeAsync(4_000);
      await a.cache[call]('key', gate.loader);
      await settle();
      expect(gate.calls).toBe(0);
      await vi.advanceTimersByTimeAsync(1_000);
      const answers = await Promise.all(Array.from({ length: 10 }, () => a.cache[call]('key', gate.loader)));
      const values = answers.map((answer) => (typeof answer === 'string' ? answer : answer.value));
      expect(values).toEqual(Array.from({ length: 10 }, () => 'old'));
      await a.cache[call]('key', gate.loader);
      await settle();
      expect(gate.calls).toBe(1);
      gate.open('new');
      await settle();
      expect(await a.cache.get('key')).toBe('new');
    },
  );

  it('refreshes several keys ahead at once, and with a schema', async () => {
    const { a } = pair({ ttl: '10s', refreshAhead: 0.5 });
    await a.cache.setMany([
      ['one', 1],
      ['two', 1],
    ]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await a.cache.getOrSetMany(['one'], () => new Map([['one', 2]]))).toEqual(new Map([['one', 1]]));
    expect(await a.cache.getOrSet('two', () => 2, { schema: numbers })).toBe(1);
    await settle();
    expect(a.cache.getStats().refreshes).toBe(2);
    expect(await a.cache.getMany(['one', 'two'])).toEqual(
      new Map([
        ['one', 2],
        ['two', 2],
      ]),
    );
  });

  it('refreshes ahead without memory too', async () => {
    const cache = createCache({
      name: 'answers',
      tiers: [new RemoteStore().connect()],
      jitter: 0,
      ttl: '10s',
      refreshAhead: 0.5,
    });
    await cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await cache.getOrSet('key', () => 'new')).toBe('old');
    await settle();
    expect(await cache.get('key')).toBe('new');
    await cache.close();
  });

  it('refreshes ahead in one of several processes', async () => {
    const { a, b } = pair({ ttl: '10s', refreshAhead: 0.5 });
    await a.cache.set('key', 'old');
    await b.cache.get('key');
    const gates = [new Gate<string>(), new Gate<string>()];
    await vi.advanceTimersByTimeAsync(6_000);
    await Promise.all([a, b].map(({ cache }, index) => cache.getOrSet('key', gates[index]?.loader ?? (() => 'none'))));
    await settle();
    expect(gates.reduce((sum, { calls }) => sum + calls, 0)).toBe(1);
    for (const gate of gates) gate.open('new');
    await vi.advanceTimersByTimeAsync(300);
    expect(await Promise.all([a, b].map(({ cache }) => cache.get('key')))).toEqual(['new', 'new']);
  });

  it.each([{ onlyIfCached: true }, { noStore: true }])('does not refresh ahead for a call with %j', async (options) => {
    const { a } = pair({ ttl: '10s', refreshAhead: 0.5 });
    await a.cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(6_000);
    // From then on memory serves it.
    await a.cache.get('key');
    const gate = new Gate<string>();
    expect(await a.cache.getOrSet('key', gate.loader, options)).toBe('old');
    await settle();
    expect(gate.calls).toBe(0);
    expect(a.cache.getStats().refreshes).toBe(0);
  });

  it('keeps the present value when a refresh ahead fails', async () => {
    const { a } = pair({ ttl: '10s', refreshAhead: 0.5 });
    await a.cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(6_000);
    const gate = new Gate<string>();
    expect(await a.cache.getOrSet('key', gate.loader)).toBe('old');
    await settle();
    gate.fail(new Error('no'));
    await settle();
    expect(await a.cache.get('key')).toBe('old');
    expect(a.cache.getStats()).toMatchObject({ refreshes: 1, loadErrors: 1, inFlightLoads: 0 });
  });
});

describe('a soft timeout', () => {
  it('serves the stale value after the soft timeout while another process loads', async () => {
    const { a, b } = pair({ ttl: '1s', grace: '10s', softTimeout: 100 });
    await a.cache.set('key', 'old');
    await b.cache.get('key');
    await vi.advanceTimersByTimeAsync(1_500);
    const gate = new Gate<string>();
    const leads = a.cache.getOrSetEntry('key', gate.loader);
    await settle();
    const follows = b.cache.getOrSetEntry('key', gate.loader);
    await vi.advanceTimersByTimeAsync(100);
    const stale = { value: 'old', isStale: true, staleReason: 'loader-slow' };
    expect(await Promise.all([leads, follows])).toMatchObject([stale, stale]);
    expect(gate.calls).toBe(1);
    gate.open('new');
    await vi.advanceTimersByTimeAsync(300);
    expect(await Promise.all([a, b].map(({ cache }) => cache.get('key')))).toEqual(['new', 'new']);
  });

  it('serves the stale value at once with a soft timeout of 0, and loads in the background', async () => {
    const { a } = pair({ ttl: '1s', grace: '10s', softTimeout: 0 });
    await a.cache.set('key', 'old');
    await vi.advanceTimersByTimeAsync(1_500);
    const asked = a.cache.getOrSetEntry('key', () => new Promise<string>((resolve) => setTimeout(resolve, 50, 'new')));
    await vi.advanceTimersByTimeAsync(1);
    expect(await asked).toMatchObject({ value: 'old', isStale: true });
    await vi.advanceTimersByTimeAsync(100);
    expect(await a.cache.get('key')).toBe('new');
  });
});
