import { CacheBatchError, CacheServerError, CacheUnavailableError } from '@modular-agent/cache-contract';
import { startRedis } from '@modular-agent/redis-testing';
import { EventEmitter, getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RedisCacheProvider } from './index.ts';
import { become } from './test/become.ts';
import { rejection } from './test/rejection.ts';
import { startScriptedServer } from './test/scripted-server.ts';

describe('a server that answers as no Redis would', () => {
  it.each(['+OK\r\n', '_\r\n', ':1\r\n', '*0\r\n', '*1\r\n$-1\r\n', '*-1\r\n'])(
    'with %j to reads that travel together fails those that it leaves out',
    async (reply) => {
      await using server = await startScriptedServer(([command]) => (command === 'MGET' ? reply : '*0\r\n'));
      await using provider = new RedisCacheProvider({ host: '127.0.0.1', port: server.port, maxConnections: 1 });
      const answers = await Promise.allSettled([provider.get('a'), provider.get('b')]);
      const last = answers.at(-1);
      expect(last?.status === 'rejected' && CacheServerError.isInstance(last.reason)).toBe(true);
      expect((await provider.getStats()).inFlight).toEqual({ calls: 0, bytes: 0 });
    },
  );

  it('to a walk or a deletion says so', async () => {
    await using server = await startScriptedServer(() => '+OK\r\n');
    await using provider = new RedisCacheProvider({ host: '127.0.0.1', port: server.port, maxConnections: 1 });
    for (const error of [await rejection(provider.getSize()), await rejection(provider.delete('a'))]) {
      expect(CacheServerError.isInstance(error)).toBe(true);
    }
    expect((await provider.getStats()).deletes).toBe(0);
  });

  it('that refuses writes again and again leaves no read without an end', async () => {
    const reads: Promise<unknown>[] = [];
    const silent = new Set<number>();
    // A refusal opens the connection anew once it may be: meanwhile a read goes over the one before, and is never answered.
    await using server = await startScriptedServer(
      ([command], connection) => {
        if (command === 'GET') silent.add(connection);
        return silent.has(connection) ? undefined : '-READONLY\r\n';
      },
      (connection) => void (connection > 0 && reads.push(rejection(provider.get(`${connection}`)))),
    );
    await using provider: RedisCacheProvider = new RedisCacheProvider({
      host: '127.0.0.1',
      port: server.port,
      maxConnections: 1,
      socketTimeout: '3s',
    });
    while (reads.length < 2) {
      void provider.set('key', 1).catch(() => {});
      await nextTurn();
    }
    for (const read of reads) expect(await read).toMatchObject({ code: 'CACHE_TIMEOUT' });
  });
});

/** Another install's error for what a server said: the same by name alone. */
class ErrorReply extends Error {}
class SimpleError extends ErrorReply {}

/** A client that fails each command in this way. */
class FailingClient extends EventEmitter {
  readonly isReady = true;
  readonly #fail: (command: string) => Promise<unknown>;

  constructor(fail: (command: string) => Promise<unknown>) {
    super();
    this.#fail = fail;
  }

  sendCommand([command]: readonly (string | Buffer)[]): Promise<unknown> {
    return command === 'PING' ? Promise.resolve('PONG') : this.#fail(String(command));
  }
}

describe('a client of your own', () => {
  it('of another install of redis is understood when its server refuses', async () => {
    const client = new FailingClient(async () => {
      throw new SimpleError('OOM command not allowed when used memory > maxmemory');
    });
    await using provider = new RedisCacheProvider({ client });
    expect(await rejection(provider.set('key', 1))).toMatchObject({ code: 'CACHE_SERVER', reply: 'OOM' });
    expect(provider.state).toBe('ready');
  });

  it('that refuses a command by itself fails that call at once, and nothing else', async () => {
    const client = new FailingClient(async (command) => {
      if (command !== 'CLIENT') throw new Error('The queue is full');
    });
    await using provider = new RedisCacheProvider({ client });
    const error = await rejection(provider.set('key', 1));
    expect(CacheUnavailableError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ message: expect.stringContaining('The queue is full'), outcome: 'unknown' });
    expect(provider.state).toBe('ready');
    expect((await provider.getStats()).inFlight).toEqual({ calls: 0, bytes: 0 });
  });

  it('that throws while it sends fails the call once, and is taken up again', async () => {
    let isBroken = true;
    const client = new FailingClient((command) => {
      if (isBroken && command !== 'CLIENT') throw new RangeError('Array buffer allocation failed');
      return Promise.resolve('OK');
    });
    const provider = new RedisCacheProvider({ client });
    const error = await rejection(provider.set('key', 1));
    expect(error).toMatchObject({ code: 'CACHE_UNAVAILABLE', outcome: 'unknown' });
    expect(await rejection(provider.get('key'))).toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    expect((await provider.getStats()).operations.set).toEqual({ calls: 1, errors: 1, deadlineMisses: 0 });
    isBroken = false;
    await become(provider, 'ready');
    await provider.set('key', 1);
    await provider.close();
  });
});

describe('a batch', () => {
  it('that takes longer than its time sends nothing after it, and says of the rest that it was not sent', async () => {
    await using server = await startRedis();
    await using provider = new RedisCacheProvider({ url: server.url });
    await provider.set('first', 0);
    const entries = Array.from({ length: 40_000 }, (_, index) => [`${index}`, index] as const);
    const error = await rejection(provider.setMany(entries, { timeout: 20 }));
    const failed = CacheBatchError.isInstance(error) ? error.failed : new Map<string, never>();
    expect(failed.get('39999')).toMatchObject({ code: 'CACHE_TIMEOUT', outcome: 'not-applied', key: undefined });
    expect(await provider.exists('39999')).toBe(false);
    await provider.setMany(entries, { timeout: '20s' });
    const deletion = await rejection(provider.deleteMany(entries.map(([key]) => key), { timeout: 1 })); // prettier-ignore
    expect(CacheBatchError.isInstance(deletion)).toBe(true);
    expect(await provider.exists('39999')).toBe(true);
  });
});

describe('a signal', () => {
  it('that many calls share is listened to once, and by nobody when they have ended', async () => {
    await using server = await startRedis();
    await using provider = new RedisCacheProvider({ url: server.url });
    const controller = new AbortController();
    const { signal } = controller;
    const calls = Array.from({ length: 1_000 }, (_, index) => provider.get(`${index}`, { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await Promise.all(calls);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    const cut = Promise.all(Array.from({ length: 1_000 }, () => rejection(provider.get('key', { signal }))));
    controller.abort(new Error('enough'));
    const codes = (await cut).map((error) => (error as { readonly code?: unknown }).code);
    expect(new Set(codes)).toEqual(new Set(['CACHE_ABORTED']));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
