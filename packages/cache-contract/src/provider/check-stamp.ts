import type { Stamp } from '../cache-entry.ts';
import { CacheOptionError } from '../errors/cache-option-error.ts';
import type { ErrorPlace } from '../errors/error-place.ts';

/** @throws CacheOptionError if it is given and no integer from 0 to 2^53 - 1. */
export function checkStamp(stamp: Stamp | undefined, place: ErrorPlace = {}): void {
  if (stamp === undefined || (Number.isSafeInteger(stamp) && stamp >= 0)) return;
  throw new CacheOptionError(`stamp is ${String(stamp)}; give an integer from 0 to 2^53 - 1`, {
    ...place,
    option: 'stamp',
  });
}
