import type { CrossCheck } from './cross-check.ts';

/** Where nothing outside can be reached, what comes from outside has to come from somewhere else. */
export const checkAirGap: CrossCheck = ({ resolved, isSound, report }) => {
  if (resolved.airGapped !== true || !isSound(['airGapped'])) return;
  const path = ['airGapped'];
  if (resolved.mirror === null)
    report({
      code: 'missing-key',
      path,
      message: 'mirror is missing: an air-gapped cluster cannot pull from public registries',
      expected: 'mirror.images and mirror.charts',
    });
  if (resolved.network?.federation === 'open')
    report({
      code: 'invalid-value',
      path: ['network', 'federation'],
      message: 'network.federation is open, but nothing outside can be reached (airGapped)',
      expected: 'closed',
    });
};
