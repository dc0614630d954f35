import { expect, it } from 'vitest';
import { decodeMessage, encodeInvalidation, encodeMessage } from './message.ts';

it('decodes what it encodes', () => {
  expect(decodeMessage(encodeMessage('me', ['a'], ['b']))).toMatchObject({ written: ['a'], loadFailed: ['b'] });
  const text = encodeInvalidation('me', ['tag'], 'epoch').join('1764200000000000');
  expect(decodeMessage(text)).toEqual({
    sender: 'me',
    written: [],
    loadFailed: [],
    invalidated: ['tag'],
    sequence: 1_764_200_000_000_000,
    epoch: 'epoch',
  });
});

it.each(['1.5', '1e300', '9007199254740993', '-2', '"7"', 'null', '[1]'])(
  'takes a message whose sequence is %s for one of no known form: entries of it would outlive every invalidation',
  (sequence) => {
    expect(decodeMessage(`{"s":"other","i":["tag"],"e":"epoch","q":${sequence}}`)).toBeUndefined();
  },
);
