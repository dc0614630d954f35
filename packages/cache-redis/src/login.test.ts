import { CacheUnavailableError } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { inspect } from 'node:util';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from './index.ts';
import { rejection } from './test/rejection.ts';
import { startTcpServer } from './test/tcp-server.ts';

const secret = 'hunter2-7f3a9c';
let server: RedisServer;

beforeAll(async () => {
  server = await startRedis({ password: secret });
});

afterAll(() => server.kill());

/** What the first call of a provider that can't log in rejects with. Asserts that the secret shows nowhere. */
async function refusal(options: RedisCacheProviderOptions): Promise<Error> {
  const { host, port } = server;
  await using provider = new RedisCacheProvider({ host, port, socketTimeout: '10s', ...options });
  const errors = [await rejection(provider.set('key', 1)), await rejection(provider.get('key'))];
  for (const error of errors) expect(CacheUnavailableError.isInstance(error)).toBe(true);
  const shown = inspect([errors, provider], { depth: Infinity, showHidden: true, maxStringLength: Infinity });
  expect(shown + errors.map((error) => (error as Error).stack).join()).not.toContain(secret);
  return errors[0] as Error;
}

/** Runs a command as the administrator. */
async function asAdmin(...command: string[]): Promise<unknown> {
  const admin = createClient({ url: server.url });
  await admin.connect();
  try {
    return await admin.sendCommand(command);
  } finally {
    admin.destroy();
  }
}

describe('logging in', () => {
  it('works by password, by URL, and by user name', async () => {
    const { host, port, url } = server;
    await asAdmin('ACL', 'SETUSER', 'me', 'on', `>${secret}me`, '~*', '+@all');
    const ways: RedisCacheProviderOptions[] = [
      { host, port, password: secret },
      { url },
      { host, port, username: 'me', password: `${secret}me` },
      { url: `redis://me:${secret}me@${host}:${port}/2` },
    ];
    for (const way of ways) {
      await using provider = new RedisCacheProvider({ socketTimeout: '10s', ...way });
      await provider.set('key', 1);
      expect(await provider.get('key')).toBe(1);
      expect(inspect(provider, { depth: Infinity, showHidden: true })).not.toContain(secret);
    }
  });

  it('without a password, where one is wanted, says so', async () => {
    const { message } = await refusal({});
    expect(message).toContain('NOAUTH');
    expect(message).toContain('set the option password');
  });

  it('with a wrong password says so', async () => {
    const { message } = await refusal({ password: `${secret}-wrong` });
    expect(message).toContain('WRONGPASS');
    expect(message).toContain('check the options username and password');
  });

  it('to a database that the server does not have says so, and writes nowhere else', async () => {
    const { message } = await refusal({ password: secret, db: 99, keyPrefix: 'nowhere:' });
    expect(message).toContain('db is 99');
    expect(await asAdmin('KEYS', 'nowhere:*')).toEqual([]);
  });

  it('to a database that the user may not select says so, and writes nowhere else', async () => {
    await asAdmin('ACL', 'SETUSER', 'fixed', 'on', `>${secret}`, '~*', '+@all', '-select');
    const { message } = await refusal({ username: 'fixed', password: secret, db: 3, keyPrefix: 'nowhere:' });
    expect(message).toContain('NOPERM');
    expect(message).toContain('the ACL of user fixed must allow hello and select');
    expect(await asAdmin('KEYS', 'nowhere:*')).toEqual([]);
  });

  it('does not show a password that the server quotes, whole or cut', async () => {
    for (const quoted of [secret, secret.slice(0, 9)]) {
      await using old = await startTcpServer((socket) => {
        const reply = `-ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' '${quoted}' \r\n`;
        socket.once('data', () => socket.write(reply));
      });
      const { message } = await refusal({ port: old.port, host: '127.0.0.1', password: secret });
      expect(message).toContain("unknown command 'HELLO'");
      expect(message).toContain('Redis 6 or newer');
      expect(message).not.toContain(secret.slice(0, 9));
    }
  });

  it('works for a user who is allowed what the README lists, for every call', async () => {
    const allowed = '+hello +auth +select +ping +get +mget +set +unlink +exists +scan +evalsha +eval +getrange'.split(
      ' ',
    );
    const messages = ['&agent:cache:b|*', '+publish', '+subscribe', '+unsubscribe'];
    const versions =
      '+time +zadd +zcard +zrange +zrangebyscore +zrem +zremrangebyrank +zrevrange +zrevrangebyscore +zscore';
    const rules = ['~agent:cache:*', ...allowed, ...messages, ...versions.split(' '), '+pexpire'];
    await asAdmin('ACL', 'SETUSER', 'least', 'reset', 'on', `>${secret}`, ...rules);
    const { host, port } = server;
    await using provider = new RedisCacheProvider({
      host,
      port,
      username: 'least',
      password: secret,
      db: 1,
      socketTimeout: '10s',
    });
    await provider.set('key', 1);
    await provider.setIfNewer('key', 2, { stamp: 1 });
    await provider.setMany([['other', 3]]);
    expect(await provider.getMany(['key', 'other'])).toEqual(new Map([['key', 2], ['other', 3]])); // prettier-ignore
    expect(await provider.exists('key')).toBe(true);
    expect(await provider.getSize()).toBe(2);
    expect(await provider.delete('key')).toBe(true);
    await provider.clear();
    expect(await provider.getSize()).toBe(0);
    const heard = Promise.withResolvers<string>();
    const end = await provider.coordination.backplane.subscribe('news', { onMessage: heard.resolve, onGap: () => {} });
    await provider.coordination.backplane.publish('news', 'hello');
    expect(await heard.promise).toBe('hello');
    await end();
    const { versions: tags, leases, entries } = provider.coordination;
    const { sequence } = await tags.read('answers', ['a']);
    expect((await tags.invalidate('answers', ['a'])).sequence).toBeGreaterThan(sequence);
    // Invalidated long ago.
    const age = "redis.call('SELECT', 1); return redis.call('ZADD', KEYS[1], '1', 'ta')";
    await asAdmin('EVAL', age, '1', 'agent:cache:t|answers');
    expect(await tags.prune('answers', '1h')).toBe(1);
    const lease = await leases.acquire('rebuild', '1h');
    expect(lease).toBeDefined();
    expect(await leases.renew(lease ?? { key: '', token: 0 }, '1h')).toBe(true);
    expect(await leases.release(lease ?? { key: '', token: 0 })).toBe(true);
    const announce = { channel: 'news', message: 'changed' };
    expect((await tags.readSince('answers', undefined)).floor).toBe(2);
    await entries.set('key', 1, { ttl: '1h', metadata: {}, announce });
    const found = await entries.acquire('key', '1h');
    expect(found.entry?.value).toBe(1);
    const held = found.lease ?? { key: '', token: '' };
    expect(await entries.renew([held], '1h')).toEqual(new Set());
    expect(await entries.store(held, 2, { ttl: '1h', metadata: {}, announce })).toBe(true);
    expect(await entries.release(held, { announce })).toBe(false);
    await entries.delete(['key'], { announce });
  });
});
