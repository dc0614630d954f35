import { assertSame } from '@modular-agent/cache-conformance';
import { CacheOptionError, CacheSerializationError } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { createClient, type RedisClientType } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from './index.ts';
import { rejection } from './test/rejection.ts';

let server: RedisServer;
let admin: RedisClientType;

beforeAll(async () => {
  server = await startRedis();
  admin = createClient({ url: server.url });
  await admin.connect();
});

afterAll(async () => {
  admin.destroy();
  await server.kill();
});

describe('the option', () => {
  it('db chooses the database', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, db: 7, socketTimeout: '10s' });
    await provider.set('key', 1);
    expect(await admin.dbSize()).toBe(0);
    await admin.sendCommand(['SELECT', '7']);
    expect(await admin.keys('*')).toEqual(['agent:cache:v|key']);
    await admin.sendCommand(['SELECT', '0']);
  });

  it('defaultTtl is how long an entry lives whose call says nothing else', async () => {
    await using provider = new RedisCacheProvider({
      url: server.url,
      keyPrefix: 'ttl:',
      defaultTtl: '90s',
      socketTimeout: '10s',
    });
    await provider.set('short', 1);
    await provider.set('endless', 1, { ttl: Infinity });
    await provider.setIfNewer('newer', 1, { stamp: 1 });
    expect(await admin.pTTL('ttl:v|short')).toBeGreaterThan(80_000);
    expect(await admin.pTTL('ttl:v|short')).toBeLessThanOrEqual(90_000);
    expect(await admin.pTTL('ttl:v|newer')).toBeGreaterThan(80_000);
    expect(await admin.pTTL('ttl:v|endless')).toBe(-1);
  });

  it('name is what errors say', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, name: 'sessions', socketTimeout: '10s' });
    expect(provider.name).toBe('sessions');
    expect(await rejection(provider.get(''))).toMatchObject({ provider: 'sessions' });
  });

  it('decodeResponses: false makes values bytes, with metadata and stamp beside them', async () => {
    const options = { url: server.url, keyPrefix: 'bytes:', socketTimeout: '10s' } as const;
    await using bytes = new RedisCacheProvider({ ...options, decodeResponses: false });
    await using values = new RedisCacheProvider(options);
    const value = new Uint8Array([0, 255, 128]);
    await bytes.set('key', value, { metadata: { type: 'image' }, stamp: 3 });
    assertSame(await bytes.getEntry('key'), { value, metadata: { type: 'image' }, stamp: 3 });
    assertSame(await values.get('key'), value);
    expect((await admin.get('bytes:v|key'))?.length).toBeGreaterThan(0);
    expect(CacheSerializationError.isInstance(await rejection(bytes.set('key', 'text')))).toBe(true);
    await values.set('other', 'text');
    expect(await bytes.get('other')).toBeUndefined();
    expect(await bytes.getStats()).toMatchObject({ unreadable: 1 });
  });
});

describe('setIfNewer', () => {
  it('works on a server that has forgotten the script', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, keyPrefix: 'script:', socketTimeout: '10s' });
    expect(await provider.setIfNewer('key', 1, { stamp: 5 })).toBe(true);
    await admin.sendCommand(['SCRIPT', 'FLUSH']);
    expect(await provider.setIfNewer('key', 2, { stamp: 4 })).toBe(false);
    expect(await provider.get('key')).toBe(1);
  });

  it('without a stamp is refused', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
    const call = provider.setIfNewer('key', 1, {} as { stamp: number });
    const error = await rejection(call);
    expect(CacheOptionError.isInstance(error) && error.option).toBe('stamp');
  });

  it('lets the highest stamp win, however many write at once', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, keyPrefix: 'race:', socketTimeout: '10s' });
    const stamps = Array.from({ length: 200 }, (_, index) => (index * 37) % 200);
    await Promise.all(stamps.map((stamp) => provider.setIfNewer('key', stamp, { stamp })));
    expect(await provider.getEntry('key')).toMatchObject({ value: 199, stamp: 199 });
  });
});

describe('large values', () => {
  it('go in and come out, also beside small ones', async () => {
    await using provider = new RedisCacheProvider({ url: server.url, keyPrefix: 'large:', socketTimeout: '20s' });
    const large = Buffer.alloc(8 * 1_024 * 1_024, 7);
    await provider.setMany([['large', large], ['small', 1]]); // prettier-ignore
    const found = await provider.getMany(['small', 'large']);
    expect(found.get('small')).toBe(1);
    expect(Buffer.compare(found.get('large') as Buffer, large)).toBe(0);
  });
});
