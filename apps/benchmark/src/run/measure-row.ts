import type { Child } from '../child/start-child.ts';
import { startChild } from '../child/start-child.ts';
import { needsServer, processesOf, storeOf, type Row } from '../rows/row.ts';
import type { Sample } from '../workload/sample.ts';
import { messageOf, patience } from './contender-process.ts';
import { mergeSamples } from './merge-samples.ts';
import type { RowResult } from './results.ts';
import { roundOrder } from './round-order.ts';
import type { RowServer } from './row-server.ts';
import { roundsOf, type Settings } from './settings.ts';
import { undisturbed, type StallWatch } from './stall-watch.ts';

interface Runner {
  readonly name: string;
  readonly children: readonly Child[];
  readonly samples: (Sample | null)[];
  state: 'able' | 'unable' | { readonly problem: string };
}

/**
 * Measures a row. The processes of all contenders are opened, filled and warmed up before the first round. In each round
 * one contender works at a time while the others are idle. An aborted signal ends it within a round.
 */
export async function measureRow(
  row: Row,
  settings: Settings,
  server: RowServer,
  stalls: StallWatch,
  onRound: (text: string) => void,
  signal: AbortSignal,
): Promise<RowResult> {
  const { count, milliseconds } = roundsOf(row, settings);
  await server.flush();
  const { work } = row;
  const flags = work.kind === 'burst' ? ['--expose-gc'] : [];
  const runners = row.contenders.map((name): Runner => {
    const children = Array.from({ length: processesOf(work) }, () => startChild(flags));
    return { name, children, samples: [], state: 'able' };
  });
  try {
    await Promise.all(runners.map((runner) => open(runner, row, server)));
    const able = runners.filter(({ state }) => state === 'able');
    onRound('warm-up');
    for (const runner of able) if (!signal.aborted) await measure(runner, 0, settings.warmUp, server);
    for (let round = 0; round < count && !signal.aborted; round++) {
      onRound(`round ${round + 1} of ${count}`);
      for (const runner of roundOrder(able, round))
        await undisturbed(stalls, () => measure(runner, round, milliseconds, server));
    }
  } finally {
    await Promise.all(runners.flatMap(({ children }) => children.map((child) => child.end())));
  }
  return {
    id: row.id,
    title: row.title,
    group: row.group,
    workers: 'workers' in work ? work.workers : undefined,
    contenders: runners.map(({ name, samples, state }) =>
      typeof state === 'object' ? { name, samples, problem: state.problem } : { name, samples },
    ),
  };
}

async function open(runner: Runner, row: Row, server: RowServer): Promise<void> {
  const store = storeOf(row.work);
  const url = needsServer(store) ? server.urlOf(runner.name, store) : '';
  try {
    const job = { store, contender: runner.name, url, work: row.work };
    const able = await Promise.all(runner.children.map((child) => child.ask({ do: 'open', job }, patience)));
    if (able.includes(false)) runner.state = 'unable';
  } catch (error) {
    runner.state = { problem: messageOf(error) };
  }
}

/** Measures one round, in place of what was measured in it before. */
async function measure(runner: Runner, round: number, milliseconds: number, server: RowServer): Promise<void> {
  runner.samples[round] = null;
  if (runner.state !== 'able') return;
  try {
    const before = await server.processorTime();
    const request = { do: 'measure', milliseconds } as const;
    const samples = await Promise.all(runner.children.map((child) => child.ask(request, milliseconds + patience)));
    const sample = mergeSamples(samples);
    runner.samples[round] = { ...sample, serverCpu: (await server.processorTime()) - before };
  } catch (error) {
    runner.state = { problem: messageOf(error) };
  }
}
