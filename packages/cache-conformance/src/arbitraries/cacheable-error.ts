import fc from 'fast-check';
import { cacheableText } from './cacheable-text.ts';

/** An error of a built-in class, or with a name of its own, with or without a cause. */
export function cacheableError(cause: fc.Arbitrary<unknown>): fc.Arbitrary<Error> {
  const options = fc.option(fc.record({ cause }), { nil: undefined });
  const builtIn = fc
    .tuple(
      fc.constantFrom(Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError),
      cacheableText(),
      options,
    )
    .map(([errorClass, message, given]) => new errorClass(message, given));
  const named = fc
    .tuple(fc.constantFrom('QuotaError', 'AbortError', ''), cacheableText(), options)
    .map(([name, message, given]) => Object.assign(new Error(message, given), { name }));
  return fc.oneof({ weight: 3, arbitrary: builtIn }, { weight: 1, arbitrary: named });
}
