import type { Contender } from '../contenders/contender.ts';
import { contendersOf } from '../contenders/contenders-of.ts';
import { openLoop, type OpenLoopCall } from '../outage/open-loop.ts';
import { smallBesideBig } from '../workload/beside.ts';
import { coldBurst } from '../workload/cold-burst.ts';
import { callsOf } from '../workload/calls.ts';
import { closedLoop } from '../workload/closed-loop.ts';
import { makeDataSet, type DataSet } from '../workload/data-set.ts';
import { fill } from '../workload/fill.ts';
import type { Sample } from '../workload/sample.ts';
import { stampede } from '../workload/stampede.ts';
import { burstOf, tightLoop } from '../workload/tight-loop.ts';
import { valueKinds } from '../workload/value-kinds.ts';
import type { Job } from './request.ts';

/** A contender that holds its values and waits for its turn. */
export interface OpenedJob {
  /** Undefined if the contender can't do what the row asks for. */
  readonly measure: ((milliseconds: number) => Promise<Sample>) | undefined;
  readonly callSteadily: (from: number, milliseconds: number) => Promise<readonly OpenLoopCall[]>;
  readonly close: () => Promise<unknown>;
}

/** In rows where what is stored beforehand is not asked for. */
const fewKeys = 10;
/** What is in memory is answered without a turn of the event loop. */
const callsPerTurn = 100;

/** Opens the contender, stores its values and reads some back. */
export async function openJob({ store, contender: name, url, work }: Job): Promise<OpenedJob> {
  const found = contendersOf[store].find((one) => one.name === name);
  if (found === undefined) throw new Error(`No contender is called ${name}.`);
  const open = await found.load();

  const value = valueKinds[work.kind === 'beside' || work.kind === 'outage' ? 'object-2kB' : work.value];
  const data = firstKeys(
    makeDataSet(value, work.kind === 'cluster' && work.tagged),
    work.kind === 'outage' || work.kind === 'stampede' ? fewKeys : value.keys,
  );
  const contender = await open({
    url,
    values: value.values,
    isPatient: work.kind !== 'outage',
    memoryEntries: work.kind === 'cache' ? work.memoryEntries : 0,
  });
  await fill(contender, data);
  return {
    measure: await measureOf(contender, work, data),
    callSteadily: (from, milliseconds) => openLoop((key) => contender.get(key), data.keys, from, milliseconds),
    close: () => contender.close(),
  };
}

async function measureOf(contender: Contender, work: Job['work'], data: DataSet): Promise<OpenedJob['measure']> {
  if ('workers' in work) {
    const calls = callsOf(work.operation, contender, data);
    const turnEvery = work.kind === 'tiers' || work.kind === 'cache' ? callsPerTurn : Infinity;
    return calls && ((milliseconds) => closedLoop(calls, work.workers, milliseconds, turnEvery));
  }
  if (work.kind === 'memory') {
    const burst = burstOf(work.operation, contender, data);
    return burst && ((milliseconds) => tightLoop(work.operation, burst, milliseconds));
  }
  if (work.kind === 'hit') {
    const burst = burstOf('getOrSet', contender, data);
    return burst && ((milliseconds) => tightLoop('getOrSet', burst, milliseconds));
  }
  if (work.kind === 'stampede') return stampede(contender, data.values[0], work.callers, work.loaderTime);
  if (work.kind === 'burst') return coldBurst(contender, data, work.calls);
  if (work.kind === 'outage') return undefined;
  const big = makeDataSet(valueKinds['object-1MB']);
  await fill(contender, big);
  return (milliseconds) => smallBesideBig(contender, data, big, work.operation, milliseconds);
}

function firstKeys({ keys, values }: DataSet, count: number): DataSet {
  return { keys: keys.slice(0, count), values: values.slice(0, count) };
}
