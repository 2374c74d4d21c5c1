import type { Environment } from '../../../environment/environment.ts';
import { syncWaves } from '../sync-waves.ts';
import { mainProcess } from '../worker-catalogue.ts';
import { activeWorkerKinds } from '../worker-names.ts';

/** The one process that has the media volume: others would need the same file system. */
export interface MediaHolder {
  /** Value of `app.kubernetes.io/component`. */
  readonly component: string;
  readonly wave: number;
}

/** The media worker, or the main process where there is none. */
export function mediaHolder(environment: Environment): MediaHolder {
  const worker = activeWorkerKinds(environment).find(({ serves }) => serves.includes('media'));
  if (worker === undefined) return { component: mainProcess.component, wave: syncWaves.main };
  return { component: worker.component, wave: syncWaves.workers };
}

/** True when media goes to the object store, which needs an image that upstream does not ship; otherwise it stays on the volume. */
export function offloadsMedia({ synapse }: Environment): boolean {
  return synapse.media.image !== null;
}
