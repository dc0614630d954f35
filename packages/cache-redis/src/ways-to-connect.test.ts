import { CacheUnavailableError } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { afterEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from './index.ts';
import { become } from './test/become.ts';
import { rejection } from './test/rejection.ts';

let server: RedisServer | undefined;

afterEach(() => server?.kill());

// The socket of a server in a container is a file there.
const inContainers = process.env['REDIS_TESTING'] === 'docker';

describe('a Unix socket', () => {
  it.skipIf(inContainers)('is a way to the server, and is named by errors', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cache-redis-'));
    const socket = path.join(folder, 'redis.sock');
    server = await startRedis({ args: ['--unixsocket', socket] });
    await using provider = new RedisCacheProvider({ path: socket, socketTimeout: '10s' });
    await provider.set('key', 1);
    expect(await provider.get('key')).toBe(1);
    expect((await provider.getStats()).bytes.received).toBeGreaterThan(0);
    await server.kill();
    rmSync(folder, { recursive: true });
    await become(provider, 'open');
    expect(((await rejection(provider.get('key'))) as Error).message).toContain(socket);
  });
});

describe('a client of your own', () => {
  it('is used as it is, survives close, and its connection is shared', async () => {
    server = await startRedis();
    const client = createClient({ url: server.url });
    client.on('error', () => {});
    await client.connect();
    const listeners = client.listenerCount('error');
    const provider = new RedisCacheProvider({ client, socketTimeout: '10s' });
    await provider.setMany([['a', new Date(0)], ['b', Buffer.from([255])]]); // prettier-ignore
    expect(await provider.getMany(['a', 'b'])).toEqual(new Map<string, unknown>([['a', new Date(0)], ['b', Buffer.from([255])]])); // prettier-ignore
    expect(await provider.setIfNewer('c', 1, { stamp: 1 })).toBe(true);
    expect(await Promise.all([provider.get('a'), provider.get('c')])).toEqual([new Date(0), 1]);
    expect(await client.sendCommand(['CLIENT', 'LIST', 'TYPE', 'normal'])).toMatch(/^[^\n]*\n[^\n]*\n$|^[^\n]*\n$/);
    await provider.close();
    expect(client.isReady).toBe(true);
    expect(client.listenerCount('error')).toBe(listeners);
    expect(await client.ping()).toBe('PONG');
    client.destroy();
  });

  it('that is not connected is told to be so, and used once it is', async () => {
    server = await startRedis();
    const client = createClient({ url: server.url });
    client.on('error', () => {});
    await using provider = new RedisCacheProvider({ client, socketTimeout: 100 });
    const error = await rejection(provider.get('key'));
    expect(CacheUnavailableError.isInstance(error)).toBe(true);
    expect((error as Error).message).toContain('the client that was passed in');
    await client.connect();
    await become(provider, 'ready');
    await provider.set('key', 1, { timeout: '10s' });
    expect(await provider.get('key', { timeout: '10s' })).toBe(1);
    client.destroy();
  });

  it('whose server stands still costs each call its time, then nothing, and is used again when it answers', async () => {
    server = await startRedis();
    const client = createClient({ url: server.url });
    client.on('error', () => {});
    await client.connect();
    await using provider = new RedisCacheProvider({ client, socketTimeout: 60, socketConnectTimeout: 60 });
    await provider.set('key', 1, { timeout: '10s' });
    await server.pause();
    expect(await rejection(provider.get('key'))).toMatchObject({ code: 'CACHE_TIMEOUT' });
    await become(provider, 'open');
    expect(await rejection(provider.get('key'))).toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    await server.resume();
    await become(provider, 'ready');
    expect(await provider.get('key', { timeout: '10s' })).toBe(1);
    client.destroy();
  });

  it('comes back with its connection', async () => {
    server = await startRedis();
    const client = createClient({ url: server.url, socket: { reconnectStrategy: 10 } });
    client.on('error', () => {});
    await client.connect();
    await using provider = new RedisCacheProvider({ client, socketTimeout: '10s' });
    await provider.set('key', 1);
    await server.kill();
    await become(provider, 'open');
    await server.restart();
    await become(provider, 'ready');
    await provider.set('key', 2);
    expect(await provider.get('key')).toBe(2);
    client.destroy();
  });
});

describe('a credentials provider', () => {
  it('is asked before each attempt; what it throws is told, and not its secrets', async () => {
    server = await startRedis({ users: [{ name: 'cache', password: 'hunter2-7f3a9c', rules: ['~*', '+@all'] }] });
    let asked = 0;
    const { host, port } = server;
    await using provider = new RedisCacheProvider({
      host,
      port,
      socketTimeout: '10s',
      credentialsProvider: async () => {
        asked++;
        if (asked === 1) throw new Error('the vault is sealed');
        return { username: 'cache', password: asked === 2 ? 'hunter2-wrong' : 'hunter2-7f3a9c' };
      },
    });
    expect(((await rejection(provider.get('key'))) as Error).message).toContain('the vault is sealed');
    await become(provider, 'ready');
    expect(asked).toBe(3);
    await provider.set('key', 1);
    expect(await provider.get('key')).toBe(1);
  });

  it('that gives something else, or nothing in time, is told', async () => {
    server = await startRedis();
    const { host, port } = server;
    const options = { host, port, socketTimeout: '10s', socketConnectTimeout: 50 } as const;
    await using wrong = new RedisCacheProvider({ ...options, credentialsProvider: () => ({}) as { password: string } });
    expect(((await rejection(wrong.get('key'))) as Error).message).toContain('credentialsProvider gave no');
    await using slow = new RedisCacheProvider({ ...options, credentialsProvider: () => new Promise(() => {}) });
    expect(((await rejection(slow.get('key'))) as Error).message).toContain('credentialsProvider in time');
  });
});
