import type { ErrorParts } from '../rebuild-error.ts';

/**
 * What is kept of an error. Not an error itself: to make one captures the stack, and that holds on to every function and
 * object on it.
 */
export class KeptError {
  readonly parts: ErrorParts;

  constructor(parts: ErrorParts) {
    this.parts = parts;
  }
}
