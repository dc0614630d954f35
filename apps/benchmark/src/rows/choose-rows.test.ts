import { describe, expect, it } from 'vitest';
import { targets } from '../targets/targets.ts';
import { chooseRows } from './choose-rows.ts';

const all = chooseRows(false, undefined);

describe('the rows of a run', () => {
  it('have ids of their own', () => {
    expect(new Set(all.rows.map(({ id }) => id)).size).toBe(all.rows.length);
  });

  it('hold every row that a target names', () => {
    const ids = new Set(all.rows.map(({ id }) => id));
    expect(targets.filter(({ row }) => !ids.has(row))).toEqual([]);
  });

  it('are fewer, and without values of 1 MB, when it must be quick', () => {
    const { rows, outage } = chooseRows(true, undefined);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(all.rows.length);
    expect(rows.filter(({ id }) => id.includes('1MB'))).toEqual([]);
    expect(outage).toBe(true);
  });

  it('are those that match the pattern', () => {
    expect(chooseRows(false, /^get\/1-workers\/TEXT/i).rows.map(({ id }) => id)).toEqual(['get/1-workers/text-100B']);
    const ofCache = chooseRows(false, /cache-redis\/.*/i);
    expect(ofCache.rows.length).toBeGreaterThan(10);
    expect(new Set(ofCache.rows.map(({ group }) => group))).toEqual(new Set(['Cache over Redis']));
    expect(ofCache).toMatchObject({ outage: false, coherence: false });
    expect(chooseRows(false, /^outage$/)).toEqual({ rows: [], outage: true, coherence: false });
    expect(chooseRows(false, /^coherence$/)).toEqual({ rows: [], outage: false, coherence: true });
  });
});
