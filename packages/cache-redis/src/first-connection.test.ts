import { CacheClosedError, CacheUnavailableError } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from './index.ts';
import { become } from './test/become.ts';
import { rejection } from './test/rejection.ts';
import { startTcpServer } from './test/tcp-server.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

describe('making a provider', () => {
  it('connects to nothing', async () => {
    const connections: unknown[] = [];
    await using listener = await startTcpServer((socket) => connections.push(socket));
    const provider = new RedisCacheProvider({ host: '127.0.0.1', port: listener.port });
    expect(await provider.cleanupExpired()).toBe(0);
    await provider.getStats();
    await provider.close();
    expect(connections).toEqual([]);
  });
});

describe('the first calls', () => {
  it('wait for the first connection, so that they succeed, in the order in which they were made', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, keyPrefix: 'first:', socketTimeout: '5s' });
    const writes = Array.from({ length: 50 }, (_, index) => provider.set('key', index));
    const read = provider.get('key');
    await Promise.all(writes);
    expect(await read).toBe(49);
  });

  it('are refused with the reason when the server is down, and so is every later one, at once', async () => {
    const port = await freePort();
    await using provider = new RedisCacheProvider({ host: '127.0.0.1', port, socketTimeout: '10s' });
    const errors = await Promise.all([rejection(provider.get('key')), rejection(provider.set('key', 1))]);
    errors.push(await rejection(provider.get('key')));
    for (const error of errors) {
      expect(CacheUnavailableError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ provider: 'redis', key: 'key', outcome: 'not-applied' });
      expect((error as Error).message).toContain(`127.0.0.1:${port}`);
      expect((error as Error).message).toContain('ECONNREFUSED');
      expect((error as Error).message).toContain('is the server running');
    }
  });

  it('succeed by themselves once a server that was down at the start is there', async () => {
    const late = await startRedis();
    await late.kill();
    await using provider = new RedisCacheProvider({ url: late.url, socketTimeout: '10s' });
    await rejection(provider.get('key'));
    await late.restart();
    await become(provider, 'ready');
    await provider.set('key', 1);
    expect(await provider.get('key')).toBe(1);
    await late.kill();
  });

  it.each([
    ['socketTimeout', { socketTimeout: 50 }],
    ['acquireTimeout', { socketTimeout: '1h', acquireTimeout: 50 }],
  ] as const)('wait for it no longer than %s, and later ones are refused at once', async (_, options) => {
    await using mute = await startTcpServer(() => {});
    const { port } = mute;
    await using provider = new RedisCacheProvider({ host: '127.0.0.1', port, ...options });
    const error = await rejection(provider.set('key', 1));
    expect(CacheUnavailableError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ key: 'key', outcome: 'not-applied' });
    expect((error as Error).message).toContain(`127.0.0.1:${port} gave no connection within`);
    const later = await rejection(provider.set('key', 1, { timeout: '1h' }));
    expect(CacheUnavailableError.isInstance(later)).toBe(true);
    expect((later as Error).message).toContain(`127.0.0.1:${port} has given no connection yet`);
  });

  it('succeed once a server that stood still at the start goes on', async () => {
    const stopped = await startRedis();
    await stopped.pause();
    await using provider = new RedisCacheProvider({ url: stopped.url, socketTimeout: 200 });
    await rejection(provider.get('key'));
    await rejection(provider.get('key'));
    await stopped.resume();
    await become(provider, 'ready');
    await provider.set('key', 1, { timeout: '10s' });
    expect(await provider.get('key', { timeout: '10s' })).toBe(1);
    await stopped.kill();
  });

  it('are refused when the handshake takes longer than socketConnectTimeout, and its connection is cut', async () => {
    await using mute = await startTcpServer(() => {});
    const options = { host: '127.0.0.1', port: mute.port, socketTimeout: '1m', socketConnectTimeout: 50 } as const;
    const provider = new RedisCacheProvider(options);
    const error = await rejection(provider.get('key'));
    expect(CacheUnavailableError.isInstance(error)).toBe(true);
    expect((error as Error).message).toContain('no answer to the handshake');
    expect((error as Error).message).toContain('socketConnectTimeout');
    await provider.close();
    await mute.emptied();
  });

  it('end at once when the provider is closed while it connects, and nothing of the attempt is left', async () => {
    const accepted = Promise.withResolvers<void>();
    await using mute = await startTcpServer(() => accepted.resolve());
    const provider = new RedisCacheProvider({ host: '127.0.0.1', port: mute.port, socketTimeout: 100 });
    const call = rejection(provider.get('key', { timeout: '1m' }));
    await accepted.promise;
    await provider.close();
    expect(CacheClosedError.isInstance(await call)).toBe(true);
    await mute.emptied();
  });

  it('are carried out before close cuts the connection', async () => {
    const provider = new RedisCacheProvider({ url: server.url, keyPrefix: 'cold:', socketTimeout: '10s' });
    const write = provider.set('key', 1);
    await provider.close();
    await write;
    await using reader = new RedisCacheProvider({ url: server.url, keyPrefix: 'cold:', socketTimeout: '10s' });
    expect(await reader.get('key')).toBe(1);
  });
});
