import { formatPath, valueAt } from '../path.ts';
import { whySingle, workerKindNames } from '../schema/worker-kinds.ts';
import type { CrossCheck } from './cross-check.ts';

/** Some work cannot be divided: Synapse would refuse the configuration, or a second process would spoil the first one's. */
export const checkWorkers: CrossCheck = ({ resolved, report }) => {
  for (const kind of workerKindNames) {
    const why = whySingle(kind);
    const path = ['synapse', 'workers', kind, 'replicas'];
    const replicas = valueAt(resolved, path);
    if (why === undefined || typeof replicas !== 'number' || replicas <= 1) continue;
    report({
      code: 'single-instance-worker',
      path,
      message: `${formatPath(path)} is ${replicas}, but ${why}`,
      expected: '1, or 0 to leave the work to the main process',
    });
  }
};
