import { describe, expect, it } from 'vitest';
import type { BatchEntry } from '../call-options.ts';
import { checkOptionNames, checkOptions, checkText, listEntries, listKeys, listTags } from './check-arguments.ts';

const refused = (option: string): unknown => expect.objectContaining({ code: 'CACHE_OPTION', option });

describe('listKeys', () => {
  it('takes any iterable of keys', () => {
    expect(listKeys(new Set(['a', 'b']))).toEqual(['a', 'b']);
  });

  it.each<unknown>(['user:1', null, undefined, 5, {}])('does not take %s apart', (keys) => {
    expect(() => listKeys(keys as string[])).toThrow(refused('keys'));
  });
});

describe('listEntries', () => {
  it('takes a Map and pairs', () => {
    expect(listEntries(new Map([['a', 1]]))).toEqual([['a', 1]]);
    expect(listEntries([['a', 1, { ttl: 5 }]])).toHaveLength(1);
  });

  it.each<unknown>([{ a: 1 }, ['ab'], [null], null, 'ab'])('refuses %j', (entries) => {
    expect(() => listEntries(entries as BatchEntry[])).toThrow(refused('entries'));
  });
});

describe('listTags', () => {
  it('takes any iterable of strings, each once', () => {
    expect(listTags(new Set(['a', '']))).toEqual(['a', '']);
    expect(listTags(['b', '\uD800', 'b'])).toEqual(['b', '\uD800']);
  });

  it.each<unknown>(['user:1', null, undefined, 5, {}, [1], ['a', null]])('refuses %j', (tags) => {
    expect(() => listTags(tags as string[])).toThrow(refused('tags'));
  });
});

describe('checkText', () => {
  it('takes what arrives as it is', () => {
    for (const text of ['', 'ä€😀\0', 'é'.repeat(5)]) expect(() => checkText('cache', text, {}, 10)).not.toThrow();
  });

  it.each<unknown>(['\uD800', 7, null, undefined, 'é'.repeat(6)])('refuses %j', (text) => {
    expect(() => checkText('cache', text, {}, 10)).toThrow(refused('cache'));
  });
});

describe('checkOptions', () => {
  it.each<unknown>([3600, '1h', null, [], true])('refuses %j in the place of options', (options) => {
    expect(() => checkOptions(options as object)).toThrow(refused('options'));
  });

  it('takes an object, and none', () => {
    expect(() => checkOptions({ ttl: 5 })).not.toThrow();
    expect(() => checkOptions(undefined)).not.toThrow();
  });
});

describe('checkOptionNames', () => {
  it('names what is no option, and those that are', () => {
    expect(() => checkOptionNames({ maxSize: 5 }, ['maxEntries', 'name'])).toThrow(
      'maxSize is no option; the options are maxEntries, name',
    );
    expect(() => checkOptionNames({ name: 'a' }, ['maxEntries', 'name'])).not.toThrow();
  });
});
