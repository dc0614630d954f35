import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../config-error.ts';
import { loadConfig } from '../load-config.ts';
import { loadText, problemsOf } from '../test/load-text.ts';

const valid = 'cache: { providers: { memory: { enabled: true } } }\n';

describe('a file that can not be read', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-config-'));
    await writeFile(join(folder, 'large.yaml'), `${valid}#${'x'.repeat(10 * 1_048_576)}`);
    await writeFile(join(folder, 'latin1.yaml'), Buffer.from(`${valid}# caf\xe9`, 'latin1'));
    await writeFile(join(folder, 'utf16.yaml'), Buffer.from(`\ufeff${valid}`, 'utf16le'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['nowhere.yaml', 'does not exist; check the path'],
    ['large.yaml/x', 'does not exist: a part of its path is not a directory; check the path'],
    ['.', 'is a directory; give the path of a YAML file in it'],
    ['large.yaml', 'is 10,485,813 bytes; a configuration has at most 1,048,576 bytes'],
    ['latin1.yaml', 'is not valid UTF-8; save it as UTF-8'],
    ['utf16.yaml', 'is encoded as UTF-16; save it as UTF-8'],
  ])('%s %s', async (name, fault) => {
    const file = join(folder, name);

    await expect(loadConfig({ files: file, env: {} })).rejects.toThrow(
      `the configuration has a problem:\n  ${file}:1:1: ${file} ${fault}`,
    );
  });

  it('is no regular file', async () => {
    await expect(loadConfig({ files: '/dev/null', env: {} })).rejects.toThrow('is not a regular file');
  });
});

describe('a text that is no configuration', () => {
  it.each([
    ['', '1:1: 1.yaml is empty; it must hold a mapping such as "cache: {}"'],
    ['# nothing yet\n', '1.yaml is empty'],
    ['---\n', '1.yaml is empty'],
    ['null', '1.yaml is empty'],
    ['- a', '1:1: 1.yaml must hold a mapping such as "cache: {}", and holds a list'],
    ['just text', '1:1: 1.yaml must hold a mapping such as "cache: {}", and holds a single value'],
    ['cache:\n\tproviders: {}', '2:1: a tab is used for indentation; YAML takes spaces only'],
    ['redis:\n  port: 1\n  port: 2', '3:3: this key stands already at 1.yaml:2:3; remove one of them'],
    ['a: 1\n---\nb: 2', 'a second document starts here; a file holds one (remove the line "---")'],
    ['a: "x', 'a character is missing: a closing quote or bracket'],
    ['a: [1, 2', 'a bracket is not closed'],
    ['a: {b: 1', 'a bracket is not closed'],
    ['a: b: c', '1:4: a mapping starts in the middle of a value; put the value in quotes'],
    ['a: 1\n   b: 2', 'a mapping starts in the middle of a value'],
    ['redis:\n  host: x\n port: 1', '3:1: the indentation does not fit'],
    ['a: @b', '1:4: a value can not start with this character; put it in quotes'],
    ['a: "\\q"', 'this escape sequence is not known in double quotes'],
    ['a: *b', '1:4: this alias names no anchor that stands before it'],
    ['a: &a [*a]', '1:8: this alias stands inside of the value that it names'],
    ['a: !foo b', '1:4: this tag is not accepted; write the value without one'],
    ['a: !!binary aGk=', 'this tag is not accepted'],
    ['a: !!js/function "x"', 'this tag is not accepted'],
    ['%FOO\n---\na: 1', 'directives are not accepted'],
    ['? [a]\n: b', 'a key must be text'],
    ['__proto__: { polluted: true }', '1:1: the key "__proto__" is not accepted; rename it'],
    ['cache: { providers: { memory: { __proto__: { enabled: true } } } }', '1:33: the key "__proto__" is not accepted'],
  ])('%j is told with its place: %s', async (text, message) => {
    const problems = await problemsOf(text);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(problems[0]).toMatch(/^1\.yaml:\d+:\d+: /);
  });

  it('tells every mistake, one for each line', async () => {
    expect(await problemsOf('a: @\nb: @\nc: @\n')).toHaveLength(3);
  });

  it('merges nothing by a merge key', async () => {
    expect(await problemsOf(`x: &x { enabled: true }\n${valid}redis: { <<: *x }`, { otherSections: ['x'] })).toEqual([
      '1.yaml:3:10: redis.<< is a merge key, which is not accepted; write the settings out',
    ]);
  });
});

describe('a text that is made to harm', () => {
  it('can not expand aliases without end', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(10)}]`);

    expect(await problemsOf(lines.join('\n'))).toEqual([
      expect.stringContaining('there are more than 10,000 values, expanded aliases included'),
    ]);
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['dashes', '- '.repeat(100_000)],
    ['closed brackets', `a: ${'['.repeat(2_000)}${']'.repeat(2_000)}`],
  ])('can not nest %s without end', async (_, text) => {
    expect((await problemsOf(text)).length).toBeGreaterThan(0);
  });

  it('can not take long by a hundred thousand keys', async () => {
    const text = Array.from({ length: 100_000 }, (__, index) => `k${index}:`).join('\n');

    expect(await problemsOf(text)).toEqual([expect.stringContaining('there are more than 10,000 values')]);
  });

  it('can use aliases within bounds', async () => {
    const text = 'x: &ttl 60\ncache: { providers: { memory: { enabled: true, default_ttl: *ttl } } }';

    const { config } = await loadText(text, { otherSections: ['x'] });

    expect(config.cache.providers.memory.options.defaultTtl).toBe(60_000);
  });

  it('changes no prototype', async () => {
    await problemsOf('__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }');

    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

it('any text is a configuration, or an error whose every problem has a place in the file', async () => {
  const words = fc.constantFrom(
    'redis',
    'cache',
    'providers',
    'memory',
    'enabled',
    'true',
    '${X}',
    '1',
    '&a',
    '*a',
    '"',
    '@',
    'x',
  );
  const glue = fc.constantFrom(
    ': ',
    ':\n  ',
    '\n',
    '\n    ',
    ' ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '\t',
    '!!str ',
    '|\n',
    '---\n',
  );
  const text = fc.array(fc.oneof(words, glue), { maxLength: 24 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, fc.string()), async (source) => {
      const error: unknown = await loadText(source).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error === undefined) return;
      if (!ConfigError.isInstance(error)) throw error;
      const lines = source.split('\n');
      expect(error.problems.length).toBeGreaterThan(0);
      for (const { file, line = Infinity, column = Infinity } of error.problems) {
        expect(file).toBe('1.yaml');
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
      }
    }),
    { numRuns: 300, examples: [['{${X}|\nredis:\n  redis']] },
  );
});
