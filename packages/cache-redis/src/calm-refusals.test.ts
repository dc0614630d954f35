import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from './index.ts';
import { expectCalm } from './test/load/expect-calm.ts';
import { underLoad, type LoadReport } from './test/load/under-load.ts';

const timeout = 200;
let server: RedisServer;

beforeEach(async () => {
  server = await startRedis();
});

afterEach(() => server.kill());

/** Has the server refuse for a while, and then again serve. Asserts what must always hold. */
async function refusing(
  what: string,
  refuse: () => Promise<unknown>,
  serve: () => Promise<unknown>,
  options: RedisCacheProviderOptions = {},
): Promise<LoadReport> {
  await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: timeout, ...options });
  const report = await underLoad(provider, timeout, async (load) => {
    await load.ended(200);
    await refuse();
    await load.ended(400);
    await serve();
    console.info(`${what}: recovered after ${Math.round(await load.recovered())} ms`);
    await load.ended(200);
  });
  expectCalm(report);
  return report;
}

async function admin(...commands: readonly (readonly string[])[]): Promise<void> {
  for (const command of commands) await server.command(...command);
}

describe('under load, calls end in time, tell nothing wrong, and succeed again by themselves, when the server', () => {
  it('has no memory left: reads go on', async () => {
    const report = await refusing(
      'OOM',
      () => admin(['CONFIG', 'SET', 'maxmemory', '1']),
      () => admin(['CONFIG', 'SET', 'maxmemory', '0']),
    );
    expect(Object.keys(report.errors)).toEqual(['CACHE_SERVER']);
    expect(report.succeeded).toBeGreaterThan(500);
  });

  it('is a replica for a while: reads go on', async () => {
    const report = await refusing(
      'READONLY',
      () => admin(['REPLICAOF', '127.0.0.1', '1']),
      () => admin(['REPLICAOF', 'NO', 'ONE']),
    );
    expect(report.errors.CACHE_SERVER).toBeGreaterThan(50);
    expect(report.succeeded).toBeGreaterThan(500);
  });

  it('has lost its master, and will not serve old data', async () => {
    const report = await refusing(
      'MASTERDOWN',
      () => admin(['CONFIG', 'SET', 'replica-serve-stale-data', 'no'], ['REPLICAOF', '127.0.0.1', '1']),
      () => admin(['REPLICAOF', 'NO', 'ONE']),
    );
    expect(report.errors.CACHE_UNAVAILABLE).toBeGreaterThan(200);
  });

  // A server in a container of its own network does not find a master on this machine's loopback.
  it.skipIf(process.env['REDIS_TESTING'] === 'docker')('reads its data in', async () => {
    await using master = await startRedis({ args: ['--repl-diskless-sync-delay', '0'] });
    await master.command('EVAL', "for i = 1, 2000 do redis.call('SET', 'other:' .. i, i) end", '0');
    const report = await refusing(
      'LOADING',
      // Half a millisecond a key: it takes a second.
      () => admin(['CONFIG', 'SET', 'key-load-delay', '500'], ['REPLICAOF', master.host, String(master.port)]),
      () => admin(['REPLICAOF', 'NO', 'ONE']),
    );
    expect(report.errors.CACHE_UNAVAILABLE).toBeGreaterThan(100);
  });

  it('is held by a script', async () => {
    await admin(['CONFIG', 'SET', 'busy-reply-threshold', '20']);
    let script: Promise<unknown> = Promise.resolve();
    const report = await refusing(
      'BUSY',
      async () => {
        script = admin(['EVAL', 'while true do end', '0']).catch(() => {});
      },
      () => admin(['SCRIPT', 'KILL']),
    );
    await script;
    expect(report.errors.CACHE_UNAVAILABLE).toBeGreaterThan(200);
  });

  it('denies a command to this user: others go on', async () => {
    const report = await refusing(
      'NOPERM',
      () => admin(['ACL', 'SETUSER', 'default', '-set']),
      () => admin(['ACL', 'SETUSER', 'default', '+set']),
    );
    expect(Object.keys(report.errors)).toEqual(['CACHE_SERVER']);
    expect(report.succeeded).toBeGreaterThan(500);
  });

  it('wants another password, until it is changed there', async () => {
    const password = randomUUID();
    await admin(['ACL', 'SETUSER', 'cache', 'on', `>${password}`, '~*', '+@all']);
    const report = await refusing(
      'WRONGPASS',
      () => admin(['ACL', 'SETUSER', 'cache', 'resetpass', `>${randomUUID()}`], ['CLIENT', 'KILL', 'USER', 'cache']),
      () => admin(['ACL', 'SETUSER', 'cache', `>${password}`]),
      { username: 'cache', password },
    );
    expect(report.errors.CACHE_UNAVAILABLE).toBeGreaterThan(200);
  });

  it('wants a new password, which a credentials provider knows', async () => {
    const first = randomUUID();
    const second = randomUUID();
    let password = first;
    await admin(['ACL', 'SETUSER', 'cache', 'on', `>${first}`, '~*', '+@all']);
    const report = await refusing(
      'rotated password',
      () => admin(['ACL', 'SETUSER', 'cache', 'resetpass', `>${second}`], ['CLIENT', 'KILL', 'USER', 'cache']),
      async () => {
        password = second;
      },
      { credentialsProvider: async () => ({ username: 'cache', password }) },
    );
    expect(report.errors.CACHE_UNAVAILABLE).toBeGreaterThan(200);
  });
});
