import { parseOptions, readNumber } from './parse-options.ts';
import { UsageError } from './usage-error.ts';

/** What the command line of the benchmark asks for. */
export interface CommandLine {
  readonly help: boolean;
  readonly list: boolean;
  readonly quick: boolean;
  /** Which rows. Default: all. */
  readonly rows: RegExp | undefined;
  /** Default: by `quick`. */
  readonly rounds: number | undefined;
  /** Default: `.cache/benchmark` of this repository. */
  readonly out: string | undefined;
}

const mostRounds = 1_000;

/** @throws UsageError for what can't be meant. */
export function readArguments(args: readonly string[]): CommandLine {
  const { help, list, quick, rows, rounds, out } = parseOptions(args, {
    help: { type: 'boolean', short: 'h', default: false },
    list: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rows: { type: 'string' },
    rounds: { type: 'string' },
    out: { type: 'string' },
  });
  if (out?.trim() === '') throw new UsageError('--out needs a folder. See --help.');
  return {
    help,
    list,
    quick,
    rows: rows === undefined ? undefined : readPattern(rows),
    rounds: rounds === undefined ? undefined : readNumber('rounds', rounds, 1, mostRounds, true),
    out,
  };
}

function readPattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'i');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--rows is no regular expression: ${reason}. See --help.`, { cause });
  }
}
