import { CacheBatchError, CacheServerError, CacheUnavailableError } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { inspect } from 'node:util';
import { createClient, type RedisClientType } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisCacheProvider, type RedisProviderStats } from './index.ts';
import { become } from './test/become.ts';
import { rejection } from './test/rejection.ts';

let server: RedisServer;
let admin: RedisClientType;

beforeAll(async () => {
  server = await startRedis({ args: ['--busy-reply-threshold', '20'] });
  admin = createClient({ url: server.url });
  admin.on('error', () => {});
  await admin.connect();
});

afterAll(async () => {
  admin.destroy();
  await server.kill();
});

afterEach(() => vi.useRealTimers());

/** How many connections a server has ever taken, this one included. */
async function connectionsReceived(of: RedisServer): Promise<number> {
  return Number(/total_connections_received:(\d+)/.exec(String(await of.command('INFO', 'stats')))?.[1]);
}

function entries(count: number): [string, number][] {
  return Array.from({ length: count }, (_, index) => [`${index}`, index]);
}

/** Does something with a provider on a server that was started with these arguments. */
async function onServer(args: readonly string[], work: (provider: RedisCacheProvider) => Promise<void>): Promise<void> {
  await using other = await startRedis({ args });
  await using provider = new RedisCacheProvider({ url: other.url, socketTimeout: '10s' });
  await work(provider);
}

describe('a server that refuses', () => {
  it('a write for want of memory is told as that, and reads go on', async () => {
    await onServer(['--maxmemory', '100kb', '--maxmemory-policy', 'noeviction'], async (provider) => {
      const error = await rejection(provider.set('key', 'secret-value'));
      expect(CacheServerError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ reply: 'OOM', key: 'key', provider: 'redis', outcome: 'not-applied' });
      expect((error as Error).message).toContain('maxmemory');
      expect(await provider.get('key')).toBeUndefined();
      expect(await rejection(provider.setIfNewer('key', 1, { stamp: 1 }))).toMatchObject({
        reply: 'OOM',
      });
      const batch = await rejection(provider.setMany([['a', 1], ['b', 2]])); // prettier-ignore
      expect(CacheBatchError.isInstance(batch) && [...batch.failed.keys()]).toEqual(['a', 'b']);
      expect(CacheBatchError.isInstance(batch) && batch.failed.get('a')).toMatchObject({ reply: 'OOM', key: 'a' });
    });
  });

  it('a write because it is a replica is told as that, and reads go on', async () => {
    await onServer(['--replicaof', '127.0.0.1', '1'], async (provider) => {
      expect(await rejection(provider.set('key', 1))).toMatchObject({ code: 'CACHE_SERVER', reply: 'READONLY' });
      expect(await provider.get('key')).toBeUndefined();
    });
  });

  it.each([1, 2])(
    'a write since it became a replica is looked up again, once for each of %d connections; reads go on, and writes afterwards',
    async (maxConnections) => {
      await using other = await startRedis();
      await using provider = new RedisCacheProvider({ url: other.url, socketTimeout: '10s', maxConnections });
      const connections = async (): Promise<RedisProviderStats['connections']> =>
        (await provider.getStats()).connections;
      await provider.set('key', 1);
      while ((await connections()).open < maxConnections) {
        await Promise.all([provider.set('key', 1), provider.get('key')]);
      }
      const before = await connectionsReceived(other);
      await other.command('REPLICAOF', '127.0.0.1', '1');
      const refuse = async (): Promise<void> => {
        const [refused, read] = await Promise.all([rejection(provider.set('key', 0)), provider.get('key')]);
        expect(CacheServerError.isInstance(refused)).toBe(true);
        expect(refused).toMatchObject({ reply: 'READONLY', outcome: 'not-applied' });
        expect(read).toBe(1);
      };
      const refuseUntilRenewed = async (times: number): Promise<void> => {
        while ((await connections()).reconnects < maxConnections * times) await refuse();
      };
      vi.useFakeTimers({ toFake: ['performance'] });
      await refuseUntilRenewed(1);
      for (let write = 0; write < 50; write++) await refuse();
      expect(await connections()).toMatchObject({ open: maxConnections, reconnects: maxConnections });
      // The first renewal holds for a second at most, the second for a second at least.
      vi.advanceTimersByTime(1_000);
      await refuseUntilRenewed(2);
      vi.advanceTimersByTime(999);
      for (let write = 0; write < 50; write++) await refuse();
      await other.command('REPLICAOF', 'NO', 'ONE');
      await provider.set('key', 2);
      expect(await provider.get('key')).toBe(2);
      expect(await connections()).toMatchObject({ open: maxConnections, reconnects: maxConnections * 2 });
      // Beside those that were renewed, three of the administrator.
      expect((await connectionsReceived(other)) - before).toBe(maxConnections * 2 + 3);
    },
  );

  it('a connection for want of maxclients is told as that, with what to do, and is used once there is room', async () => {
    await using other = await startRedis();
    const first = createClient({ url: other.url });
    first.on('error', () => {});
    await first.connect();
    await first.sendCommand(['CONFIG', 'SET', 'maxclients', '1']);
    await using provider = new RedisCacheProvider({ url: other.url, socketTimeout: '10s' });
    const error = await rejection(provider.set('key', 0));
    expect(CacheUnavailableError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ key: 'key', provider: 'redis', outcome: 'not-applied' });
    expect((error as Error).message).toContain("raise the server's maxclients");
    first.destroy();
    await become(provider, 'ready');
    await provider.set('key', 1);
    expect(await provider.get('key')).toBe(1);
  });

  it('everything because its master is gone counts as unavailable', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
    await provider.set('key', 1);
    await admin.sendCommand(['CONFIG', 'SET', 'replica-serve-stale-data', 'no']);
    await admin.sendCommand(['REPLICAOF', '127.0.0.1', '1']);
    const error = await rejection(provider.get('key'));
    await admin.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    expect(CacheUnavailableError.isInstance(error)).toBe(true);
    expect((error as Error).message).toContain('MASTERDOWN');
    await become(provider, 'ready');
    expect(await provider.get('key')).toBe(1);
  });

  it('everything because a script holds it counts as unavailable, and then it goes on', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
    await provider.set('key', 1);
    const script = admin.sendCommand(['EVAL', 'while true do end', '0']).catch(() => {});
    while (!String(await server.command('PING').catch((error: unknown) => error)).includes('BUSY'));
    const error = await rejection(provider.set('key', 2));
    expect(CacheUnavailableError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ outcome: 'not-applied', message: expect.stringContaining('BUSY') as string });
    const killer = createClient({ url: server.url });
    await killer.connect();
    await killer.sendCommand(['SCRIPT', 'KILL']);
    killer.destroy();
    await script;
    await become(provider, 'ready');
    expect(await provider.get('key')).toBe(1);
  });

  it('a read because something else lies under the key is a miss, alone or with others', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, keyPrefix: 'typed:', socketTimeout: '10s' });
    await admin.sendCommand(['LPUSH', 'typed:v|key', 'x']);
    expect(await provider.get('key')).toBeUndefined();
    expect(await Promise.all([provider.get('key'), provider.get('other')])).toEqual([undefined, undefined]);
    await provider.set('key', 1);
    expect(await provider.get('key')).toBe(1);
  });

  it('a command that it was told to forget does not show the value that it quotes', async () => {
    await onServer(['--rename-command', 'SET', ''], async (provider) => {
      const error = await rejection(provider.set('key', 'secret-value'));
      expect(error).toMatchObject({ code: 'CACHE_SERVER', reply: 'ERR' });
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/secret-value|args beginning with/);
    });
  });
});

