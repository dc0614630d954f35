import { expect, it } from 'vitest';
import { passTable } from './pass-table.ts';

it('sets passes under each other, counts to the right', () => {
  const cold = {
    modelCalls: 12,
    modelHits: 0,
    toolCalls: 20,
    toolHits: 1,
    billedTokens: 12_345,
    avoidedTokens: 0,
    hitsFrom: new Map([['memory', 1]]),
  };
  const warm = {
    modelCalls: 0,
    modelHits: 12,
    toolCalls: 0,
    toolHits: 21,
    billedTokens: 0,
    avoidedTokens: 12_345,
    hitsFrom: new Map([
      ['memory', 30],
      ['redis', 1_003],
    ]),
  };
  const table = passTable([
    { name: 'cold', tally: cold, milliseconds: 1_234.5 },
    { name: 'warm', tally: warm, milliseconds: 9.4 },
  ]);
  expect(table.split('\n')).toEqual([
    '      model calls  tool calls  cache hits  tokens billed  tokens avoided      time               hits from',
    'cold           12          20           1         12,345               0  1,235 ms                memory 1',
    'warm            0           0          33              0          12,345      9 ms  memory 30, redis 1,003',
  ]);
});
