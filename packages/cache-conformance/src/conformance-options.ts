/** How thoroughly to test. */
export interface ConformanceOptions {
  /** How many random cases a property is tried with. Default: 100. */
  readonly numRuns?: number;
  /** Makes the random cases again that a failure was reported with. Default: new ones each time. */
  readonly seed?: number;
}
