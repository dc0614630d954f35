import assert from 'node:assert/strict';
import { nextTurn } from '../real-clock.ts';
import type { CoordinationSuite } from './coordination-suite.ts';
import { Ear } from './ear.ts';

/** Who listens is told every message of the channel, in order. */
export function backplanePromises(suite: CoordinationSuite): void {
  suite.promise('every listener on the channel is told every message, in order, also its own', async (subject) => {
    const { here, there } = subject;
    const ears = [new Ear(), new Ear(), new Ear()] as const;
    await here.backplane.subscribe('news', ears[0]);
    await here.backplane.subscribe('news', ears[1]);
    await there.backplane.subscribe('news', ears[2]);
    const messages = Array.from({ length: 200 }, (_, index) => `message ${index}`);
    await Promise.all(messages.map((message) => here.backplane.publish('news', message)));
    for (const ear of ears) {
      await ear.hears('message 199');
      assert.deepEqual(ear.heard, messages);
    }
  });

  suite.promise('a message arrives as it was, whatever text it is', async ({ here, there }) => {
    const ear = new Ear();
    await there.backplane.subscribe('news', ear);
    const messages = ['', ' ', 'ä€😀\r\n\0', '{"a":1}', '$5\r\nhello\r\n', 'x'.repeat(300_000), 'end'];
    for (const message of messages) await here.backplane.publish('news', message);
    await ear.hears('end');
    assert.deepEqual(ear.heard, messages);
  });

  suite.promise('nobody is told what was said on another channel', async ({ here, there }) => {
    const ears = new Map(['a', 'A', 'a*', '*', 'a:b', '', 'ä'].map((channel) => [channel, new Ear()]));
    for (const [channel, ear] of ears) await there.backplane.subscribe(channel, ear);
    for (const channel of [...ears.keys(), 'nobody listens']) await here.backplane.publish(channel, `to ${channel}`);
    for (const [channel, ear] of ears) {
      await ear.hears(`to ${channel}`);
      assert.deepEqual(ear.heard, [`to ${channel}`]);
    }
  });

  suite.promise('a subscription that was ended is told nothing more, and others go on', async ({ here, there }) => {
    const [leaving, staying] = [new Ear(), new Ear()];
    const leave = await there.backplane.subscribe('news', leaving);
    await there.backplane.subscribe('news', staying);
    await here.backplane.publish('news', 'first');
    await Promise.all([leaving.hears('first'), staying.hears('first')]);
    await Promise.all([leave(), leave()]);
    await leave();
    await here.backplane.publish('news', 'second');
    await staying.hears('second');
    await nextTurn();
    assert.deepEqual(leaving.heard, ['first']);
  });

  suite.promise('a subscription that is being ended is told nothing once that was said', async ({ here, there }) => {
    const [leaving, staying] = [new Ear(), new Ear()];
    const leave = await there.backplane.subscribe('news', leaving);
    await there.backplane.subscribe('news', staying);
    const published = here.backplane.publish('news', 'on its way');
    const left = leave();
    const heardBefore = [...leaving.heard];
    await Promise.all([left, published, staying.hears('on its way')]);
    await nextTurn();
    assert.deepEqual(leaving.heard, heardBefore);
  });

  suite.promise('a listener that listens twice is told twice, until one of them ends', async ({ here, there }) => {
    const ear = new Ear();
    const leave = await there.backplane.subscribe('news', ear);
    await there.backplane.subscribe('news', ear);
    await here.backplane.publish('news', 'twice');
    await here.backplane.publish('news', 'end');
    await ear.hears('end');
    await nextTurn();
    assert.deepEqual(ear.heard, ['twice', 'twice', 'end', 'end']);
    await leave();
    await here.backplane.publish('news', 'once');
    await ear.hears('once');
    await nextTurn();
    assert.deepEqual(ear.heard.slice(4), ['once']);
  });

  suite.promise('a channel can be listened to again after the last one has left it', async ({ here, there }) => {
    const leave = await there.backplane.subscribe('news', new Ear());
    await leave();
    const ear = new Ear();
    await there.backplane.subscribe('news', ear);
    await leave();
    await here.backplane.publish('news', 'again');
    await ear.hears('again');
    assert.deepEqual(ear.heard, ['again']);
  });

  suite.promise('a listener that throws or rejects harms neither the others nor itself', async ({ here, there }) => {
    const ear = new Ear();
    const bad = { heard: [] as string[], onGap: () => {} };
    const throwing = (message: string): void => {
      bad.heard.push(message);
      throw new Error('the listener threw');
    };
    await there.backplane.subscribe('news', { ...bad, onMessage: throwing });
    await there.backplane.subscribe('news', {
      ...bad,
      onMessage: async () => {
        throw new Error('the listener rejected');
      },
    });
    await there.backplane.subscribe('news', ear);
    await here.backplane.publish('news', 'first');
    await here.backplane.publish('news', 'second');
    await ear.hears('second');
    assert.deepEqual(ear.heard, ['first', 'second']);
    assert.deepEqual(bad.heard, ['first', 'second']);
  });
}
