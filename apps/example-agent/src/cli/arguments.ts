import { parseArgs } from 'node:util';

/** The command line is wrong. The message says what, and where to read how it is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the command line asks for. */
export interface CommandLine {
  readonly help: boolean;
  /** One question of the user's own. Default: the built-in ones. */
  readonly ask: string | undefined;
  /** The folder of documents. Default: this repository. */
  readonly docs: string | undefined;
  /** Names of the providers that the cache reads through, with commas. Default: what the configuration says. */
  readonly provider: string | undefined;
  /** The configuration file. Default: the repository's `configs/global.yaml`. */
  readonly config: string | undefined;
}

/** @throws UsageError for an unknown or repeated option, a missing value, or options that don't go together. */
export function readArguments(args: readonly string[]): CommandLine {
  const { values, tokens } = parse(args);
  const names = tokens.flatMap((token) => (token.kind === 'option' && token.name !== 'help' ? [token.name] : []));
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new UsageError(`--${repeated} is given more than once: give it once. See --help.`);
  }
  const { help = false, ask, docs, provider, config } = values;
  for (const [name, value] of Object.entries({ ask, docs, provider, config })) {
    if (value?.trim() === '') {
      throw new UsageError(`--${name} needs a value. See --help.`);
    }
  }
  if (docs !== undefined && ask === undefined && !help) {
    throw new UsageError('--docs goes with --ask: the built-in questions are about this repository. See --help.');
  }
  return { help, ask, docs, provider, config };
}

function parse(args: readonly string[]): ReturnType<typeof parseOptions> {
  try {
    return parseOptions(args);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('. ')[0] : String(cause);
    throw new UsageError(`${message}. See --help.`, { cause });
  }
}

function parseOptions(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    tokens: true,
    options: {
      ask: { type: 'string' },
      docs: { type: 'string' },
      provider: { type: 'string' },
      config: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}
