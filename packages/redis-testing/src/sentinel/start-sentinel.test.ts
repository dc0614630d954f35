import { createSentinel } from 'redis';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { runCommand } from '../run-command.ts';
import type { RedisSentinel } from './redis-sentinel.ts';
import { startSentinel, type StartSentinelOptions } from './start-sentinel.ts';

let group: RedisSentinel | undefined;

afterEach(async () => {
  await group?.kill();
  group = undefined;
});

async function start(options: StartSentinelOptions = {}): Promise<RedisSentinel> {
  return (group = await startSentinel(options));
}

/** Which port each Sentinel names. */
async function namedPorts({ sentinels, masterName }: RedisSentinel): Promise<number[]> {
  const ask = sentinels.map((each) => each.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName));
  return (await Promise.all(ask)).map((address) => Number((address as string[])[1]));
}

async function roleOf(server: RedisSentinel['data'][number] | undefined): Promise<unknown> {
  return ((await server?.command('ROLE')) as unknown[] | undefined)?.[0];
}

describe('startSentinel()', () => {
  it('starts Sentinels that name the master, and a replica that follows it', async () => {
    const made = await start();
    const { sentinels, data, addresses } = made;
    const [master, replica] = data;
    expect([sentinels.length, data.length]).toEqual([3, 2]);
    expect(addresses).toEqual(sentinels.map(({ port }) => ({ host: '127.0.0.1', port })));
    expect(await made.currentMaster()).toBe(master);
    expect([await roleOf(master), await roleOf(replica)]).toEqual(['master', 'slave']);
  });

  it('has a client find the master by its name, with a password for each', async () => {
    const { addresses, password, sentinelPassword, data } = await start({
      masterName: 'cache',
      password: 'p@ss word',
      sentinelPassword: 'an "other" \\ one',
    });
    const client = createSentinel({
      name: 'cache',
      sentinelRootNodes: addresses.map((address) => ({ ...address })),
      nodeClientOptions: { password: password ?? '' },
      sentinelClientOptions: { password: sentinelPassword ?? '' },
    });
    client.on('error', () => {});
    await client.connect();
    await client.set('key', 'value');
    await client.destroy();
    expect(await data[0]?.command('GET', 'key')).toBe('value');
  });

  it('lets in only who has the password of each', async () => {
    const { addresses, data } = await start({ sentinels: 1, replicas: 0, password: 'one', sentinelPassword: 'other' });
    for (const { host, port } of [...addresses, ...data]) {
      await expect(runCommand(`redis://${host}:${port}`, undefined, ['INFO'])).rejects.toThrow('NOAUTH');
    }
  });

  it('shows the log of a server that does not start', async () => {
    await expect(startSentinel({ args: ['--maxmemory-policy', 'nonsense'] })).rejects.toThrow(
      expect.objectContaining({ name: 'RedisStartError', message: expect.stringContaining('maxmemory-policy') }),
    );
  });

  it('refuses what can not watch', async () => {
    await expect(startSentinel({ sentinels: 0 })).rejects.toThrow('1 Sentinel or more');
  });

  it.each(['stop', 'kill'] as const)('makes servers of which %s() leaves nothing', async (how) => {
    const made = await start({ sentinels: 1 });
    await made[how]();
    const answers = await Promise.allSettled([...made.sentinels, ...made.data].map((server) => server.command('PING')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['rejected']));
  });
});

describe('Sentinels', () => {
  it('name the replica that failover() made the master, all of them', async () => {
    const made = await start();
    const successor = await made.failover();
    expect(successor).toBe(made.data[1]);
    expect(await roleOf(successor)).toBe('master');
    expect(await namedPorts(made)).toEqual([successor.port, successor.port, successor.port]);
  });

  it('put a replica, with the data, in the place of a master that is killed', async () => {
    const made = await start();
    const [master, replica] = made.data;
    await master?.command('SET', 'key', 'value');
    const findMissing = async (): Promise<string | undefined> =>
      (await replica?.command('GET', 'key')) === 'value' ? undefined : 'it has no copy';
    await until('The replica', findMissing, 5_000);
    await master?.kill();
    await made.waitUntilAgreed();
    expect(await made.currentMaster()).toBe(replica);
    expect(await replica?.command('GET', 'key')).toBe('value');
  });

  it('know the master again when they come back', async () => {
    const made = await start({ sentinels: 2 });
    const successor = await made.failover();
    for (const sentinel of made.sentinels) await sentinel.restart();
    expect(await namedPorts(made)).toEqual([successor.port, successor.port]);
  });

  it('say what is missing when nothing can become the master', async () => {
    const made = await start({ replicas: 0, sentinels: 1 });
    await made.data[0]?.kill();
    await expect(made.waitUntilAgreed(50)).rejects.toThrow(/longer than 50 ms: the master at port \d+ does not answer/);
  });
});
