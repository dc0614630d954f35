import { CacheUnavailableError, type BackplaneListener, type CacheProvider } from '@modular-agent/cache-contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { referenceCoordinationTarget } from '../test/reference-coordination-target.ts';
import { referenceTarget } from '../test/reference-target.ts';
import type { Fault, FaultPlan, FaultyCall } from './fault.ts';
import { withFaults } from './with-faults.ts';

const calm: FaultPlan = () => undefined;

/** A provider that goes wrong as a plan says, and the one behind it. */
async function open(plan: FaultPlan): Promise<{ real: CacheProvider; faulty: CacheProvider }> {
  const { provider: real } = await referenceCoordinationTarget().create();
  return { real, faulty: withFaults(real, plan) };
}

/** As `open`; one kind of call goes wrong, each time. */
function openWith(operation: string, fault: Fault): ReturnType<typeof open> {
  return open((call) => (call.operation === operation ? fault : undefined));
}

function coordinationOf({ coordination }: CacheProvider): NonNullable<CacheProvider['coordination']> {
  if (coordination === undefined) throw new Error('it offers no coordination');
  return coordination;
}

/** What a listener has heard. */
async function listen(provider: CacheProvider, channel: string): Promise<readonly string[]> {
  const heard: string[] = [];
  const listener: BackplaneListener = { onMessage: (message) => void heard.push(message), onGap: () => {} };
  await coordinationOf(provider).backplane.subscribe(channel, listener);
  return heard;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a call of a provider that', () => {
  it('fails rejects as one whose server is away, and does nothing', async () => {
    const { real, faulty } = await openWith('set', { kind: 'fail' });
    await expect(faulty.set('key', 1)).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE', provider: real.name });
    expect(await faulty.get('key')).toBeUndefined();
  });

  it('fails rejects with the error that the plan gives', async () => {
    const error = new CacheUnavailableError('the cable is cut', { provider: 'remote' });
    const { faulty } = await openWith('get', { kind: 'fail', error });
    await expect(faulty.get('key')).rejects.toBe(error);
  });

  it('is delayed does it after just that time, on a clock that tests can fake', async () => {
    const { real, faulty } = await openWith('set', { kind: 'delay', milliseconds: 50 });
    const set = faulty.set('key', 1);
    await vi.advanceTimersByTimeAsync(49);
    expect(await real.get('key')).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await set;
    expect(await real.get('key')).toBe(1);
  });

  it('hangs does nothing, and heeds neither its deadline nor its signal', async () => {
    const { real, faulty } = await openWith('set', { kind: 'hang' });
    const ended = vi.fn<() => void>();
    const leaving = new AbortController();
    void faulty.set('key', 1, { timeout: 10, signal: leaving.signal }).then(ended, ended);
    leaving.abort();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(ended).not.toHaveBeenCalled();
    expect(await real.get('key')).toBeUndefined();
  });

  it('loses its answer does it, and says that its outcome is unknown', async () => {
    const { real, faulty } = await openWith('set', { kind: 'lose-answer' });
    await expect(faulty.set('key', 1)).rejects.toMatchObject({ code: 'CACHE_TIMEOUT', outcome: 'unknown' });
    expect(await real.get('key')).toBe(1);
  });

  it.each([
    ['set', (provider: CacheProvider) => provider.set('key', 'new'), undefined],
    ['setIfNewer', (provider: CacheProvider) => provider.setIfNewer?.('key', 'new', { stamp: 9 }), true],
    ['setMany', (provider: CacheProvider) => provider.setMany([['key', 'new']]), undefined],
    ['delete', (provider: CacheProvider) => provider.delete('key'), false],
    ['deleteMany', (provider: CacheProvider) => provider.deleteMany(['key']), 0],
    ['clear', (provider: CacheProvider) => provider.clear(), undefined],
    ['get', (provider: CacheProvider) => provider.get('key'), undefined],
    ['getEntry', (provider: CacheProvider) => provider.getEntry('key'), undefined],
    ['exists', (provider: CacheProvider) => provider.exists('key'), false],
    ['getMany', (provider: CacheProvider) => provider.getMany(['key']), new Map()],
    ['getEntries', (provider: CacheProvider) => provider.getEntries(['key']), new Map()],
    ['getSize', (provider: CacheProvider) => provider.getSize(), 0],
    ['cleanupExpired', (provider: CacheProvider) => provider.cleanupExpired(), 0],
  ])('is dropped answers as if it had found nothing and all were well: %s', async (operation, call, answer) => {
    const { real, faulty } = await openWith(operation, { kind: 'drop' });
    await real.set('key', 'old');
    expect(await call(faulty)).toEqual(answer);
    expect(await real.get('key')).toBe('old');
  });

  it('is dropped fails where its answer could only be made up', async () => {
    const { faulty } = await open(() => ({ kind: 'drop' }));
    const { versions, leases } = coordinationOf(faulty);
    const asked = [
      faulty.getStats(),
      versions.read('cache', []),
      versions.invalidate('cache', ['tag']),
      leases.take('key', 1_000),
    ];
    for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected');
  });

  it.each([
    ['get', (provider: CacheProvider) => provider.get('key'), undefined],
    ['getEntry', (provider: CacheProvider) => provider.getEntry('key'), undefined],
    ['getMany', (provider: CacheProvider) => provider.getMany(['key']), new Map()],
    ['getEntries', (provider: CacheProvider) => provider.getEntries(['key']), new Map()],
  ])('is corrupted finds nothing: %s', async (operation, call, answer) => {
    const { real, faulty } = await openWith(operation, { kind: 'corrupt' });
    await real.set('key', 'value');
    expect(await call(faulty)).toEqual(answer);
  });

  it.each([
    ['set', (provider: CacheProvider) => provider.set('key', 'new', { metadata: { v: 1 } })],
    ['setIfNewer', (provider: CacheProvider) => provider.setIfNewer?.('key', 'new', { stamp: 9, metadata: { v: 1 } })],
    ['setMany', (provider: CacheProvider) => provider.setMany([['key', 'new', { metadata: { v: 1 } }]])],
    ['setMany', (provider: CacheProvider) => provider.setMany([['key', 'new']], { metadata: { v: 1 } })],
  ])('is corrupted leaves garbage in place of what it wrote: %s', async (operation, call) => {
    const { real, faulty } = await openWith(operation, { kind: 'corrupt' });
    await real.set('key', 'old');
    await call(faulty);
    const garbage = { garbage: true };
    expect(await real.getEntry('key')).toMatchObject({ value: garbage, metadata: garbage });
  });

  it('is corrupted keeps the ttl and the stamp of what it wrote', async () => {
    const { real, faulty } = await openWith('setIfNewer', { kind: 'corrupt' });
    await faulty.setIfNewer?.('key', 'new', { ttl: 1_000, stamp: 9 });
    expect((await real.getEntry('key'))?.stamp).toBe(9);
    expect(await real.setIfNewer?.('key', 'older', { stamp: 8 })).toBe(false);
  });
});

