import { isValidAt } from '@modular-agent/cache-contract';
import { startSentinel, type RedisSentinel, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisCacheProvider } from '../index.ts';
import { become } from '../test/become.ts';

let sentinel: RedisSentinel;

beforeAll(async () => {
  sentinel = await startSentinel({ password: 'for data', downAfter: 500 });
});

afterAll(() => sentinel.kill());

/** Keeps a replica from hearing anything more of its master: it can't log in there any longer. */
async function cutOff(master: RedisServer, replica: RedisServer): Promise<void> {
  await replica.command('CONFIG', 'SET', 'masterauth', 'wrong');
  await master.command('CLIENT', 'KILL', 'TYPE', 'replica');
  while (!String(await replica.command('INFO', 'replication')).includes('master_link_status:down'));
}

it('a failover that loses the last writes lets no withdrawn entry live, nor an earlier holder of a lease win', async () => {
  const { masterName: name, addresses: nodes } = sentinel;
  await using provider = new RedisCacheProvider({
    sentinel: { name, nodes },
    password: 'for data',
    socketTimeout: '5s',
  });
  const { versions, leases } = provider.coordination;
  const [replica] = sentinel.data.slice(1);
  const master = await sentinel.currentMaster();
  const mark = await versions.invalidate('answers', ['other']);
  await master.command('WAIT', '1', '0');

  await cutOff(master, replica as RedisServer);
  await versions.invalidate('answers', ['a']);
  const lost = await leases.acquire('rebuild', '1h');
  await provider.setIfNewer('rebuilt', 'by the first', { stamp: lost?.token ?? 0 });
  await master.kill();
  await sentinel.waitUntilAgreed();
  await become(provider, 'ready');

  expect(isValidAt(mark, ['a'], await versions.read('answers', ['a']))).toBe(false);
  const later = await leases.acquire('rebuild', '1h');
  expect(later?.token).toBeGreaterThan(lost?.token ?? Infinity);
  expect(await provider.setIfNewer('rebuilt', 'by the second', { stamp: later?.token ?? 0 })).toBe(true);
  expect(await provider.setIfNewer('rebuilt', 'late', { stamp: lost?.token ?? 0 })).toBe(false);
  expect(await leases.renew(lost ?? { key: '', token: 0 }, '1h')).toBe(false);
});
