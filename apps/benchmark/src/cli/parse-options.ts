import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * The options of a command line.
 *
 * @throws UsageError for an unknown or repeated one, or a missing value.
 */
export function parseOptions<const O extends Options>(args: readonly string[], options: O) {
  const { values, tokens } = parse(args, options);
  const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new UsageError(`--${repeated} is given more than once: give it once. See --help.`);
  return values;
}

function parse<const O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], tokens: true, options });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('. ')[0] : String(cause);
    throw new UsageError(`${message}. See --help.`, { cause });
  }
}

/** @throws UsageError if the text is no number in the range. */
export function readNumber(name: string, text: string, least: number, most: number, whole: boolean): number {
  const value = Number(text);
  const right = text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value));
  if (right) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new UsageError(`--${name} must be ${kind} from ${least} to ${most}, not ${text}. See --help.`);
}
