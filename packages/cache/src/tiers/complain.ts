import type { CacheSettings } from '../options/read-cache-options.ts';
import type { Budget } from './budget.ts';

/** Throws what a tier failed with, where callers want to know. */
export function complain({ throwsTierErrors }: CacheSettings, { failure }: Budget): void {
  if (throwsTierErrors && failure !== undefined) throw failure;
}
