import { contendersOf } from '../contenders/contenders-of.ts';
import type { Store } from '../rows/row.ts';

/** Milliseconds that a child may take for what should take a part of a second, or a few for large values. */
export const patience = 60_000;

/** The logical database that a contender has for itself. */
export function databaseOf(name: string, store: Store = 'redis'): number {
  return contendersOf[store].findIndex((contender) => contender.name === name);
}

/** What is told of a failure. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
