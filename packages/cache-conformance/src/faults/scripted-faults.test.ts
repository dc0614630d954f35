import { describe, expect, it } from 'vitest';
import type { Fault, FaultPlan } from './fault.ts';
import { scriptedFaults } from './scripted-faults.ts';

const fail: Fault = { kind: 'fail' };
const drop: Fault = { kind: 'drop' };

/** The kinds of fault that befall as many calls of one operation, `-` for none. */
function play(plan: FaultPlan, count: number, operation = 'get', subject?: string): string {
  return Array.from({ length: count }, (_, index) => plan({ operation, subject, index })?.kind ?? '-').join(' ');
}

describe('a script of faults', () => {
  it('lets every call be if it is empty', () => {
    expect(play(scriptedFaults([]), 3)).toBe('- - -');
  });

  it('befalls the next call, once, if it says no more', () => {
    expect(play(scriptedFaults([{ fault: fail }]), 3)).toBe('fail - -');
  });

  it('befalls as many calls as it says, or all', () => {
    expect(play(scriptedFaults([{ fault: fail, times: 2 }]), 4)).toBe('fail fail - -');
    expect(play(scriptedFaults([{ fault: fail, times: Infinity }]), 4)).toBe('fail fail fail fail');
    expect(play(scriptedFaults([{ fault: fail, times: 0 }]), 4)).toBe('- - - -');
  });

  it('spares as many calls before as it says', () => {
    expect(play(scriptedFaults([{ fault: fail, after: 2 }]), 4)).toBe('- - fail -');
    expect(play(scriptedFaults([{ fault: fail, after: 1, times: 2 }]), 4)).toBe('- fail fail -');
  });

  it('is about the operation and the subject that it names, and counts no other call', () => {
    const plan = scriptedFaults([{ operation: 'set', subject: 'key', after: 1, fault: fail }]);
    expect(play(plan, 3, 'get')).toBe('- - -');
    expect(play(plan, 3, 'set', 'other')).toBe('- - -');
    expect(play(plan, 3, 'set')).toBe('- - -');
    expect(play(plan, 3, 'set', 'key')).toBe('- fail -');
  });

  it('goes on to the next step when one has run out', () => {
    expect(play(scriptedFaults([{ fault: fail, times: 2 }, { fault: drop }]), 4)).toBe('fail fail drop -');
  });

  it('lets a later step befall the calls that an earlier one spares', () => {
    const plan = scriptedFaults([
      { fault: fail, after: 2 },
      { fault: drop, times: Infinity },
    ]);
    expect(play(plan, 4)).toBe('drop drop fail drop');
  });

  it('counts for a step only the calls that no earlier one befell', () => {
    const plan = scriptedFaults([
      { fault: fail, times: 2 },
      { fault: drop, after: 1 },
    ]);
    expect(play(plan, 5)).toBe('fail fail - drop -');
  });

  it('begins anew with each plan that is made of it', () => {
    const script = [{ fault: fail }];
    expect([play(scriptedFaults(script), 2), play(scriptedFaults(script), 2)]).toEqual(['fail -', 'fail -']);
  });
});
