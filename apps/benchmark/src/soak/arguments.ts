import { parseOptions, readNumber } from '../cli/parse-options.ts';
import { UsageError } from '../cli/usage-error.ts';

/** What the command line of the soak test asks for. */
export interface SoakCommandLine {
  readonly help: boolean;
  readonly minutes: number;
  /** Default: `.cache/benchmark` of this repository. */
  readonly out: string | undefined;
}

/** A slope needs samples. */
const leastMinutes = 0.5;
const mostMinutes = 24 * 60;

/** @throws UsageError for what can't be meant. */
export function readSoakArguments(args: readonly string[]): SoakCommandLine {
  const { help, minutes, out } = parseOptions(args, {
    help: { type: 'boolean', short: 'h', default: false },
    minutes: { type: 'string', default: '10' },
    out: { type: 'string' },
  });
  if (out?.trim() === '') throw new UsageError('--out needs a folder. See --help.');
  return { help, minutes: readNumber('minutes', minutes, leastMinutes, mostMinutes, false), out };
}