describe('a call of the coordination that', () => {
  it('fails rejects, and changes nothing', async () => {
    const { real, faulty } = await openWith('versions.invalidate', { kind: 'fail' });
    await expect(coordinationOf(faulty).versions.invalidate('cache', ['tag'])).rejects.toMatchObject({
      code: 'CACHE_UNAVAILABLE',
    });
    expect((await coordinationOf(real).versions.read('cache', ['tag'])).invalidatedAt.size).toBe(0);
  });

  it('loses its answer changes what it would', async () => {
    const { real, faulty } = await openWith('leases.acquire', { kind: 'lose-answer' });
    await expect(coordinationOf(faulty).leases.acquire('key', 1_000)).rejects.toMatchObject({ outcome: 'unknown' });
    expect(await coordinationOf(real).leases.acquire('key', 1_000)).toBeUndefined();
  });

  it('is delayed comes later', async () => {
    const { faulty } = await openWith('backplane.publish', { kind: 'delay', milliseconds: 50 });
    const heard = await listen(faulty, 'channel');
    const published = coordinationOf(faulty).backplane.publish('channel', 'message');
    await vi.advanceTimersByTimeAsync(49);
    expect(heard).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await published;
    expect(heard).toEqual(['message']);
  });

  it('is dropped loses a message, or a subscription, that counts as made', async () => {
    const { real, faulty } = await open(({ operation, subject }) =>
      operation === 'backplane.publish' || subject === 'deaf' ? { kind: 'drop' } : undefined,
    );
    const heard = await Promise.all([listen(faulty, 'channel'), listen(faulty, 'deaf')]);
    await coordinationOf(faulty).backplane.publish('channel', 'lost');
    await coordinationOf(real).backplane.publish('deaf', 'unheard');
    expect(heard).toEqual([[], []]);
    const unsubscribe = await coordinationOf(faulty).backplane.subscribe('deaf', {
      onMessage: () => {},
      onGap: () => {},
    });
    await expect(unsubscribe()).resolves.toBeUndefined();
  });

  it('is corrupted says something else than the message that was published', async () => {
    const { faulty } = await openWith('backplane.publish', { kind: 'corrupt' });
    const heard = await listen(faulty, 'channel');
    await coordinationOf(faulty).backplane.publish('channel', 'message');
    expect(heard).toHaveLength(1);
    expect(heard).not.toContain('message');
  });
});

