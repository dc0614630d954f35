import { formatLocation, type SourceLocation } from './source/source-location.ts';

/** One thing that is wrong with a configuration, or worth a warning. No part of it shows a secret. */
export interface ConfigProblem extends SourceLocation {
  /** The setting that it is about: `cache.providers.redis.port`. Empty if it is about a file as a whole. */
  readonly path: string;
  /** What is wrong; goes on from the path: `is not a known setting`. */
  readonly message: string;
  /** What stands there, `***` if it is or holds a secret. */
  readonly found?: string;
  /** What may stand there. */
  readonly accepted?: string;
}

/** One line for people: `configs/global.yaml:5:9: redis.port is not valid; found "x"; accepted: a whole number …`. */
export function formatProblem(problem: ConfigProblem): string {
  const subject = problem.path === '' ? problem.message : `${problem.path} ${problem.message}`;
  const found = problem.found === undefined ? '' : `; found ${problem.found}`;
  const accepted = problem.accepted === undefined ? '' : `; accepted: ${problem.accepted}`;
  return `${formatLocation(problem)}: ${subject}${found}${accepted}`;
}