describe('what another program wrote under the prefix', () => {
  it('is a counted miss, is never deleted, and can be written over', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, keyPrefix: 'foreign:', socketTimeout: '10s' });
    await admin.set('foreign:v|key', '{"json":1}');
    expect(await provider.get('key')).toBeUndefined();
    expect(await provider.getMany(['key', 'absent'])).toEqual(new Map());
    expect(await provider.getStats()).toMatchObject({ misses: 3, unreadable: 2, hits: 0, errors: 0 });
    expect(await admin.get('foreign:v|key')).toBe('{"json":1}');
    expect(await provider.setIfNewer('key', 'ours', { stamp: 0 })).toBe(true);
    expect(await provider.get('key')).toBe('ours');
  });

  it('is heeded by its stamp when a later release of this package wrote it', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, keyPrefix: 'later:', socketTimeout: '10s' });
    const later = Buffer.alloc(30);
    later.set([0xca, 0xc5, 2, 0, 0, 0, 0, 0, 0, 0xff]);
    later.writeBigUInt64BE(5n, 12);
    await admin.set('later:v|key', later);
    expect(await provider.get('key')).toBeUndefined();
    expect(await provider.setIfNewer('key', 'older', { stamp: 4 })).toBe(false);
    expect(await provider.setIfNewer('key', 'newer', { stamp: 5 })).toBe(true);
  });
});

describe('clear', () => {
  it('touches nothing but the values of its own prefix, whatever that is made of', async () => {
    const prefixes = ['a:', 'a:b:', 'a*', 'a?', '[a]', 'a\\', 'a:v', ''];
    const providers = prefixes.map(
      (keyPrefix) => new RedisCacheProvider({ url: server.url, keyPrefix, db: 5, socketTimeout: '10s' }),
    );
    for (const provider of providers) await provider.setMany([['x', 1], ['v|x', 2], ['b:v|x', 3]]); // prettier-ignore
    await admin.sendCommand(['SELECT', '5']);
    await admin.set('a:l|lock', 'theirs');
    for (const [index, provider] of providers.entries()) {
      expect(await provider.getSize()).toBe(3);
      await provider.clear();
      expect(await provider.getSize()).toBe(0);
      for (const other of providers.slice(index + 1)) expect(await other.getSize()).toBe(3);
    }
    expect(await admin.dbSize()).toBe(1);
    await admin.sendCommand(['SELECT', '0']);
    for (const provider of providers) await provider.close();
  });

  it('finds entries among many times as many others, more than one step holds', async () => {
    await using crowd = new RedisCacheProvider({ url: server.url, keyPrefix: 'crowd:', socketTimeout: '10s' });
    await using few = new RedisCacheProvider({ url: server.url, keyPrefix: 'few:', socketTimeout: '10s' });
    await crowd.setMany(entries(12_000));
    await few.setMany(entries(2_500));
    expect(await few.getSize()).toBe(2_500);
    await few.clear();
    expect(await few.getSize()).toBe(0);
    expect((await crowd.getMany(entries(12_000).map(([key]) => key))).size).toBe(12_000);
    await crowd.clear();
  });
});
