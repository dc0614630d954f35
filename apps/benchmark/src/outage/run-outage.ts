import { setTimeout } from 'node:timers/promises';
import { startChild, type Child } from '../child/start-child.ts';
import { databaseOf, messageOf, patience } from '../run/contender-process.ts';
import type { BenchmarkServer } from '../run/server.ts';
import type { OutageTimes } from '../run/settings.ts';
import { sharedClock } from './clock.ts';
import { firstPong } from './first-pong.ts';
import type { OutageContender, OutageResult, Phase } from './outage-result.ts';
import { recordRevival } from './revival.ts';

/** Who goes through the outage. */
export const outageContenders: readonly string[] = [
  'this project',
  'node-redis tuned',
  'node-redis',
  'ioredis',
  'keyv',
  'cache-manager',
  'cacheable',
  'bentocache',
];

/** From when everyone is ready until the first call. */
const lead = 200;
/** A call that is made so shortly before the server goes is counted among those made while it is away. */
const blur = 10;

/**
 * One outage for all contenders at once, each in a process of its own: all see the same server do the same at the same
 * time, and 200 calls a second of each are far from what the server can do. Undefined
 * if the signal was aborted.
 */
export async function runOutage(
  server: BenchmarkServer,
  times: OutageTimes,
  onPhase: (phase: Phase) => void,
  signal: AbortSignal,
): Promise<OutageResult | undefined> {
  await server.flush();
  const contenders = outageContenders.map((name) => ({ name, child: startChild() }));
  try {
    const problems = await Promise.all(contenders.map(({ name, child }) => open(name, child, server)));
    const revival = await recordRevival(
      server.redis.url,
      outageContenders.map((name) => databaseOf(name)),
    );
    const from = sharedClock() + lead;
    const milliseconds = Object.values(times).reduce((sum: number, time: number) => sum + time, 0);
    const calling = contenders.map(({ name, child }, index) => call(name, child, problems[index], from, milliseconds));

    onPhase('healthy');
    await until(from + times.healthy, signal);
    onPhase('paused');
    const paused = sharedClock() - blur;
    await server.redis.pause();
    await until(paused + times.paused, signal);
    await server.redis.resume();
    const resumed = sharedClock();
    onPhase('resumed');
    await until(resumed + times.resumed, signal);
    onPhase('killed');
    const killed = sharedClock() - blur;
    await server.redis.kill();
    await until(killed + times.killed, signal);
    const restarting = server.redis.restart();
    const back = await firstPong(server.redis.host, server.redis.port, revival, patience);
    onPhase('back');
    await restarting;
    return {
      began: { healthy: from, paused, resumed, killed, back },
      ended: from + milliseconds,
      contenders: await Promise.all(calling),
    };
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    await Promise.all(contenders.map(({ child }) => child.end()));
  }
}

/** @returns Why the contender can't take part. */
async function open(name: string, child: Child, server: BenchmarkServer): Promise<string | undefined> {
  const url = server.databaseUrl(databaseOf(name));
  const job = { store: 'redis', contender: name, url, work: { kind: 'outage' } } as const;
  try {
    await child.ask({ do: 'open', job }, patience);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function call(
  name: string,
  child: Child,
  problem: string | undefined,
  from: number,
  milliseconds: number,
): Promise<OutageContender> {
  if (problem !== undefined) return { name, calls: [], problem };
  try {
    return { name, calls: await child.ask({ do: 'call-steadily', from, milliseconds }, milliseconds + patience) };
  } catch (error) {
    return { name, calls: [], problem: messageOf(error) };
  }
}

async function until(time: number, signal: AbortSignal): Promise<void> {
  await setTimeout(Math.max(0, time - sharedClock()), undefined, { signal });
}
