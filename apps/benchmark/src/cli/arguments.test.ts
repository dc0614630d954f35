import { describe, expect, it } from 'vitest';
import { readSoakArguments } from '../soak/arguments.ts';
import { readArguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

describe('the options of the benchmark', () => {
  it('are all read', () => {
    expect(readArguments(['--quick', '--rows', '^get/', '--rounds=5', '--out', 'there'])).toEqual({
      help: false,
      list: false,
      quick: true,
      rows: /^get\//i,
      rounds: 5,
      out: 'there',
    });
  });

  it('are none to measure everything', () => {
    expect(readArguments([])).toMatchObject({ quick: false, rows: undefined, rounds: undefined, out: undefined });
  });

  it.each([
    [['--unknown'], "Unknown option '--unknown'"],
    [['get'], "Unexpected argument 'get'"],
    [['--rounds'], "'--rounds <value>' argument missing"],
    [['--rounds', '0'], '--rounds must be a whole number from 1 to 1000, not 0'],
    [['--rounds', '2.5'], '--rounds must be a whole number'],
    [['--rounds', ''], '--rounds must be a whole number'],
    [['--rows', '('], '--rows is no regular expression'],
    [['--out', ' '], '--out needs a folder'],
    [['--quick', '--quick'], '--quick is given more than once'],
  ])('are refused with a pointer to the help: %j', (args, message) => {
    expect(() => readArguments(args)).toThrow(UsageError);
    expect(() => readArguments(args)).toThrow(message);
    expect(() => readArguments(args)).toThrow('--help');
  });
});

describe('the options of the soak test', () => {
  it('are ten minutes if nothing is said', () => {
    expect(readSoakArguments([])).toEqual({ help: false, minutes: 10, out: undefined });
  });

  it.each([
    [['--minutes', '0'], '--minutes must be a number from 0.5'],
    [['--minutes', 'ten'], 'not ten'],
    [['--out='], '--out needs a folder'],
  ])('are refused with a pointer to the help: %j', (args, message) => {
    expect(() => readSoakArguments(args)).toThrow(UsageError);
    expect(() => readSoakArguments(args)).toThrow(message);
  });
});
