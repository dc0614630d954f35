import { startSentinel, type RedisSentinel } from '@modular-agent/redis-testing';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type RedisCacheProviderOptions } from './index.ts';
import { become } from './test/become.ts';
import { rejection } from './test/rejection.ts';

let sentinel: RedisSentinel;
const password = 'for data';
const sentinelPassword = 'for those who watch';

beforeAll(async () => {
  sentinel = await startSentinel({ password, sentinelPassword, downAfter: 500 });
});

afterAll(() => sentinel.kill());

function newProvider(
  options: Partial<RedisCacheProviderOptions> = {},
  own: Partial<RedisCacheProviderOptions['sentinel']> = {},
): RedisCacheProvider {
  return new RedisCacheProvider({
    sentinel: { name: sentinel.masterName, nodes: sentinel.addresses, password: sentinelPassword, ...own },
    password,
    socketTimeout: '10s',
    ...options,
  });
}

describe('Sentinels', () => {
  it('say where the master is, each with a password of its own', async () => {
    await using provider = newProvider();
    await provider.set('key', 1);
    expect(await (await sentinel.currentMaster()).command('EXISTS', 'agent:cache:v|key')).toBe(1);
    expect(provider.state).toBe('ready');
  });

  it('are asked in turn where the first of them is gone', async () => {
    await using provider = newProvider({}, { nodes: ['127.0.0.1:1', ...sentinel.addresses] });
    await provider.set('key', 1);
    expect(await provider.get('key')).toBe(1);
  });

  it('that refuse, do not know the name or are not there are told as that', async () => {
    const refusals = [
      [{ password: 'wrong' }, /the Sentinel at 127\.0\.0\.1:\d+: .*WRONGPASS/],
      [{ name: 'nobody' }, /knows no master 'nobody'; check the options in sentinel: name/],
      [{ nodes: ['127.0.0.1:1'] }, /the Sentinel at 127\.0\.0\.1:1: .*ECONNREFUSED/],
    ] as const;
    for (const [own, message] of refusals) {
      await using provider = newProvider({}, own);
      const error = await rejection(provider.get('key'));
      expect(error).toMatchObject({ code: 'CACHE_UNAVAILABLE', message: expect.stringMatching(message) });
      expect(String(error)).not.toContain(sentinelPassword);
    }
  });

  it('send reads to a replica where that is wanted, and to the master while none is there', async () => {
    await using provider = newProvider({ readFrom: 'replica' });
    await provider.set('key', 1);
    const [, replica] = sentinel.data;
    while ((await provider.getStats()).nodes.filter(({ state }) => state === 'ready').length < 2)
      await provider.get('key');
    // Until the replica has heard of it.
    while ((await provider.get('key')) !== 1) await nextTurn();
    await replica?.command('CONFIG', 'RESETSTAT');
    expect(await provider.get('key')).toBe(1);
    expect(String(await replica?.command('INFO', 'commandstats'))).toContain('cmdstat_get:calls=1');
    await replica?.kill();
    await become(provider, 'ready');
    expect(await provider.getMany(['key'])).toEqual(new Map([['key', 1]]));
    await replica?.restart();
    await sentinel.waitUntilAgreed();
  });

  it('serve a user who is allowed what the README lists for them', async () => {
    const [username, secret] = ['least', randomUUID()];
    const ofData =
      '~agent:cache:* +hello +auth +select +ping +get +mget +set +unlink +exists +scan +eval +evalsha +getrange +role';
    const ofSentinels =
      '&+switch-master +hello +auth +ping +sentinel|get-master-addr-by-name +sentinel|replicas +subscribe';
    const admit = (rules: string): string[] => [
      'ACL',
      'SETUSER',
      username,
      'reset',
      'on',
      `>${secret}`,
      ...rules.split(' '),
    ];
    await Promise.all([
      ...sentinel.data.map((node) => node.command(...admit(ofData))),
      ...sentinel.sentinels.map((node) => node.command(...admit(ofSentinels))),
    ]);
    await using provider = newProvider(
      { username, password: secret, readFrom: 'replica' },
      { username, password: secret },
    );
    await provider.set('key', 1);
    while ((await provider.getStats()).nodes.filter(({ state }) => state === 'ready').length < 2)
      await provider.get('key');
    expect(provider.state).toBe('ready');
  });

  it('leave versions to the master also where reads go to replicas, which may not have heard of an invalidation', async () => {
    await using provider = newProvider({ readFrom: 'replica' });
    const { versions } = provider.coordination;
    await provider.get('key');
    const [, replica] = sentinel.data;
    await replica?.command('CONFIG', 'RESETSTAT');
    await versions.invalidate('answers', ['a']);
    for (let round = 0; round < 10; round++) await versions.read('answers', ['a']);
    expect(String(await replica?.command('INFO', 'commandstats'))).not.toContain('cmdstat_hmget');
  });

  it('that name another master are heard at once, by calls and by listeners, though nothing comes of the one before', async () => {
    const master = await sentinel.currentMaster();
    await using provider = newProvider({ socketTimeout: '300ms' });
    await provider.set('key', 1);
    const told = Promise.withResolvers<string>();
    const gaps: boolean[] = [];
    await provider.coordination.backplane.subscribe('news', {
      onMessage: told.resolve,
      onGap: () => void gaps.push(true),
    });
    await master.pause();
    const outcomes: unknown[] = [];
    while ((await sentinel.currentMaster().catch(() => master)) === master) {
      outcomes.push(await provider.set('key', 2).catch((error: unknown) => error));
    }
    await become(provider, 'ready');
    await provider.set('key', 3, { timeout: '5s' });
    expect(outcomes.length).toBeGreaterThan(0);
    while (gaps.length < 2) await nextTurn();
    await provider.coordination.backplane.publish('news', 'from the new one');
    expect(await told.promise).toBe('from the new one');
    const next = await sentinel.currentMaster();
    expect(await next.command('EXISTS', 'agent:cache:v|key')).toBe(1);
    await master.resume();
    await sentinel.waitUntilAgreed();
    expect(await provider.get('key')).toBe(3);
  });
});
