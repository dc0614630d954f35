import type { Contender } from '../contender.ts';
import { bentocacheContender } from './bentocache-contender.ts';

/** bentocache that hands out the object that was stored. */
export async function open(): Promise<Contender> {
  return bentocacheContender({ serialize: false });
}
