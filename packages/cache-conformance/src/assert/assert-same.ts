import { AssertionError } from 'node:assert';
import { findDifference } from './find-difference.ts';

/** Asserts that what came out is what went in, as strictly as the contract promises it. */
export function assertSame(actual: unknown, expected: unknown, subject = 'value'): void {
  const difference = findDifference(actual, expected, subject);
  if (difference !== undefined) throw new AssertionError({ message: difference, actual, expected, operator: 'same' });
}
