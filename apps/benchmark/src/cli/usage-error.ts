/** The command line is wrong. The message says what, and where to read how it is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
