import { startCluster, startSentinel, type RedisServer } from '@modular-agent/redis-testing';
import { describe, expect, it } from 'vitest';
import { RedisCacheProvider } from './index.ts';
import { expectCalm } from './test/load/expect-calm.ts';
import { underLoad } from './test/load/under-load.ts';
import { keySlot } from './topology/key-slot.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
const timeout = 200;

describe('under load, calls end in time, tell nothing wrong, and succeed again by themselves, when', () => {
  it('a master of a Cluster is killed, and its replica takes over', async () => {
    await using cluster = await startCluster({ replicasPerMaster: 1, nodeTimeout: 1_000 });
    await using provider = new RedisCacheProvider({ cluster: { nodes: cluster.seeds }, socketTimeout: timeout });
    const report = await underLoad(provider, timeout, async (load) => {
      await load.ended(200);
      await load.duringFailover(async () => {
        await cluster.nodes[0]?.kill();
        const killedAt = performance.now();
        const healed = load.healed();
        await cluster.waitUntilOk();
        const agreedAt = performance.now();
        const time = await healed;
        const late = Math.max(0, killedAt + time - agreedAt);
        console.info(
          `Cluster master killed: healed after ${Math.round(time)} ms, ${Math.round(late)} ms after the nodes agreed`,
        );
      });
      await load.ended(400);
    });
    expectCalm(report);
    expect(report.succeeded).toBeGreaterThan(500);
  });

  it('slots of a Cluster move there and back', async () => {
    await using cluster = await startCluster();
    await using provider = new RedisCacheProvider({ cluster: { nodes: cluster.seeds }, socketTimeout: timeout });
    const slots = Array.from({ length: 20 }, (_, at) => keySlot(`agent:cache:v|key ${at}`));
    const report = await underLoad(provider, timeout, async (load) => {
      await load.ended(200);
      for (const slot of slots.slice(0, 6)) {
        const from = await cluster.masterOf(slot);
        const to = cluster.nodes.find((node) => node !== from) ?? from;
        await cluster.moveSlot(slot, to);
        await load.ended(20);
        await cluster.moveSlot(slot, from);
      }
      console.info(`slots moved: all well ${Math.round(await load.healed())} ms after the last`);
    });
    expectCalm(report);
    expect(report.succeeded).toBe(report.calls);
  });

  it('Sentinels put a replica in the place of a master that is killed, and of one that is well', async ({ skip }) => {
    skip(!isDeep, 'Sentinels take 20 seconds for it');
    await using sentinel = await startSentinel();
    await using provider = new RedisCacheProvider({
      sentinel: { name: sentinel.masterName, nodes: sentinel.addresses },
      socketTimeout: timeout,
    });
    const report = await underLoad(provider, timeout, async (load) => {
      await load.ended(200);
      const first: RedisServer = await sentinel.currentMaster();
      await load.duringFailover(async () => {
        await first.kill();
        console.info(`Sentinel, master killed: healed after ${Math.round(await load.healed())} ms`);
      });
      await load.ended(200);
      await first.restart();
      await sentinel.waitUntilAgreed();
      await load.duringFailover(async () => {
        await sentinel.failover();
        await sentinel.waitUntilAgreed();
        console.info(`Sentinel, failover asked for: healed ${Math.round(await load.healed())} ms after they agreed`);
      });
      await load.ended(200);
    });
    expectCalm(report);
    expect(report.succeeded).toBeGreaterThan(800);
  });
});
