import path from 'node:path';
import process from 'node:process';
import { chooseRows, coherenceId, outageId } from '../rows/choose-rows.ts';
import { writeReport } from '../report/write-report.ts';
import { runBenchmark } from '../run/benchmark.ts';
import type { Results } from '../run/results.ts';
import { fullSettings, quickSettings, type Settings } from '../run/settings.ts';
import type { CommandLine } from './arguments.ts';
import { outputFolder } from './output-folder.ts';
import { plannedTimes } from './planned-time.ts';
import { showProgress } from './show-progress.ts';
import { UsageError } from './usage-error.ts';

/**
 * Does what the command line asks for. @returns Was everything measured?
 *
 * @throws UsageError if no row matches.
 */
export async function run(commandLine: CommandLine, signal: AbortSignal): Promise<boolean> {
  const chosen = chooseRows(commandLine.quick, commandLine.rows);
  if (chosen.rows.length === 0 && !chosen.outage && !chosen.coherence) {
    throw new UsageError(`No row matches ${commandLine.rows?.source ?? ''}. See --list.`);
  }
  if (commandLine.list) {
    const ids = [
      ...chosen.rows.map(({ id }) => id),
      ...(chosen.coherence ? [coherenceId] : []),
      ...(chosen.outage ? [outageId] : []),
    ];
    process.stdout.write(`${ids.join('\n')}\n`);
    return true;
  }
  const settings = settingsOf(commandLine);
  const output = {
    write: (text: string) => process.stderr.write(text),
    interactive: process.stderr.isTTY,
  };
  const progress = showProgress(plannedTimes(chosen, settings), output, () => performance.now());
  const results = await runBenchmark(chosen, settings, progress, signal);
  const folder = outputFolder(commandLine.out);
  const files = writeReport(results, folder);
  process.stdout.write(`${files.map((file) => path.join(folder, file)).join('\n')}\n`);
  return isComplete(results);
}

function settingsOf({ quick, rounds }: CommandLine): Settings {
  const settings = quick ? quickSettings : fullSettings;
  return rounds === undefined ? settings : { ...settings, rounds };
}

function isComplete({ rows, outages }: Results): boolean {
  const contenders = [...rows.flatMap((row) => row.contenders), ...outages.flatMap((outage) => outage.contenders)];
  return contenders.every(({ problem }) => problem === undefined);
}
