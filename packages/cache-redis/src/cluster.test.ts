import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CacheUnavailableError } from '@modular-agent/cache-contract';
import { startCluster, startProxy, startRedis, type RedisCluster } from '@modular-agent/redis-testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from './index.ts';
import { rejection } from './test/rejection.ts';
import { keySlot } from './topology/key-slot.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await startCluster({ replicasPerMaster: 1, args: ['--cluster-require-full-coverage', 'no'] });
});

beforeEach(async () => {
  await Promise.all(masters().map((node) => node.command('FLUSHALL')));
  await Promise.all(cluster.nodes.map((node) => node.command('CONFIG', 'RESETSTAT')));
});

afterAll(() => cluster.kill());

function masters(): RedisCluster['nodes'] {
  return cluster.nodes.slice(0, 3);
}

function newProvider(options: RedisCacheProviderOptions = {}): RedisCacheProvider {
  return new RedisCacheProvider({ cluster: { nodes: cluster.seeds }, socketTimeout: '10s', ...options });
}

/** How often a command was carried out, by all of these nodes. */
async function countCalls(nodes: RedisCluster['nodes'], command: string): Promise<number> {
  const stats = await Promise.all(nodes.map(async (node) => String(await node.command('INFO', 'commandstats'))));
  return stats.reduce(
    (sum, text) => sum + Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(text)?.[1] ?? 0),
    0,
  );
}

/** Different keys, as many as wanted, of one slot. */
function keysOfOneSlot(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `{same}${at}`);
}

