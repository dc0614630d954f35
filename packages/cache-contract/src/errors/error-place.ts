/** Where an error happened, as it should say. */
export interface ErrorPlace {
  readonly provider?: string | undefined;
  readonly key?: string | undefined;
}
