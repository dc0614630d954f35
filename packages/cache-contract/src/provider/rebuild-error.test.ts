import { describe, expect, it } from 'vitest';
import { errorParts, rebuildError } from './rebuild-error.ts';

const roundTrip = (error: Error): Error => rebuildError(errorParts(error));

describe('rebuildError', () => {
  it('gives back name, message and cause, in its built-in class', () => {
    const error = roundTrip(new RangeError('too far', { cause: 'wind' }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ name: 'RangeError', message: 'too far', cause: 'wind' });
  });

  it('keeps the name of an error class of one’s own', () => {
    class QuotaError extends Error {
      override readonly name = 'QuotaError';
    }
    const error = roundTrip(new QuotaError('spent'));
    expect(error.name).toBe('QuotaError');
    expect(error).toBeInstanceOf(Error);
  });

  it('tells no cause from an undefined one', () => {
    expect(Object.hasOwn(roundTrip(new Error('x')), 'cause')).toBe(false);
    expect(Object.hasOwn(roundTrip(new Error('x', { cause: undefined })), 'cause')).toBe(true);
  });

  it('shows no stack of the place where it was rebuilt', () => {
    expect(roundTrip(new Error('x')).stack).toBeUndefined();
  });
});
