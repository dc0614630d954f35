import { createCluster, type RedisClusterType } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../run-command.ts';
import type { ClusterNode } from './cluster-node.ts';
import type { RedisCluster } from './redis-cluster.ts';
import { startCluster, type StartClusterOptions } from './start-cluster.ts';

let other: RedisCluster | undefined;

afterEach(async () => {
  await other?.kill();
  other = undefined;
});

async function start(options: StartClusterOptions): Promise<RedisCluster> {
  return (other = await startCluster(options));
}

async function slotOf({ nodes }: RedisCluster, key: string): Promise<number> {
  return Number(await nodes[0]?.command('CLUSTER', 'KEYSLOT', key));
}

/** The master of the key's slot, and another one. */
async function mastersAround(cluster: RedisCluster, key: string) {
  const slot = await slotOf(cluster, key);
  const from = await cluster.masterOf(slot);
  const to = await cluster.masterOf((slot + 8_192) % 16_384);
  return { slot, from, to };
}

async function role(node: ClusterNode): Promise<unknown> {
  return ((await node.command('ROLE')) as unknown[])[0];
}

describe('a cluster of three masters', () => {
  let cluster: RedisCluster;
  let client: RedisClusterType;

  beforeAll(async () => {
    cluster = await startCluster({ password: 'secret' });
    client = createCluster({
      rootNodes: cluster.seeds.slice(0, 1).map((socket) => ({ socket })),
      defaults: { password: 'secret' },
    });
    client.on('error', () => {});
    await client.connect();
  });

  afterAll(async () => {
    client.destroy();
    await cluster.kill();
  });

  it('is found whole by a client that knows one node', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`);
    await Promise.all(keys.map((key) => client.set(key, key)));
    expect(await Promise.all(keys.map((key) => client.get(key)))).toEqual(keys);
    const sizes = await Promise.all(cluster.nodes.map((node) => node.command('DBSIZE')));
    expect(sizes.every((size) => Number(size) > 0)).toBe(true);
  });

  it('lets in only who has the password', async () => {
    for (const { host, port } of cluster.seeds) {
      await expect(runCommand(`redis://${host}:${port}`, undefined, ['PING'])).rejects.toThrow('NOAUTH');
    }
  });

  it('gives each master its share of the slots, under its own id', async () => {
    const slots = [0, 5_461, 16_383];
    const masters = await Promise.all(slots.map((slot) => cluster.masterOf(slot)));
    expect(masters).toEqual(cluster.nodes);
    expect(await Promise.all(masters.map((node) => node.command('CLUSTER', 'MYID')))).toEqual(
      cluster.nodes.map(({ id }) => id),
    );
  });

  it('answers for a key, with its time to live, after its slot has moved', async () => {
    const { slot, from, to } = await mastersAround(cluster, 'moved');
    await client.set('moved', 'value', { expiration: { type: 'EX', value: 1_000 } });
    await cluster.moveSlot(slot, to);
    expect(await cluster.masterOf(slot)).toBe(to);
    expect(await to.command('GET', 'moved')).toBe('value');
    expect(await to.command('TTL', 'moved')).toBeGreaterThan(900);
    await expect(from.command('GET', 'moved')).rejects.toThrow(`MOVED ${slot} 127.0.0.1:${to.port}`);
    expect(await client.get('moved')).toBe('value');
  });

  it('can be held in the middle of a migration', async () => {
    const { slot, from, to } = await mastersAround(cluster, '{held}1');
    await from.command('MSET', '{held}1', 'one', '{held}2', 'two');
    const move = await cluster.beginMove(slot, to);
    await move.moveKeys('{held}1', '{held}absent');
    await expect(from.command('GET', '{held}1')).rejects.toThrow(`ASK ${slot} 127.0.0.1:${to.port}`);
    await expect(from.command('MGET', '{held}1', '{held}2')).rejects.toThrow('TRYAGAIN');
    expect(await from.command('GET', '{held}2')).toBe('two');
    expect(await client.get('{held}1')).toBe('one');
    await move.finish();
    expect(await to.command('MGET', '{held}1', '{held}2')).toEqual(['one', 'two']);
  });

  it('refuses to move a slot to the master that holds it', async () => {
    await expect(cluster.beginMove(0, await cluster.masterOf(0))).rejects.toThrow('move it to another master');
  });

  it('has no slot but 0 to 16383', async () => {
    await expect(cluster.masterOf(16_384)).rejects.toThrow('slots are 0 to 16383');
  });
});

describe('a cluster with replicas', () => {
  it('goes on with a replica, which has the keys, when a master is killed; the master comes back as a replica', async () => {
    const cluster = await start({ replicasPerMaster: 1, nodeTimeout: 500 });
    const { slot, from } = await mastersAround(cluster, 'key');
    await from.command('SET', 'key', 'value');
    const replica = cluster.nodes[cluster.nodes.indexOf(from) + 3];
    expect(await from.command('WAIT', '1', '5000')).toBe(1);
    await from.kill();
    await cluster.waitUntilOk();
    const successor = await cluster.masterOf(slot);
    expect(successor).toBe(replica);
    expect(await successor.command('GET', 'key')).toBe('value');
    await from.restart();
    await cluster.waitUntilOk();
    expect(await cluster.masterOf(slot)).toBe(successor);
    expect(await from.command('CLUSTER', 'MYID')).toBe(from.id);
    expect(await role(from)).toBe('slave');
  });
});

describe('startCluster()', () => {
  it('says what is missing in a cluster that does not come right', async () => {
    const cluster = await start({ masters: 2 });
    await cluster.nodes[1]?.kill();
    await expect(cluster.waitUntilOk(50)).rejects.toThrow(
      /longer than 50 ms: (the master of the slots 8192|the node at)/,
    );
  });

  it('gives every node the arguments', async () => {
    const cluster = await start({ masters: 1, args: ['--maxmemory', '7mb'] });
    expect(await cluster.nodes[0]?.command('CONFIG', 'GET', 'maxmemory')).toMatchObject({ maxmemory: '7340032' });
  });

  it('shows the log of a node that does not start, and leaves no other running', async () => {
    await expect(startCluster({ args: ['--maxmemory-policy', 'nonsense'] })).rejects.toThrow(
      expect.objectContaining({ name: 'RedisStartError', message: expect.stringContaining('maxmemory-policy') }),
    );
  });

  it('refuses what can be no cluster', async () => {
    await expect(startCluster({ masters: 0 })).rejects.toThrow('1 master or more');
  });

  it.each(['stop', 'kill'] as const)('makes a cluster of which %s() leaves nothing', async (how) => {
    const cluster = await start({ masters: 2 });
    await cluster[how]();
    const answers = await Promise.allSettled(cluster.nodes.map((node) => node.command('PING')));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
