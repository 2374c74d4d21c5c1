import { findComputedSetting } from '../computed-synapse-settings.ts';
import { quote } from '../quote.ts';
import type { CrossCheck } from './cross-check.ts';

/** What the generator computes for homeserver.yaml cannot be set a second time. */
export const checkSettings: CrossCheck = ({ resolved, report }) => {
  const closed = resolved.network?.federation === 'closed';
  for (const key of Object.keys(resolved.synapse?.settings ?? {})) {
    // Closed federation is an empty list; with open federation the list is the user's own.
    const whitelist = closed && key === 'federation_domain_whitelist';
    if (findComputedSetting(key) === undefined && !whitelist) continue;
    const message = `${quote(key)} is computed by the generator and cannot be set here`;
    report({ code: 'owned-setting', path: ['synapse', 'settings', key], message, at: 'key' });
  }
};
