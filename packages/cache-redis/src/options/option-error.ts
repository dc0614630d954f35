import { CacheOptionError } from '@modular-agent/cache-contract';

/** An option that can't be meant. @param problem What was found and what is accepted: `is 0; give a number from 1`. */
export function optionError(option: string, problem: string): CacheOptionError {
  return new CacheOptionError(`${option} ${problem}`, { option });
}
