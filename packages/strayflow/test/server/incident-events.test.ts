import { expect, it, onTestFinished } from 'vitest';
import { EventHub } from '../../src/server/event-hub.js';
import { IncidentEvents } from '../../src/server/incident-events.js';
import { acknowledge } from '../../src/shell/acting/incident-deeds.js';
import { openIncident } from './acting-example.js';
import { testApp } from './test-app.js';

it('pages hear of each incident that changed, also of one that is older than those listed first', () => {
  const app = testApp();
  const hub = new EventHub('run');
  const events = new IncidentEvents(app.folder, hub);
  onTestFinished(() => events.close());
  const heard: unknown[] = [];
  hub.listen('anna', ({ kind, data }) => heard.push([kind, data]));
  const old = openIncident(app, '203.0.113.1');
  events.look();
  expect(heard.splice(0)).toEqual([['incident', { id: old }]]);
  for (let i = 2; i < 70; i++) {
    app.clock.now += 1_000;
    openIncident(app, `203.0.113.${i}`);
  }
  events.look();
  heard.length = 0;
  acknowledge(app.notices, old, { by: 'command line (ann)', now: app.clock.now });
  events.look();
  expect(heard.splice(0)).toEqual([['incident', { id: old }]]);
  events.look();
  expect(heard).toEqual([]);
});