describe('keySlot', () => {
  it('is what the server says, for any key', async () => {
    const part = fc.string({ unit: fc.constantFrom('a', '{', '}', 'ä', '漢', '1'), minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(part, async (name) => {
        expect(keySlot(name)).toBe(await cluster.nodes[0]?.command('CLUSTER', 'KEYSLOT', name));
      }),
    );
  });
});

describe('a Cluster', () => {
  it('is found whole from one of its nodes, and each key is asked for where it lies', async () => {
    await using provider = newProvider({ cluster: { nodes: [`localhost:${cluster.nodes[2]?.port}`] } });
    const entries = Array.from({ length: 300 }, (_, at) => [`key ${at}`, at] as const);
    await provider.setMany(entries);
    expect(await provider.getMany(entries.map(([key]) => key))).toEqual(new Map(entries)); // prettier-ignore
    expect((await provider.getStats()).nodes.map(({ node, state }) => [node, state])).toEqual(
      expect.arrayContaining(masters().map(({ port }) => [`127.0.0.1:${port}`, 'ready'])),
    );
    const errors = await Promise.all(masters().map(async (node) => String(await node.command('INFO', 'errorstats'))));
    expect(errors.join('')).not.toContain('MOVED');
  });

  it('lets the reads and writes of a batch wait for their turn with queueTimeout', async () => {
    await using provider = newProvider({ maxPendingCalls: 300 });
    const wait = { timeout: '5s', queueTimeout: '20s' } as const;
    const entries = Array.from({ length: 3_000 }, (_, at) => [`key ${at}`, at] as const);
    await provider.setMany(entries, wait);
    const keys = entries.map(([key]) => key);
    expect(await rejection(provider.getMany(keys))).toMatchObject({ code: 'CACHE_OVERLOADED' });
    expect(await provider.getMany(keys, wait)).toEqual(new Map(entries));
    expect(await provider.deleteMany(keys, wait)).toBe(3_000);
  });

  it('is found by the nodes that answer, also where the first is gone or says nothing', async () => {
    const silent = await startRedis();
    await silent.pause();
    const nodes = ['127.0.0.1:1', { host: silent.host, port: silent.port }, ...cluster.seeds];
    await using provider = newProvider({ cluster: { nodes } });
    await provider.set('key', 1);
    expect(await provider.get('key')).toBe(1);
    await silent.kill();
  });

  it('is told as gone where no node answers, and as none where a server is alone', async () => {
    await using absent = newProvider({ cluster: { nodes: ['127.0.0.1:1', '127.0.0.1:2'] } });
    expect(await rejection(absent.get('key'))).toMatchObject({
      code: 'CACHE_UNAVAILABLE',
      message: expect.stringMatching(/the Cluster of 127\.0\.0\.1:1, 127\.0\.0\.1:2 .*ECONNREFUSED/),
    });
    await using server = await startRedis();
    await using alone = newProvider({ cluster: { nodes: [`127.0.0.1:${server.port}`] } });
    expect(await rejection(alone.get('key'))).toMatchObject({
      code: 'CACHE_UNAVAILABLE',
      message: expect.stringContaining('leave out the option cluster'),
    });
    await using single = new RedisCacheProvider({ url: masters()[0]?.url ?? '' });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => single.set(`key ${at}`, 1)));
    const refused = outcomes.find(({ status }) => status === 'rejected');
    expect(refused?.status === 'rejected' && String(refused.reason)).toContain('give its nodes by the option cluster');
  });

  it('reads keys of one slot by few commands, and of many slots by one each', async () => {
    await using provider = newProvider();
    const together = keysOfOneSlot(64);
    await Promise.all(together.map((key) => provider.get(key)));
    expect(await countCalls(masters(), 'mget')).toBe(1);
    await Promise.all(Array.from({ length: 64 }, (_, at) => provider.get(`apart ${at}`)));
    expect(await countCalls(masters(), 'get')).toBeGreaterThan(60);
  });

  it('keeps keys together that the option slot says belong together', async () => {
    await using provider = newProvider({ slot: (key) => key.split(':', 1)[0] });
    const keys = Array.from({ length: 50 }, (_, at) => `user 42:${at}`);
    await provider.setMany(keys.map((key) => [key, key] as const));
    expect((await provider.getMany(keys)).size).toBe(50);
    expect(await countCalls(masters(), 'mget')).toBe(1);
    const { nodes, skew } = await provider.operations.distribution();
    expect(nodes.map((node) => node.keys)).toEqual([50, 0, 0]);
    expect(skew).toEqual({ node: nodes[0]?.node, keys: 3, bytes: 3 });
    await provider.operations.transaction(keys.slice(0, 2), (transaction) => transaction.delete(keys[0] ?? ''));
    expect(await provider.exists(keys[0] ?? '')).toBe(false);
    const crossing = provider.operations.transaction(['user 1:a', 'user 2:a'], () => {});
    expect(await rejection(crossing)).toMatchObject({ code: 'CACHE_OPTION', option: 'slot' });
    const script = provider.operations.script('return 1');
    expect(await rejection(script.run(['user 1:a', 'user 2:a']))).toMatchObject({
      code: 'CACHE_OPTION',
      option: 'slot',
    });
    expect(await countCalls(masters(), 'evalsha')).toBe(1);
  });

  it('serves every key while its slot is in the middle of a move', async () => {
    await using provider = newProvider();
    const keys = keysOfOneSlot(6);
    await provider.setMany(keys.map((key) => [key, key] as const));
    const slot = keySlot(`agent:cache:v|${keys[0]}`);
    const from = await cluster.masterOf(slot);
    const to = masters().find((node) => node !== from) ?? from;
    const move = await cluster.beginMove(slot, to);
    await move.moveKeys(...keys.slice(0, 3).map((key) => `agent:cache:v|${key}`));
    expect(await provider.getMany([...keys, '{same}absent'])).toEqual(new Map(keys.map((key) => [key, key])));
    expect(await Promise.all(keys.map((key) => provider.get(key)))).toEqual(keys);
    await provider.setMany(keys.map((key) => [key, 'new'] as const));
    await provider.set('{same}made meanwhile', 1);
    expect(await provider.operations.increment('{same}made meanwhile')).toBe(2);
    expect(await provider.deleteMany(keys.slice(2, 4))).toBe(2);
    await move.finish();
    expect((await provider.getMany(keys)).size).toBe(4);
    expect(await provider.get('{same}made meanwhile')).toBe(2);
    await cluster.moveSlot(slot, from);
  });

  it('says of a slot that nobody serves that it is so, while all others go on', async () => {
    await using provider = newProvider();
    await provider.set('key', 1);
    const slot = keySlot('agent:cache:v|other');
    const owner = await cluster.masterOf(slot);
    await Promise.all(cluster.nodes.map((node) => node.command('CLUSTER', 'DELSLOTS', String(slot)).catch(() => {})));
    const error = await rejection(provider.get('other'));
    expect(CacheUnavailableError.isInstance(error)).toBe(true);
    expect(await provider.get('key')).toBe(1);
    await owner.command('CLUSTER', 'ADDSLOTS', String(slot));
    await cluster.waitUntilOk();
    await using later = newProvider();
    expect(await later.get('other')).toBeUndefined();
  });

  it('is reached by the addresses that are given for those that it knows', async () => {
    const proxies = await Promise.all(masters().map((node) => startProxy(node)));
    const addressMap = Object.fromEntries(
      masters().map(({ port }, at) => [`127.0.0.1:${port}`, `127.0.0.1:${proxies[at]?.port}`]),
    );
    await using provider = newProvider({ cluster: { nodes: [`127.0.0.1:${proxies[0]?.port}`], addressMap } });
    const entries = Array.from({ length: 50 }, (_, at) => [`key ${at}`, at] as const);
    await provider.setMany(entries);
    expect((await provider.getMany(entries.map(([key]) => key))).size).toBe(50);
    const nodes = (await provider.getStats()).nodes.map(({ node }) => node);
    expect(new Set(nodes)).toEqual(new Set(Object.values(addressMap)));
    await provider.close();
    await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
  });
});

