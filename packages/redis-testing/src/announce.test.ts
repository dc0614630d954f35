import { expect, test, vi } from 'vitest';

import { announce } from './announce.ts';

test('a line is written to stderr once, however often it is said', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  announce('one way');
  announce('another way');
  announce('one way');
  const written = write.mock.calls.map(([line]) => line);
  write.mockRestore();
  expect(written).toEqual(['redis-testing: one way\n', 'redis-testing: another way\n']);
});
