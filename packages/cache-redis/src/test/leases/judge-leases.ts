import type { LeaseEvent, Moment } from './lease-event.ts';

/** What one process noted, from its start to its end. */
export interface ProcessHistory {
  readonly events: readonly LeaseEvent[];
  /** When it was seen to be gone. */
  readonly endedAt: Moment;
}

/** What many processes did together, and what of it must not be. */
export interface LeaseVerdict {
  readonly grants: number;
  readonly writes: number;
  /** Writes that were refused, as a later holder had written. */
  readonly refused: number;
  readonly reads: number;
  /** Times at which two processes counted themselves the holder. */
  readonly overlaps: readonly string[];
  /** Leases with a token that is not above that of an earlier holder. */
  readonly disorder: readonly string[];
  /** Reads and stored writes of a token below one that had been there before. */
  readonly lost: readonly string[];
}

interface Holding {
  readonly token: number;
  readonly from: Moment;
  readonly to: Moment;
}

export function judgeLeases(histories: readonly ProcessHistory[]): LeaseVerdict {
  const events = histories.flatMap((history) => history.events);
  const holdings = histories.flatMap(holdingsOf).toSorted((a, b) => a.from - b.from);
  const writes = events.filter((event) => event.kind === 'wrote');
  const overlaps: string[] = [];
  const disorder: string[] = [];
  let last: Holding | undefined;
  for (const holding of holdings) {
    const pair = `${JSON.stringify(last)} and ${JSON.stringify(holding)}`;
    if (last !== undefined && holding.from < last.to) overlaps.push(pair);
    if (last !== undefined && holding.token <= last.token) disorder.push(pair);
    if (last === undefined || holding.to > last.to) last = holding;
  }
  return {
    grants: holdings.length,
    writes: writes.length,
    refused: writes.filter(({ isStored }) => !isStored).length,
    reads: events.filter(({ kind }) => kind === 'saw').length,
    overlaps,
    disorder,
    lost: findLost(events),
  };
}

/** When a process counted itself the holder: from each grant to its end, its release, its own end. */
function holdingsOf({ events, endedAt }: ProcessHistory): readonly Holding[] {
  const holdings = new Map<number, { from: Moment; to: Moment }>();
  for (const event of events) {
    if (event.kind === 'held') holdings.set(event.token, { from: event.at, to: event.until });
    const holding = holdings.get(event.token);
    if (holding === undefined) continue;
    if (event.kind === 'renewed') holding.to = event.until;
    if (event.kind === 'released') holding.to = Math.min(holding.to, event.at);
  }
  return (
    [...holdings]
      .map(([token, { from, to }]) => ({ token, from, to: Math.min(to, endedAt) }))
      // One that slept until its lease was over held it at no time.
      .filter(({ from, to }) => from < to)
  );
}

/** What was seen or stored after something higher had been: of calls that followed one another. */
function findLost(events: readonly LeaseEvent[]): readonly string[] {
  const present = events.filter(isPresent);
  const ended = present.toSorted((a, b) => a.to - b.to);
  const lost: string[] = [];
  let highest = 0;
  let next = 0;
  for (const event of present.toSorted((a, b) => a.from - b.from)) {
    for (let each = ended[next]; each !== undefined && each.to < event.from; each = ended[++next]) {
      highest = Math.max(highest, each.token);
    }
    if (event.token < highest) lost.push(`${JSON.stringify(event)} after ${highest}`);
  }
  return lost;
}

function isPresent(event: LeaseEvent): event is Extract<LeaseEvent, { kind: 'saw' | 'wrote' }> {
  return event.kind === 'saw' || (event.kind === 'wrote' && event.isStored);
}