describe('reads from replicas', () => {
  it('go to replicas once they are there, and writes to masters', async () => {
    await using provider = newProvider({ readFrom: 'replica' });
    const keys = Array.from({ length: 100 }, (_, at) => `key ${at}`);
    // The first reads of each slot open the connections to its replicas.
    await provider.getMany(keys);
    while ((await provider.getStats()).nodes.filter(({ state }) => state === 'ready').length < 6)
      await provider.getMany(keys);
    await Promise.all(cluster.nodes.map((node) => node.command('CONFIG', 'RESETSTAT')));
    await provider.getMany(keys);
    await provider.setMany(keys.map((key) => [key, 1] as const));
    expect(await countCalls(masters(), 'get')).toBe(0);
    expect(await countCalls(cluster.nodes.slice(3), 'get')).toBeGreaterThan(90);
  });

  it('go to the masters while replicas are away', async () => {
    await using provider = newProvider({ readFrom: 'replica' });
    const keys = Array.from({ length: 20 }, (_, at) => `key ${at}`);
    await provider.setMany(keys.map((key) => [key, 1] as const));
    await provider.getMany(keys);
    const replicas = cluster.nodes.slice(3);
    await Promise.all(replicas.map((node) => node.kill()));
    expect((await provider.getMany(keys)).size).toBe(20);
    await Promise.all(replicas.map((node) => node.restart()));
    await cluster.waitUntilOk();
  });
});

describe('a user', () => {
  it('who is allowed what the README lists for a Cluster can read from replicas, write, listen and tell what is where', async () => {
    const rules =
      '~agent:cache:* &agent:cache:b|* +hello +auth +select +ping +get +mget +set +unlink +exists +scan +eval +evalsha +getrange ' +
      '+publish +subscribe +unsubscribe +dbsize +memory|usage +cluster|slots +asking +role +readonly';
    const [username, password] = ['least', randomUUID()];
    await Promise.all(
      cluster.nodes.map((node) =>
        node.command('ACL', 'SETUSER', username, 'reset', 'on', `>${password}`, ...rules.split(' ')),
      ),
    );
    await using provider = newProvider({ username, password, readFrom: 'replica' });
    const entries = Array.from({ length: 60 }, (_, at) => [`key ${at}`, at] as const);
    await provider.setMany(entries);
    const names = entries.map(([key]) => key);
    // Until the replicas have heard of them.
    while ((await provider.getMany(names)).size < 60) await nextTurn();
    const { nodes } = await provider.operations.distribution();
    expect(nodes.reduce((sum, { keys }) => sum + keys, 0)).toBe(60);
    const heard = Promise.withResolvers<string>();
    await provider.coordination.backplane.subscribe('news', { onMessage: heard.resolve, onGap: () => {} });
    await provider.coordination.backplane.publish('news', 'hello');
    expect(await heard.promise).toBe('hello');
    await provider.clear();
    expect(await countCalls(cluster.nodes, 'readonly')).toBeGreaterThan(0);
  });
});

// Silence is noticed after the default `healthCheckInterval`, 30 seconds.
describe.runIf(isDeep)('listeners', () => {
  it('hear messages again when another master has taken over for one that froze, and are told of the gap', async () => {
    await using provider = newProvider({ socketTimeout: '300ms' });
    const { backplane } = provider.coordination;
    const heard = Promise.withResolvers<string>();
    const gaps: boolean[] = [];
    await backplane.subscribe(
      'news',
      { onMessage: heard.resolve, onGap: () => void gaps.push(true) },
      { timeout: '10s' },
    );
    const listening = await Promise.all(masters().map((node) => node.command('PUBSUB', 'CHANNELS')));
    const home = masters()[listening.findIndex((channels) => (channels as readonly unknown[]).length > 0)];
    await home?.pause();
    // Until a replica has taken over, and this one has heard of it.
    while (gaps.length < 2) await provider.set(`key ${randomUUID()}`, 1).catch(() => nextTurn());
    await backplane.publish('news', 'from the new one', { timeout: '10s' });
    expect(await heard.promise).toBe('from the new one');
    await home?.resume();
    await cluster.waitUntilOk();
  });
});
