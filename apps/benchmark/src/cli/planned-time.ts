import { outageContenders } from '../outage/run-outage.ts';
import type { Chosen } from '../rows/choose-rows.ts';
import { processesOf, type Row } from '../rows/row.ts';
import { roundsOf, type Settings } from '../run/settings.ts';
import { valueKinds } from '../workload/value-kinds.ts';

/** Milliseconds, from experience: to start, fill and end the processes of a row. */
const perProcess = 150;
/** Bytes that a contender reads or writes in a millisecond, where values are large: every worker makes one call at least. */
const bytesPerMillisecond = 300_000;
/** Milliseconds, from experience: of one call among many at once. */
const perBurstCall = 0.02;
/** Milliseconds, from experience: to make a change of each kind, and see it. */
const perChange = 9;
/** Milliseconds that the children are given in an outage beside its phases. */
const aroundOutage = 2_700;

/** Milliseconds that a row is expected to take. */
function plannedRowTime(row: Row, settings: Settings): number {
  const { count, milliseconds } = roundsOf(row, settings);
  const { work } = row;
  const atOnce = 'workers' in work ? work.workers * valueKinds[work.value].textLength : 0;
  const over = atOnce / bytesPerMillisecond;
  if (work.kind === 'burst') return row.contenders.length * (perProcess + (1 + count) * work.calls * perBurstCall);
  const start = processesOf(work) * perProcess;
  return row.contenders.length * (start + settings.warmUp + over + count * (milliseconds + over));
}

/** Milliseconds that an outage is expected to take. */
function plannedOutageTime({ outage }: Settings): number {
  const phases = outage.healthy + outage.paused + outage.resumed + outage.killed + outage.back;
  return phases + aroundOutage + outageContenders.length * perProcess;
}

/** What the steps of a run are expected to take, in their order. */
export function plannedTimes(chosen: Chosen, settings: Settings): readonly number[] {
  const coherence = chosen.coherence ? [settings.changes * perChange] : [];
  const outages = Array.from({ length: chosen.outage ? settings.outages : 0 }, () => plannedOutageTime(settings));
  return [...chosen.rows.map((row) => plannedRowTime(row, settings)), ...coherence, ...outages];
}
