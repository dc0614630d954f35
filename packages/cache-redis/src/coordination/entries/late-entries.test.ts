import { startProxy, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from '../../index.ts';
import { rejection } from '../../test/rejection.ts';
import { startScriptedServer } from '../../test/scripted-server.ts';

let server: RedisServer;
const options = { ttl: '1h', metadata: {} } as const;

beforeAll(async () => {
  server = await startRedis();
});

beforeEach(async () => {
  await server.command('FLUSHALL');
});

afterAll(() => server.kill());

/** The server's clock in milliseconds. */
async function serverTime(): Promise<number> {
  const [seconds, microseconds] = (await server.command('TIME')) as readonly [string, string];
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
}

describe('a set that arrives late', () => {
  it.each([undefined, '1h'] as const)('is refused by the server, with a queueTimeout of %s', async (queueTimeout) => {
    await using proxy = await startProxy(server);
    await using other = new RedisCacheProvider({ url: server.url });
    const provider = new RedisCacheProvider({ url: proxy.url, socketTimeout: '10s' });
    const { entries } = provider.coordination;
    await entries.set('key', 'old', options);
    proxy.stall({ direction: 'toServer' });
    const late = await rejection(entries.set('key', 'late', { ...options, timeout: '50ms', queueTimeout }));
    expect(late).toMatchObject({ code: 'CACHE_TIMEOUT', outcome: 'unknown' });
    await other.coordination.entries.set('key', 'newer', options);
    // Its timeout, a second, and what clocks may differ.
    const end = (await serverTime()) + 1_250;
    while ((await serverTime()) < end);
    await server.command('CONFIG', 'RESETSTAT');
    proxy.resume();
    // The connection goes on: what is sent over it now comes after what was late.
    expect((await entries.get('key', { timeout: '10s' }))?.value).toBe('newer');
    expect(String(await server.command('INFO', 'commandstats'))).toContain('cmdstat_evalsha:calls=1,');
    await provider.close();
  });

  it('is told as not applied where the refusal is heard', async () => {
    // Its clock jumps ahead by an hour with each answer.
    let time = 1_700_000_000_000_000;
    await using odd = await startScriptedServer(([command]) => {
      time += 3_600_000_000;
      if (command === 'EVAL') return `*2\r\n:${Math.floor(time / 1_000_000)}\r\n:0\r\n`;
      return `:-${time}\r\n`;
    });
    await using provider = new RedisCacheProvider({ host: '127.0.0.1', port: odd.port });
    const error = await rejection(provider.coordination.entries.set('key', 1, options));
    expect(error).toMatchObject({ code: 'CACHE_TIMEOUT', outcome: 'not-applied', key: 'key' });
  });
});

describe('the clock', () => {
  it("is this process's own before the first call, then the server's", async () => {
    const offset = 3_600_000;
    const time = (): number => Math.floor((Date.now() + offset) * 1_000);
    await using odd = await startScriptedServer(([command]) => {
      if (command === 'EVAL') return `*2\r\n:${Math.floor(time() / 1_000_000)}\r\n:${time() % 1_000_000}\r\n`;
      if (command === 'ZREVRANGEBYSCORE') return '*4\r\n$2\r\ne1\r\n,inf\r\n$1\r\ns\r\n,5\r\n';
      return `:${time()}\r\n`;
    });
    await using provider = new RedisCacheProvider({ host: '127.0.0.1', port: odd.port });
    const { entries, versions } = provider.coordination;
    expect(Math.abs(entries.now() - Date.now())).toBeLessThan(100);
    await versions.readSince('answers', undefined);
    expect(Math.abs(entries.now() - Date.now() - offset)).toBeLessThan(1_000);
  });

  it('follows one that was set, by the reply to a set, and is not led astray by a slow one', async () => {
    let offset = 0;
    await using odd = await startScriptedServer(([command]) => {
      const time = Math.floor((performance.timeOrigin + performance.now() + offset) * 1_000);
      return command === 'EVAL' ? `*2\r\n:${Math.floor(time / 1_000_000)}\r\n:${time % 1_000_000}\r\n` : `:${time}\r\n`;
    });
    await using proxy = await startProxy({ host: '127.0.0.1', port: odd.port });
    await using provider = new RedisCacheProvider({ host: proxy.host, port: proxy.port, socketTimeout: '10s' });
    const { entries } = provider.coordination;
    await entries.set('key', 1, options);
    const near = entries.now() - Date.now();
    proxy.delay(200);
    await entries.set('key', 1, options);
    expect(Math.abs(entries.now() - Date.now() - near)).toBeLessThan(20);
    proxy.resume();
    offset = -3_600_000;
    await entries.set('key', 1, options);
    expect(Math.abs(entries.now() - Date.now() - offset)).toBeLessThan(1_000);
  });
});
