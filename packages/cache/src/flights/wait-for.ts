import { bounded, type Bounds } from '../bounded.ts';
import type { Answer } from './answer.ts';
import type { Flight } from './flight.ts';

/**
 * Waits for a flight for as long as the caller will.
 *
 * @throws CacheAbortError or CacheTimeoutError when he leaves; the flight goes on for others. Else as the flight does.
 */
export async function waitFor(flight: Flight, caller: Bounds): Promise<Answer> {
  flight.join();
  const first = Promise.race([flight.answer, flight.early]);
  if (caller.signal === undefined && caller.timeout === Infinity) return await first;
  return await bounded(first, caller, (reason) => flight.leave(reason));
}
