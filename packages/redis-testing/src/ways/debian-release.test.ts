import { expect, test } from 'vitest';

import { parseRelease } from './debian-release.ts';

test('Debian is read from its os-release', () => {
  const text = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n';
  expect(parseRelease(text)).toEqual({ id: 'debian', version: '12', origins: ['Debian'], codenames: ['bookworm'] });
});

test('what is made of Debian has its origin too', () => {
  const text = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\nVERSION_CODENAME=noble\nUBUNTU_CODENAME=noble\n';
  expect(parseRelease(text)).toMatchObject({ origins: ['Ubuntu', 'Debian'], codenames: ['noble'] });
});

test('a release without a number is told by its codename', () => {
  expect(parseRelease('ID=debian\nVERSION_CODENAME=forky\n')).toMatchObject({ version: 'forky' });
});

test('a text that names no system is none', () => {
  expect(parseRelease('HOME_URL="about:blank"\n')).toBeUndefined();
});
