import { CacheOptionError } from '@modular-agent/cache-contract';
import type { ErrorPlace } from '@modular-agent/cache-contract/provider';

/** Runs what reads an option, and has its error say where the call went. */
export function locateOptionError<T>(place: ErrorPlace, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!CacheOptionError.isInstance(error)) throw error;
    throw new CacheOptionError(error.message, { ...place, option: error.option, cause: error.cause });
  }
}
