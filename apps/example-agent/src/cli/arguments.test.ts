import { describe, expect, it } from 'vitest';
import { readArguments, UsageError } from './arguments.ts';

describe('readArguments', () => {
  it('reads every option', () => {
    expect(readArguments(['--ask', 'Why?', '--docs', 'd', '--provider=redis', '--config', 'c.yaml'])).toEqual({
      help: false,
      ask: 'Why?',
      docs: 'd',
      provider: 'redis',
      config: 'c.yaml',
    });
  });

  it.each([
    [['--unknown'], "Unknown option '--unknown'"],
    [['question'], "Unexpected argument 'question'"],
    [['--ask'], "'--ask <value>' argument missing"],
    [['--ask', ' '], '--ask needs a value'],
    [['--ask', '--docs'], 'ambiguous'],
    [['--ask', 'Why?', '--ask=How?'], '--ask is given more than once'],
    [['--docs', 'd'], '--docs goes with --ask'],
  ])('refuses %j and points to the help', (args, message) => {
    expect(() => readArguments(args)).toThrow(UsageError);
    expect(() => readArguments(args)).toThrow(message);
    expect(() => readArguments(args)).toThrow('--help');
  });
});
