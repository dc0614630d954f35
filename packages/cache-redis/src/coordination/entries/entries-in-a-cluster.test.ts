import type { WriteEntryOptions } from '@modular-agent/cache-contract';
import { startCluster, type RedisCluster } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from '../../index.ts';
import { rejection } from '../../test/rejection.ts';
import { keySlot } from '../../topology/key-slot.ts';

let cluster: RedisCluster;
const options = { ttl: '1h', metadata: {} } as const;

function tell(message: string): WriteEntryOptions {
  return { ...options, announce: { channel: 'news', message } };
}

beforeAll(async () => {
  cluster = await startCluster({ replicasPerMaster: 1 });
});

afterAll(() => cluster.kill());

function newProvider(more: RedisCacheProviderOptions = {}): RedisCacheProvider {
  return new RedisCacheProvider({ cluster: { nodes: cluster.seeds }, socketTimeout: '10s', ...more });
}

/** How often any node ran a command. */
async function countCalls(nodes: RedisCluster['nodes'], command: string): Promise<number> {
  const stats = await Promise.all(nodes.map(async (node) => String(await node.command('INFO', 'commandstats'))));
  const calls = (text: string): number => Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(text)?.[1] ?? 0);
  return stats.reduce((sum, text) => sum + calls(text), 0);
}

describe('in a Cluster', () => {
  it('every step works for keys of any slot, and each write is announced after it', async () => {
    await using provider = newProvider();
    const { entries, backplane, versions } = provider.coordination;
    const keys = Array.from({ length: 60 }, (_, at) => `${at % 3 === 0 ? '{}' : '}'}key ${at}`);
    const heard: string[] = [];
    const all = Promise.withResolvers<void>();
    await backplane.subscribe('news', {
      onMessage: (message) => {
        heard.push(message);
        if (heard.length === 2 * keys.length + 2) all.resolve();
      },
      onGap: () => {},
    });
    await Promise.all(
      keys.map(async (key) => {
        const { lease, entry } = await entries.acquire(key, '10s');
        expect(entry).toBeUndefined();
        expect(await entries.renew([lease ?? { key, token: '' }], '20s')).toEqual(new Set());
        expect(await entries.store(lease ?? { key, token: '' }, key, tell(`stored ${key}`))).toBe(true);
      }),
    );
    expect((await entries.getMany(keys)).size).toBe(60);
    await Promise.all(keys.map((key) => entries.set(key, 'new', tell(`set ${key}`))));
    expect((await entries.get('}key 1'))?.value).toBe('new');
    await entries.delete(keys, tell('deleted'));
    expect((await entries.getMany(keys)).size).toBe(0);
    const { sequence } = await versions.invalidate('c', ['a'], { announce: { channel: 'news', message: ['<', '>'] } });
    await all.promise;
    expect(new Set(heard)).toEqual(
      new Set([...keys.flatMap((key) => [`stored ${key}`, `set ${key}`]), 'deleted', `<${sequence}>`]),
    );
    expect(Math.abs(entries.now() - Date.now())).toBeLessThan(1_000);
  });

  it('what is read goes to masters, also where other reads go to replicas', async () => {
    await using provider = newProvider({ readFrom: 'replica' });
    const { entries } = provider.coordination;
    const keys = Array.from({ length: 30 }, (_, at) => `key ${at}`);
    await Promise.all(keys.map((key) => entries.set(key, key, options)));
    const replicas = cluster.nodes.slice(3);
    // The first reads of each slot open the connections to its replicas.
    while ((await countCalls(replicas, 'get')) === 0) await provider.getMany(keys);
    await Promise.all(replicas.map((node) => node.command('CONFIG', 'RESETSTAT')));
    for (const key of keys) expect((await entries.get(key))?.value).toBe(key);
    expect((await entries.getMany(keys)).size).toBe(30);
    for (const key of keys) expect((await entries.acquire(key, '1s')).entry?.value).toBe(key);
    await provider.coordination.versions.readSince('c', undefined);
    expect(await countCalls(replicas, 'm?get')).toBe(0);
    expect(await countCalls(replicas, 'zrevrangebyscore')).toBe(0);
  });

  it('steps wait while the slot of a key moves, and are done once it has', async () => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    await entries.set('key', 'old', options);
    const { lease } = await entries.acquire('key', '1h');
    const slot = keySlot('agent:cache:v|key');
    const from = await cluster.masterOf(slot);
    const to = cluster.nodes.slice(0, 3).find((node) => node !== from) ?? from;
    const move = await cluster.beginMove(slot, to);
    await move.moveKeys('agent:cache:v|key');
    // The lease is still with the other node: neither can do both.
    expect(await rejection(entries.set('key', 'given up', { ...options, timeout: '100ms' }))).toMatchObject({
      code: 'CACHE_UNAVAILABLE',
      outcome: 'not-applied',
    });
    const storing = entries.store(lease ?? { key: 'key', token: '' }, 'new', options);
    const acquiring = entries.acquire('key', '1h');
    expect(await acquiring).toMatchObject({ lease: undefined, entry: { value: 'old' } });
    await move.finish();
    expect(await storing).toBe(true);
    expect((await entries.get('key'))?.value).toBe('new');
    const next = await entries.acquire('key', '1h');
    expect(next).toMatchObject({ lease: { key: 'key' }, entry: { value: 'new' } });
    await entries.delete(['key']);
    await cluster.moveSlot(slot, from);
  });

  it('a value that is read behind a lease which another node granted is read again', async () => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    await entries.get('moved');
    const slot = keySlot('agent:cache:v|moved');
    const from = await cluster.masterOf(slot);
    const to = cluster.nodes.slice(0, 3).find((node) => node !== from) ?? from;
    await cluster.moveSlot(slot, to);
    await Promise.all(cluster.nodes.map((node) => node.command('CONFIG', 'RESETSTAT')));
    expect((await entries.acquire('moved', '1s')).lease).toBeDefined();
    expect(await countCalls(cluster.nodes, 'get')).toBe(2);
  });
});
