import assert from 'node:assert/strict';
import { twinNames } from '../through-twins.ts';
import type { Suite } from './suite.ts';

/** A provider is what its author declares. */
export function declaredCapabilities(suite: Suite): void {
  const { sync, setIfNewer } = suite.capabilities;

  suite.promise('it has a name', async ({ provider }) => {
    assert.ok(typeof provider.name === 'string' && provider.name !== '', 'a provider needs a name');
  });

  suite.promise(`it has ${setIfNewer ? '' : 'no '}setIfNewer, as declared`, async ({ provider }) => {
    assert.equal(typeof provider.setIfNewer, setIfNewer ? 'function' : 'undefined');
  });

  suite.promise(`it has ${sync ? 'all' : 'no'} synchronous twins, as declared`, async ({ provider }) => {
    const present = twinNames.filter((name) => typeof Reflect.get(provider, name) === 'function');
    assert.deepEqual(present, sync ? twinNames : []);
  });
}
