import { describe, expect, it } from 'vitest';
import { formatProblem } from '../problem.ts';
import { loadText, problemsOf } from '../test/load-text.ts';

const base = `cache:
  default_provider: memory
  providers:
    memory: { enabled: true, max_size: 10 }
    redis:
      enabled: true
      host: base.example
      password: one
`;

describe('a later file', () => {
  it('goes before an earlier one key by key, and leaves what it does not say', async () => {
    const { config } = await loadText([base, 'cache: { providers: { redis: { host: later.example } } }']);

    expect(config.cache.providers.redis.options).toEqual({ host: 'later.example', password: 'one' });
    expect(config.cache.providers.memory.options.maxEntries).toBe(10);
  });

  it('says nothing with a key without a value, but for a warning', async () => {
    const { config, warnings } = await loadText([base, 'cache:\n  providers:\n    redis:\n']);

    expect(config.cache.providers.redis.options.host).toBe('base.example');
    expect(warnings).toEqual([]);
  });

  it('takes a password away with an empty text', async () => {
    const { config } = await loadText([base, 'cache: { providers: { redis: { password: "" } } }']);

    expect(config.cache.providers.redis.options).not.toHaveProperty('password');
  });

  it('is where a wrong value of it stands; what an earlier file says stays there', async () => {
    expect(
      await problemsOf([
        base.replace('max_size: 10', 'max_size: 0'),
        '# a comment\ncache:\n  providers:\n    redis: { port: 0 }\n',
      ]),
    ).toEqual([
      '1.yaml:4:40: cache.providers.memory.max_size is not valid; found 0; accepted: a whole number from 1 to 8388608',
      '2.yaml:4:20: cache.providers.redis.port is not valid; found 0; accepted: a whole number from 1 to 65535',
    ]);
  });

  it('can put right what an earlier one says wrong', async () => {
    const { config } = await loadText([
      base.replace('max_size: 10', 'max_size: "${UNSET}"'),
      'cache: { providers: { memory: { max_size: 3 } } }',
    ]);

    expect(config.cache.providers.memory.options.maxEntries).toBe(3);
  });

  it('is told together with every other file that can not be read', async () => {
    expect(await problemsOf(['a: [', '- a', base])).toEqual([
      expect.stringMatching(/^1\.yaml:1:5: .* a bracket is not closed/),
      expect.stringMatching(/^2\.yaml:1:1: .* holds a list/),
    ]);
  });
});

it.each([
  ['is empty', ''],
  ['has only comments', '# nothing yet\n'],
])('warns of a later file that %s, and takes what stands before it', async (_, text) => {
  const { config, warnings } = await loadText([base, text]);

  expect(config.cache.providers.redis.options.host).toBe('base.example');
  expect(warnings.map(formatProblem)).toEqual([
    expect.stringMatching(/^2\.yaml:1:1: 2\.yaml is empty; write a setting into it, or leave the file out$/),
  ]);
});

it('refuses an empty file where it is the first', async () => {
  expect(await problemsOf(['', base])).toEqual([
    '1.yaml:1:1: 1.yaml is empty; it must hold a mapping such as "cache: {}"',
  ]);
});

it('warns of a key without a value, and takes its default', async () => {
  const { config, warnings } = await loadText(`${base}redis:\n  port:\n`);

  expect(config.cache.providers.redis.options).not.toHaveProperty('port');
  expect(warnings.map(formatProblem)).toEqual([
    '1.yaml:10:3: redis.port has no value and is ignored; give it one, or remove the line',
  ]);
});
