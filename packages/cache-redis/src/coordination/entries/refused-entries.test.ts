import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from '../../index.ts';
import { rejection } from '../../test/rejection.ts';

let server: RedisServer;
const options = { ttl: '1h', metadata: {} } as const;
const user = { username: 'reader', password: 'hunter2-7f3a9c' };

beforeAll(async () => {
  const rules = ['~agent:cache:*', '+@all', '-set', '-publish'];
  server = await startRedis({ users: [{ name: user.username, password: user.password, rules }] });
});

beforeEach(async () => {
  await server.command('CONFIG', 'SET', 'maxmemory', '0');
  await server.command('FLUSHALL');
});

afterAll(() => server.kill());

describe('a full server', () => {
  it('that refuses a result gets the lease back', async () => {
    await using provider = new RedisCacheProvider({ url: server.url });
    const { entries } = provider.coordination;
    const { lease } = await entries.acquire('key', '10s');
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    const error = await rejection(entries.store(lease ?? { key: '', token: '' }, 'value', options));
    expect(error).toMatchObject({ code: 'CACHE_SERVER', reply: 'OOM', outcome: 'not-applied', key: 'key' });
    expect(await server.command('EXISTS', 'agent:cache:e|key')).toBe(0);
  });

  it('that refuses a set drops the older entry and ends the lease', async () => {
    await using provider = new RedisCacheProvider({ url: server.url });
    const { entries } = provider.coordination;
    await entries.set('key', 'older', options);
    await entries.acquire('key', '10s');
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    const error = await rejection(entries.set('key', 'newer', options));
    expect(error).toMatchObject({ code: 'CACHE_SERVER', reply: 'OOM', outcome: 'not-applied' });
    expect(await server.command('EXISTS', 'agent:cache:e|key', 'agent:cache:v|key')).toBe(0);
  });

  it('grants no lease, and says why', async () => {
    await using provider = new RedisCacheProvider({ url: server.url });
    const { entries } = provider.coordination;
    await entries.get('key');
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    expect(await rejection(entries.acquire('key', '10s'))).toMatchObject({ reply: 'OOM', outcome: 'not-applied' });
    await entries.delete(['key']);
  });
});

describe('a user who may not write', () => {
  it('is told so, the older entry is dropped, and a message that may not be sent keeps nothing from being deleted', async () => {
    await using admin = new RedisCacheProvider({ url: server.url });
    await using provider = new RedisCacheProvider({ host: server.host, port: server.port, ...user });
    const { entries } = provider.coordination;
    const announce = { channel: 'news', message: 'changed' };
    await admin.set('key', 'older');
    await admin.set('other', 'older');
    const error = await rejection(entries.set('key', 'newer', { ...options, announce }));
    expect(error).toMatchObject({ code: 'CACHE_SERVER', reply: 'NOPERM', outcome: 'not-applied' });
    expect(await admin.get('key')).toBeUndefined();
    await entries.delete(['other'], { announce });
    expect(await admin.get('other')).toBeUndefined();
    expect(await rejection(entries.acquire('key', '10s'))).toMatchObject({ reply: 'NOPERM' });
  });
});
