import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { startRedis } from '@modular-agent/redis-testing';
import { createClient } from 'redis';
import type { LoadReport, MemorySample, StartLoad } from './messages.ts';
import { growthOf, type SoakResult } from './result.ts';

/** How long a soak test takes, and how often what happens in it. Milliseconds. */
export interface SoakTimes {
  readonly load: number;
  readonly sample: number;
  readonly kill: number;
}

/**
 * Loads a RedisCacheProvider with mixed calls while all its connections are killed again and again, and measures what
 * memory it still holds when no call is under way. An aborted signal ends it early.
 */
export async function runSoak(
  times: SoakTimes,
  onSample: (report: LoadReport) => void,
  signal: AbortSignal,
): Promise<SoakResult> {
  const started = new Date();
  const server = await startRedis();
  const admin = createClient({ url: server.url });
  admin.on('error', () => undefined);
  await admin.connect();
  // TypeScript beside the sources, JavaScript beside the build.
  const main = path.join(import.meta.dirname, `load-process${path.extname(import.meta.filename)}`);
  const child = fork(main, [], { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  let kills = 0;
  const killing = setInterval(() => {
    // SKIPME is yes: the admin's own connection lives on.
    void admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal']).then(
      () => kills++,
      () => undefined,
    );
  }, times.kill);
  const samples: MemorySample[] = [];
  try {
    child.send({ url: server.url, milliseconds: times.load, interval: times.sample } satisfies StartLoad);
    const last = await lastReport(child, (report) => {
      if (report.kind !== 'sample') return;
      samples.push(report.sample);
      onSample(report);
    });
    return {
      startedAt: started.toISOString(),
      minutes: (Date.now() - started.getTime()) / 60_000,
      server: `${server.flavour} ${server.version}`,
      node: process.versions.node,
      kills,
      samples,
      growth: growthOf(samples),
      outcomes: last?.counts.outcomes ?? {},
      faults: last?.counts.faults ?? [],
      faultCount: last?.counts.faultCount ?? 0,
      unreadable: last?.unreadable ?? 0,
      unhandled: last?.unhandled ?? [],
      ...(last?.kind !== 'done' && { died: signal.aborted ? 'interrupted' : 'the process under load ended by itself' }),
    };
  } finally {
    clearInterval(killing);
    signal.removeEventListener('abort', stop);
    stop();
    admin.destroy();
    await server.kill();
  }
}

/** The last that the child tells before it ends. */
function lastReport(child: ChildProcess, onReport: (report: LoadReport) => void): Promise<LoadReport | undefined> {
  return new Promise((resolve, reject) => {
    let last: LoadReport | undefined;
    child.on('message', (report: LoadReport) => {
      last = report;
      onReport(report);
    });
    child.once('error', reject);
    child.once('close', () => resolve(last));
  });
}
