import { expect, it } from 'vitest';
import { makeEnvironment, readConfig, render } from './render.ts';

const read = (file: string, environment = makeEnvironment()) =>
  readConfig(environment, 'synapse-router', `well-known-${file}.json`);

it('leads clients to the homeserver and to the authoriser of calls', () => {
  expect(read('client')).toEqual({
    'm.homeserver': { base_url: 'https://matrix.example.org' },
    'org.matrix.msc4143.rtc_foci': [{ type: 'livekit', livekit_service_url: 'https://rtc.example.org' }],
  });
});

it('leads other servers to the port that the edge has', () => {
  expect(read('server')).toEqual({ 'm.server': 'matrix.example.org:443' });
});

it('names a contact where there is one, and is no document otherwise', () => {
  const environment = makeEnvironment({ synapse: { supportEmail: 'matrix@example.org' } });
  expect(read('support', environment)).toEqual({
    contacts: [
      { role: 'm.role.admin', email_address: 'matrix@example.org' },
      { role: 'm.role.security', email_address: 'matrix@example.org' },
    ],
  });
  const files = render(makeEnvironment()).configMaps.flatMap((each) => Object.keys(each.files));
  expect(files).not.toContain('well-known-support.json');
});
