import { describe, expect, it } from 'vitest';
import { findCalculation } from './find-calculation.ts';

function given(question: string): string | undefined {
  const calculation = findCalculation(question);
  return calculation?.kind === 'given' ? calculation.expression : undefined;
}

function fromDocuments(question: string, statement: string): string | undefined {
  const calculation = findCalculation(question);
  return calculation?.kind === 'from-documents' ? calculation.expressionFor(statement) : undefined;
}

describe('findCalculation', () => {
  it.each([
    ['What is 20 % of 3,600?', '20% * 3600'],
    ['What is 15 percent of 80?', '15% * 80'],
    ['How much is 12 * (3 + 4)?', '12 * (3 + 4)'],
    ['what is 7 times 6', '7 * 6'],
    ['100 divided by 8?', '100 / 8'],
    ['What is 10 minus 2.5?', '10 - 2.5'],
    ['What is the square root of 2?', 'sqrt(2)'],
    ['How much is 20 % of 4 KiB?', '20% * 4 KiB'],
    ['What is 2 hours + 30 minutes?', '2 hours + 30 minutes'],
    ['What is 12 squared plus 1?', '12^2 + 1'],
    ['How many seconds are 2 hours?', '2 hours to seconds'],
    ['Convert 90 minutes to hours', '90 minutes to hours'],
  ])('calculates what "%s" gives: %s', (question, expression) => {
    expect(given(question)).toBe(expression);
  });

  it.each([
    ['How many seconds is the default ttl?', 'Entries live 1 hour.', '1 hour to seconds'],
    ['How many bytes may metadata have?', 'At most 4 KiB.', '4 KiB to bytes'],
    ['What is 20% of the limit?', 'The limit is 1,024 entries.', '20% * 1024'],
    ['What is 3 times the timeout?', 'The timeout is 5 seconds.', '3 * 5 seconds'],
  ])('takes the number that "%s" wants from "%s"', (question, statement, expression) => {
    expect(fromDocuments(question, statement)).toBe(expression);
  });

  it.each([
    'What is the default ttl?',
    'Does it run on Node 22 or 24?',
    'What is in docs/decisions/0001?',
    'What changed on 2026-01-02?',
    'How many packages are there?',
    'How do entries get to Redis?',
  ])('finds nothing to calculate in "%s"', (question) => {
    expect(findCalculation(question)).toBeUndefined();
  });

  it.each([`Is 1${' '.repeat(100_000)}x?`, '('.repeat(100_000), `Is ${'1 '.repeat(50_000)}?`])(
    'does not lose itself in a hostile question (%#)',
    (question) => {
      expect(findCalculation(question)).toBeUndefined();
    },
  );

  it('takes no number of another kind', () => {
    expect(fromDocuments('How many seconds is the ttl?', 'It holds 4 KiB.')).toBeUndefined();
  });
});
