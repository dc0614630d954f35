import type { Contender } from '../contender.ts';
import { bentocacheContender } from './bentocache-contender.ts';

/** bentocache as it comes: values are kept as JSON, so that nobody can change them. */
export async function open(): Promise<Contender> {
  return bentocacheContender({});
}
