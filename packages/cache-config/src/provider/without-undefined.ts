/** A copy without what is `undefined`: what is not given is not there. Every name must be thought of. */
export function withoutUndefined<T extends object>(values: { readonly [K in keyof T]-?: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