describe('a plan', () => {
  it('is told of each call what it is, what it is about, and how many were before', async () => {
    const calls: FaultyCall[] = [];
    const { faulty } = await open((call) => void calls.push(call));
    const { versions, backplane, leases } = coordinationOf(faulty);
    await faulty.get('key');
    await faulty.getMany(['one', 'two']);
    await faulty.clear();
    await versions.read('cache', ['tag']);
    await backplane.publish('channel', 'message');
    const lease = await leases.take('leased', 1_000);
    await leases.release(lease);
    expect(calls).toEqual([
      { operation: 'get', subject: 'key', index: 0 },
      { operation: 'getMany', subject: undefined, index: 1 },
      { operation: 'clear', subject: undefined, index: 2 },
      { operation: 'versions.read', subject: 'cache', index: 3 },
      { operation: 'backplane.publish', subject: 'channel', index: 4 },
      { operation: 'leases.take', subject: 'leased', index: 5 },
      { operation: 'leases.release', subject: 'leased', index: 6 },
    ]);
  });

  it('is not asked about close, which never goes wrong', async () => {
    for (const close of [
      (provider: CacheProvider) => provider.close(),
      (provider: CacheProvider) => provider[Symbol.asyncDispose](),
    ]) {
      const { real, faulty } = await open(() => ({ kind: 'fail' }));
      await close(faulty);
      await expect(real.get('key')).rejects.toMatchObject({ code: 'CACHE_CLOSED' });
    }
  });
});

describe('a provider with faults', () => {
  it('has no synchronous twins, however one looks for them', async () => {
    const { real, faulty } = await open(calm);
    expect('getSync' in real).toBe(true);
    for (const name of ['getSync', 'getEntrySync', 'setSync', 'deleteSync']) {
      expect(name in faulty).toBe(false);
      expect(Reflect.get(faulty, name)).toBeUndefined();
    }
  });

  it('lacks what the provider lacks', async () => {
    const { provider } = await referenceTarget({ capabilities: { setIfNewer: false } }).create({});
    const faulty = withFaults(provider, calm);
    expect([faulty.setIfNewer === undefined, faulty.coordination]).toEqual([true, undefined]);
  });

  it('may stand before one that is frozen', async () => {
    const { real } = await open(calm);
    const { versions, backplane, leases } = coordinationOf(real);
    const coordination = Object.freeze({
      versions: Object.freeze({ ...bound(versions, ['read', 'invalidate', 'prune']) }),
      backplane,
      leases,
    });
    const get = real.get.bind(real);
    const frozen = Object.freeze({ ...real, get, name: real.name, coordination }) as CacheProvider;
    const faulty = withFaults(frozen, () => ({ kind: 'fail' }));
    await expect(faulty.get('key')).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    await expect(coordinationOf(faulty).versions.read('cache', [])).rejects.toMatchObject({
      code: 'CACHE_UNAVAILABLE',
    });
  });
});

/** Members of an object as its own. */
function bound<T extends object, Name extends keyof T>(target: T, names: readonly Name[]): Pick<T, Name> {
  return Object.fromEntries(names.map((name) => [name, (target[name] as () => void).bind(target)])) as Pick<T, Name>;
}
