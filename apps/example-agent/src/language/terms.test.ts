import { describe, expect, it } from 'vitest';
import { stem } from './stem.ts';
import { stems, terms } from './terms.ts';

describe('stem', () => {
  it.each([
    ['caches', 'cached', 'caching', 'cache'],
    ['memories', 'memory'],
    ['invalidated', 'invalidates', 'invalidate', 'invalidation'],
    ['configure', 'configured', 'configuration', 'configurations'],
    ['running', 'runs', 'run'],
    ['classes', 'class'],
    ['stored', 'stores', 'storing', 'store'],
  ])('gives the inflections of a word one form (%s, %s, …)', (...words) => {
    expect(new Set(words.map(stem)).size).toBe(1);
  });

  it.each(['redis', 'status', 'class', 'ms', 'sha256'])('leaves %s as it is', (word) => {
    expect(stem(word)).toBe(word);
  });
});

describe('terms', () => {
  it('leaves out words that say nothing', () => {
    expect(terms('What is the default of a provider?').map(({ word }) => word)).toEqual(['default', 'provider']);
  });

  it.each(['maxEntries', 'max_entries', 'max-entries'])('finds %s under every spelling of the compound', (word) => {
    expect(stems(word)).toEqual(['maxentries', 'max', 'entr']);
  });

  it('reads letters of every script', () => {
    expect(terms('Größe キャッシュ').map(({ word }) => word)).toEqual(['Größe', 'キャッシュ']);
  });
});
