import { formatProblem, type ConfigProblem } from './problem.ts';

const mark = Symbol.for('@modular-agent/cache-config-error');

/** A configuration can't be used. Its message lists everything that is wrong with it, one problem on each line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** Everything that is wrong, in the order of the files. At least one. */
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super([`the configuration has ${count}:`, ...problems.map((problem) => `  ${formatProblem(problem)}`)].join('\n'));
    this.problems = Object.freeze([...problems]);
  }

  /** Is it an error of any copy of this package? */
  static isInstance(value: unknown): value is ConfigError {
    return typeof value === 'object' && value !== null && mark in value;
  }
}

Object.defineProperty(ConfigError.prototype, mark, { value: true });
