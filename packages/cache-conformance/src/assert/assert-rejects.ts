import assert from 'node:assert/strict';
import { CacheError, type CacheErrorCode } from '@modular-agent/cache-contract';

/** An error class of the contract. */
export interface CacheErrorClass<E extends CacheError> {
  readonly name: string;
  isInstance(value: unknown): value is E;
}

/** What a failure must say of where it happened. */
export interface FailurePlace {
  readonly provider: string;
  readonly key?: string | undefined;
}

/**
 * Asserts that a call rejects, and does not throw, with an error of this class that names provider and key.
 *
 * @returns The error.
 */
export async function assertRejects<E extends CacheError>(
  errorClass: CacheErrorClass<E>,
  place: FailurePlace,
  call: () => Promise<unknown>,
): Promise<E> {
  const error = await rejection(call, errorClass.name);
  assertFailure(error, errorClass, place);
  return error;
}

/** Asserts that a failure is what the contract calls one of this class. */
export function assertFailure<E extends CacheError>(
  error: unknown,
  errorClass: CacheErrorClass<E>,
  place: FailurePlace,
): asserts error is E {
  if (!CacheError.isInstance(error)) assert.fail(`expected a ${errorClass.name}, got ${String(error)}`);
  if (!errorClass.isInstance(error)) assert.fail(`expected a ${errorClass.name}, got ${error.name}: ${error.message}`);
  assert.ok(error instanceof Error, `${errorClass.name} is no Error`);
  assert.equal(error.name, errorClass.name);
  assert.equal(error.code, codes[error.name], 'the code of the error');
  assert.notEqual(error.message, '', `${errorClass.name} has no message`);
  assert.equal(error.provider, place.provider, `the provider that the ${errorClass.name} names`);
  assert.equal(error.key, place.key, `the key that the ${errorClass.name} names`);
}

/** What a call rejects with. Fails if it is fulfilled, or throws. */
export async function rejection(call: () => Promise<unknown>, expected = 'a failure'): Promise<unknown> {
  let promise: Promise<unknown>;
  try {
    promise = call();
  } catch (error) {
    assert.fail(`threw instead of rejecting: ${String(error)}`);
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail(`expected ${expected}, but the call was fulfilled`);
}

const codes: Readonly<Record<string, CacheErrorCode>> = {
  CacheAbortError: 'CACHE_ABORTED',
  CacheBatchError: 'CACHE_BATCH',
  CacheClosedError: 'CACHE_CLOSED',
  CacheKeyError: 'CACHE_KEY',
  CacheOptionError: 'CACHE_OPTION',
  CacheSerializationError: 'CACHE_SERIALIZATION',
};
