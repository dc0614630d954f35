import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { outputFolder } from '../cli/output-folder.ts';
import type { SoakCommandLine } from './arguments.ts';
import type { LoadReport } from './messages.ts';
import { problemsOf, summaryText } from './result.ts';
import { runSoak } from './run-soak.ts';

const times = { sample: 5_000, kill: 1_000 };
const progressInterval = 10_000;

/** Does what the command line asks for. @returns Did everything hold? */
export async function soak({ minutes, out }: SoakCommandLine, signal: AbortSignal): Promise<boolean> {
  let told = 0;
  const result = await runSoak(
    { ...times, load: minutes * 60_000 },
    (report) => {
      if (report.sample.at - told < progressInterval - times.sample / 2) return;
      told = report.sample.at;
      process.stderr.write(`${progressLine(report, minutes)}\n`);
    },
    signal,
  );
  const folder = outputFolder(out);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'soak.json');
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
  process.stdout.write(`${summaryText(result)}${file}\n`);
  return problemsOf(result).length === 0;
}

function progressLine({ sample, counts, unhandled }: LoadReport, minutes: number): string {
  const calls = Object.values(counts.outcomes).reduce((sum, count) => sum + count, 0);
  const memory = ((sample.heapUsed + sample.external) / 1e6).toFixed(1);
  const wrong = `${counts.faultCount} wrong values, ${unhandled.length} unhandled rejections`;
  return `${(sample.at / 60_000).toFixed(1)} of ${minutes} min: ${calls} calls, ${memory} MB, ${wrong}`;
}
