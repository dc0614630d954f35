import type { Fault, FaultPlan } from './fault.ts';

/** A fault, and which calls it befalls. */
export interface ScriptedFault {
  /** Name of the operation. Default: every operation. */
  readonly operation?: string | undefined;
  /** The key, the name of a cache, or the channel. Default: every one. */
  readonly subject?: string | undefined;
  /** How many of the calls that it is about, and that no earlier fault in the list befalls, are spared before. Default: 0. */
  readonly after?: number | undefined;
  /** How many it befalls then. Default: 1. `Infinity`: all that follow. */
  readonly times?: number | undefined;
  readonly fault: Fault;
}

/** Faults in a fixed order: each call is befallen by the first in the list that is about it and has not run out. */
export function scriptedFaults(script: readonly ScriptedFault[]): FaultPlan {
  const seen = script.map(() => 0);
  return ({ operation, subject }) => {
    for (const [index, step] of script.entries()) {
      if (step.operation !== undefined && step.operation !== operation) continue;
      if (step.subject !== undefined && step.subject !== subject) continue;
      const before = seen[index] ?? 0;
      seen[index] = before + 1;
      const first = step.after ?? 0;
      if (before >= first && before < first + (step.times ?? 1)) return step.fault;
    }
    return undefined;
  };
}
