/** What the suite needs of a test runner. `{ describe, it }` of vitest, of node:test and of most others will do. */
export interface ConformanceRunner {
  /** Groups what `body` registers, at once, under a name. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** Registers a test, which fails if `body` rejects. Tests must run one after the other. */
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}
