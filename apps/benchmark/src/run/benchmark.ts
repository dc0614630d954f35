import { runCoherence } from '../coherence/run-coherence.ts';
import type { CoherenceResult } from '../coherence/coherence-result.ts';
import { runOutage } from '../outage/run-outage.ts';
import type { OutageResult } from '../outage/outage-result.ts';
import type { Chosen } from '../rows/choose-rows.ts';
import { loadAverage, readMachine, readVersions } from './machine.ts';
import { measureRow } from './measure-row.ts';
import type { Results, RowResult } from './results.ts';
import { startBenchmarkCluster } from './cluster.ts';
import { startServer } from './server.ts';
import type { Settings } from './settings.ts';
import { undisturbed, watchStalls } from './stall-watch.ts';

/** Hears how far a run has come. */
export interface Progress {
  /** A row, or an outage, begins. */
  begin(title: string): void;
  /** A part of it begins: a round, a phase. */
  part(text: string): void;
  /** A row is over. */
  row(result: RowResult): void;
}

/**
 * Measures everything that was chosen, against a server that is started for it and ended with it.
 *
 * When the signal is aborted, the rows that were over by then are the result.
 */
export async function runBenchmark(
  chosen: Chosen,
  settings: Settings,
  progress: Progress,
  signal: AbortSignal,
): Promise<Results> {
  const started = new Date();
  const load = loadAverage();
  const server = await startServer();
  const stalls = watchStalls();
  const rows: RowResult[] = [];
  const outages: OutageResult[] = [];
  let coherence: readonly CoherenceResult[] = [];
  // Its nodes talk to one another: it is there for its own rows alone.
  let cluster: Awaited<ReturnType<typeof startBenchmarkCluster>> | undefined;
  const endCluster = async (): Promise<void> => {
    await cluster?.stop();
    cluster = undefined;
  };
  try {
    for (const row of chosen.rows) {
      if (signal.aborted) break;
      progress.begin(row.title);
      if (row.work.kind === 'cluster') cluster ??= await startBenchmarkCluster();
      else await endCluster();
      const result = await measureRow(row, settings, cluster ?? server, stalls, (text) => progress.part(text), signal);
      if (signal.aborted) break;
      rows.push(result);
      progress.row(result);
    }
    await endCluster();
    if (chosen.coherence && !signal.aborted) {
      progress.begin('what another process sees');
      coherence = await runCoherence(server, settings.changes, (text) => progress.part(text), signal);
    }
    for (let number = 1; chosen.outage && number <= settings.outages && !signal.aborted; number++) {
      progress.begin(`outage ${number} of ${settings.outages}`);
      const outage = await undisturbed(stalls, () =>
        runOutage(server, settings.outage, (phase) => progress.part(`server ${phase}`), signal),
      );
      if (outage !== undefined) outages.push(outage);
    }
  } finally {
    stalls.stop();
    await endCluster();
    await server.stop();
  }
  return {
    startedAt: started.toISOString(),
    minutes: (Date.now() - started.getTime()) / 60_000,
    machine: readMachine(server.version, load),
    versions: readVersions(),
    stalls: stalls.count(),
    settings,
    rows,
    outages,
    coherence,
  };
}
