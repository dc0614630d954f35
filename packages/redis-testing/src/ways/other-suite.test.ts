import { describe, expect, it } from 'vitest';
import { withSuite } from './other-suite.ts';

describe('a list of sources', () => {
  it('of the newer form gets the other release, with its mirror, key and options', () => {
    const list = [
      'Types: deb',
      'URIs: https://mirror.example/bookworm/debian',
      'Suites: bookworm bookworm-updates',
      ' bookworm-backports',
      'Components: main',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
    ].join('\n');
    expect(withSuite(list, ['bookworm'], 'trixie')).toBe(
      list.replace('Suites: bookworm bookworm-updates\n bookworm-backports', 'Suites: trixie trixie-updates'),
    );
  });

  it('of the older form gets it too', () => {
    const list = [
      '# deb https://mirror.example/debian bookworm main',
      'deb [signed-by=/keys/bookworm.gpg arch=amd64] https://mirror.example/debian-security bookworm-security main',
      'deb-src https://mirror.example/debian stable/updates main contrib',
      'deb https://mirror.example/debian bookworm-backports main',
    ].join('\n');
    expect(withSuite(list, ['bookworm'], 'trixie').trim().split('\n')).toEqual([
      '# deb https://mirror.example/debian bookworm main',
      'deb [signed-by=/keys/bookworm.gpg arch=amd64] https://mirror.example/debian-security trixie-security main',
      'deb-src https://mirror.example/debian trixie/updates main contrib',
    ]);
  });

  it("keeps somebody else's suites as they are", () => {
    const list = 'deb https://packages.example/apt nodistro main';
    expect(withSuite(list, ['bookworm'], 'trixie')).toBe(list);
  });
});
