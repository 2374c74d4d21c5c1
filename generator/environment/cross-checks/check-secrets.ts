import type { CrossCheck } from './cross-check.ts';

/** Slot and section agree: a store that nobody reads, or values that come from nowhere, are a mistake. */
export const checkSecrets: CrossCheck = ({ resolved, isSound, report }) => {
  const slot = resolved.slots?.secrets;
  const store = resolved.secrets?.store;
  if (slot === undefined || store === undefined || !isSound(['secrets', 'store'])) return;
  if (slot === 'external-secrets' && store === null) {
    const message = 'slots.secrets is external-secrets, but secrets.store does not say where the store is';
    report({ code: 'slot-without-section', path: ['slots', 'secrets'], message });
  } else if (slot !== 'external-secrets' && store !== null) {
    const message = `secrets.store is written, but slots.secrets is ${slot}: nothing would read it`;
    report({ code: 'slot-without-section', path: ['secrets', 'store'], message, at: 'key' });
  }
};
