import { advantage, comparedBy, contenderIn, summaryOf } from '../report/figures.ts';
import { digits, formatCount, formatRatio } from '../report/format.ts';
import type { Progress } from '../run/benchmark.ts';
import type { RowResult } from '../run/results.ts';

/** Where progress is written. */
export interface ProgressOutput {
  write(text: string): void;
  /** Can the last line be written over? */
  readonly interactive: boolean;
}

/** Without a terminal, a line at most so often. Milliseconds. */
const interval = 5_000;

/**
 * Writes which row and round is measured and how long the run will go on: the time that was planned for what is left,
 * stretched as what is over was.
 */
export function showProgress(planned: readonly number[], output: ProgressOutput, clock: () => number): Progress {
  const start = clock();
  let begun = start;
  let step = -1;
  let title = '';
  let written = Number.NEGATIVE_INFINITY;

  const line = (text: string): string => `[${step + 1}/${planned.length}] ${title}: ${text}, ${timeLeft()} left`;

  function timeLeft(): string {
    const over = sum(planned.slice(0, step));
    const pace = over === 0 ? 1 : (begun - start) / over;
    const row = Math.max(0, (planned[step] ?? 0) * pace - (clock() - begun));
    return formatTime(row + sum(planned.slice(step + 1)) * pace);
  }

  return {
    begin(name) {
      step++;
      begun = clock();
      title = name;
      written = Number.NEGATIVE_INFINITY;
    },
    part(text) {
      if (output.interactive) {
        output.write(`\r\u001B[2K${line(text)}`);
      } else if (clock() - written >= interval) {
        written = clock();
        output.write(`${line(text)}\n`);
      }
    },
    row(result) {
      output.write(`${output.interactive ? '\r\u001B[2K' : ''}  ${outcomeOf(result)}\n`);
    },
  };
}

/** The baselines of the rows. A row is compared to the first of these that it has. */
const baselines = ['node-redis tuned', 'lru-cache', 'Redis provider by hand'];

/** Sums up a row in one line: this project's figure, and its ratio to the row's baseline. */
function outcomeOf(row: RowResult): string {
  const project = contenderIn(row, 'this project');
  const raw = baselines.map((name) => contenderIn(row, name)).find((baseline) => baseline !== undefined);
  const figure = comparedBy(row)[0];
  const failed = row.contenders.filter(({ problem }) => problem !== undefined).map(({ name }) => name);
  const problems = failed.length === 0 ? '' : `; failed: ${failed.join(', ')}`;
  if (project === undefined || figure === undefined) return `${row.title}: this project was not measured${problems}`;
  const value = summaryOf(project, figure).median;
  const shown =
    figure.better === 'higher' ? `${formatCount(value)} ${figure.name}` : `${figure.name} ${digits(value)} ms`;
  const ratio = raw && advantage(project, raw, figure)?.median;
  const compared = raw && ratio !== undefined ? `, ${formatRatio(ratio)} × ${raw.name}` : '';
  return `${row.title}: ${shown}${compared}${problems}`;
}

/** `40 s`, `12 min`. */
function formatTime(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
