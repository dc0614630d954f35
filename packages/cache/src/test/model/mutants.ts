import { vi } from 'vitest';
import { Subscription } from '../../backplane/subscription.ts';
import { InFlightLoads } from '../../in-flight/in-flight-loads.ts';
import { LeaseKeeper } from '../../in-flight/lease-keeper.ts';
import { LocalTier } from '../../tiers/local-tier.ts';
import { Outbox } from '../../tiers/outbox.ts';
import { SharedTier } from '../../tiers/shared-tier.ts';
import { VersionReader } from '../../tiers/version-reader.ts';
import { WriteQueue } from '../../tiers/write-queue.ts';
import { KeyChanges } from '../../versions/key-changes.ts';
import { VersionTable } from '../../versions/version-table.ts';
import { allRules, type StoreRules } from './virtual-store.ts';

/** A rule of the protocol, broken. */
export interface Mutant {
  readonly name: string;
  /** The steps that show it. */
  readonly operations: readonly string[];
  readonly isTroubled: boolean;
  readonly isCold: boolean;
  readonly rules: StoreRules;
  /** Breaks a rule of the cache; `vi.restoreAllMocks` mends it. */
  readonly apply: () => void;
}

function mutant(
  name: string,
  operations: readonly string[],
  apply: () => void,
  { isTroubled = true, isCold = false, ...rules }: Partial<StoreRules & Pick<Mutant, 'isTroubled' | 'isCold'>> = {},
): Mutant {
  return { name, operations, isTroubled, isCold, rules: { ...allRules, ...rules }, apply };
}

/** A method, to be called with its `this`. */
type Method<T, Name extends keyof T> = T[Name] extends (...words: infer Words) => infer Result
  ? (this: T, ...words: Words) => Result
  : never;

function methodOf<T extends object, Name extends keyof T>(prototype: T, name: Name): Method<T, Name> {
  return Reflect.get(prototype, name) as Method<T, Name>;
}

const nothing = (): void => {};
const writes = ['get', 'set', 'set', 'delete', 'time'];
const loads = ['get', 'load', 'load', 'set', 'delete'];
const tags = ['get', 'load', 'set', 'invalidate', 'clear'];

export const mutants: readonly Mutant[] = [
  mutant('acquiring a lease does not read again', ['load'], nothing, {
    isTroubled: false,
    isCold: true,
    readsAgain: false,
  }),
  mutant('a loaded value is stored without its lease', loads, nothing, { checksLeases: false }),
  mutant('a message goes before its write', loads, nothing, { announcesAfterWrites: false }),
  mutant('a write sends no message', loads, nothing, { announces: false }),
  mutant('a set that arrives late is stored', writes, nothing, { refusesLateSets: false }),
  mutant('a failed set is taken for over at once', writes, () => {
    vi.spyOn(SharedTier.prototype, 'writeEndsAt').mockReturnValue(-Infinity);
  }),
  mutant('a key in doubt is read', [...writes, 'outage'], () => {
    vi.spyOn(Outbox.prototype, 'isInDoubt').mockReturnValue(false);
  }),
  mutant('a refused write leaves no doubt', [...writes, 'outage'], () => {
    const recordKey = methodOf<Outbox, 'recordKey'>(Outbox.prototype, 'recordKey');
    vi.spyOn(Outbox.prototype, 'recordKey').mockImplementation(function (this: Outbox, failure, key, until) {
      return failure.kind === 'refused' || recordKey.call(this, failure, key, until);
    });
  }),
  mutant('a tag that waits to be invalidated is valid', [...tags, 'outage'], () => {
    vi.spyOn(Outbox.prototype, 'isInvalid').mockReturnValue(false);
    vi.spyOn(VersionTable.prototype, 'note').mockImplementation(nothing);
  }),
  mutant('a fill that raced a message is kept', loads, () => {
    vi.spyOn(KeyChanges.prototype, 'isUnchanged').mockReturnValue(true);
  }),
  mutant('a fill that raced an own write is kept', loads, () => {
    vi.spyOn(KeyChanges.prototype, 'note').mockImplementation(nothing);
  }),
  mutant('a value that waits is served after a message', ['get', 'get', 'get', 'load', 'set'], () => {
    vi.spyOn(WriteQueue.prototype, 'forget').mockImplementation(nothing);
  }),
  mutant('a load is joined after its key was written', loads, () => {
    vi.spyOn(InFlightLoads.prototype, 'supersede').mockImplementation(nothing);
  }),
  mutant(
    'a read is joined after it was sent',
    ['load', 'load', 'set', 'delete'],
    () => {
      vi.spyOn(InFlightLoads.prototype, 'nextMoment').mockReturnValue(0);
    },
    { isTroubled: false },
  ),
  mutant('a version read is joined after it was sent', tags, () => {
    const read = methodOf<VersionReader, 'read'>(VersionReader.prototype, 'read');
    const reading = new WeakMap<VersionReader, ReturnType<VersionReader['read']>>();
    vi.spyOn(VersionReader.prototype, 'read').mockImplementation(function (this: VersionReader) {
      const present = reading.get(this);
      if (present !== undefined) return present;
      const next = read.call(this);
      reading.set(this, next);
      void next.done.finally(() => reading.delete(this));
      return next;
    });
  }),
  mutant('a message moves the point of completeness', tags, () => {
    vi.spyOn(VersionTable.prototype, 'readFrom', 'get').mockImplementation(function (this: VersionTable) {
      return this.version;
    });
  }),
  mutant('an invalidation leaves memory alone', tags, () => {
    vi.spyOn(VersionTable.prototype, 'isValidHere').mockReturnValue(true);
  }),
  mutant('a message of an invalidation is ignored', tags, () => {
    vi.spyOn(VersionTable.prototype, 'noteMessage').mockImplementation(nothing);
  }),
  mutant('a gap is ignored', ['get', 'load', 'set', 'delete', 'loss', 'recovery'], () => {
    vi.spyOn(Subscription.prototype, 'era', 'get').mockReturnValue(0);
  }),
  mutant('memory is trusted while no messages come', ['get', 'load', 'set', 'delete', 'loss'], () => {
    vi.spyOn(LocalTier.prototype, 'isTrusted').mockReturnValue(true);
  }),
  mutant('a lease is renewed after its load', ['load', 'failing load', 'forced load'], () => {
    vi.spyOn(LeaseKeeper.prototype, 'end').mockImplementation(nothing);
  }),
];
