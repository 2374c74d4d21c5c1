import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import { Child, type Deployed } from './child.ts';

/** What happens to an environment. */
export interface Scenario {
  /** Children that run before it happens. */
  readonly before: readonly IApplication[];
  /** Children that git shows from then on. */
  readonly after: readonly IApplication[];
  /** The commit also changes what the overlays of a branch say. Default: false */
  readonly content?: boolean;
  /** What is found of a child's objects, by Application name. Default: healthy one tick after its sync */
  readonly deployed?: Readonly<Record<string, Deployed>>;
  /** Tick at which a person approves what waits for confirmation. Default: never */
  readonly approvedAt?: number;
}

/** What happened, for people and for assertions. */
export interface Trace {
  readonly lines: readonly string[];
  /** Tick at which each Application was first applied by the root. */
  readonly applied: ReadonlyMap<string, number>;
  /** Tick at which each child began to sync. */
  readonly synced: ReadonlyMap<string, number>;
  /** Tick at which each Application was truly there after that, whatever its status showed. */
  readonly healthy: ReadonlyMap<string, number>;
}

const end = 400;
const quietTicks = 8;

/**
 * Replays how the root brings up its children, a tick at a time: a wave is applied, and the next one when the health check of every object of
 * it says Healthy; Degraded fails the sync, which is tried again; the last wave is not awaited; what is pruned comes last (PruneLast), and what
 * needs confirmation waits for it. A root whose children did not change does nothing.
 *
 * Source: argoproj/argo-cd v3.4.7 `gitops-engine/pkg/sync/sync_context.go`, `sync_tasks.go`.
 */
export async function simulate(scenario: Scenario, healthCheck: string): Promise<Trace> {
  const { before, after, deployed = {}, approvedAt = Number.POSITIVE_INFINITY } = scenario;
  const nameOf = (app: IApplication) => app.metadata?.name ?? '';
  const live = new Map(before.map((app) => [nameOf(app), Child.settled(app, deployed[nameOf(app)])]));
  const waves = groupByWave(after);
  const gone = before.filter((app) => !after.some((other) => nameOf(other) === nameOf(app)));
  const lines: string[] = [];
  const applied = new Map<string, number>();
  const synced = new Map<string, number>();
  const healthy = new Map<string, number>();
  let tick = 0;
  let quiet = 0;
  const say = (text: string) => {
    quiet = 0;
    lines.push(`${String(tick).padStart(3)}  ${text}`);
  };

  if (scenario.content) {
    const following = [...live.values()].filter(({ app }) => followsBranch(app));
    for (const child of following) child.noticeContent();
    if (following.length > 0)
      say(`git: new content on the branch, which ${following.length} children follow`);
  }
  const changed = after.some((app) => JSON.stringify(live.get(nameOf(app))?.app) !== JSON.stringify(app));
  const working = changed || gone.length > 0;
  say(
    working
      ? 'root: its children changed in git, a sync begins'
      : 'root: its children are the same, nothing to sync',
  );

  let next = working ? 0 : waves.length;
  let current: readonly IApplication[] = [];
  let waitingFor = '';
  let pruning = working ? [...gone] : [];
  let asked = false;
  for (tick = 1; tick < end && quiet < quietTicks; tick++) {
    quiet++;
    const began = [...live].filter(([, child]) => child.tick() === 'syncs').map(([name]) => name);
    for (const name of began) if (!synced.has(name)) synced.set(name, tick);
    if (began.length > 0) say(`  sync: ${began.join(', ')}`);
    const verdicts = new Map<string, { status: string; message?: string }>();
    for (const [name, child] of live) {
      verdicts.set(name, await child.judge(healthCheck));
      if (synced.has(name) && !healthy.has(name) && (await child.isReady())) healthy.set(name, tick);
    }
    const degraded = current.map(nameOf).filter((name) => verdicts.get(name)?.status === 'Degraded');
    if (degraded.length > 0) {
      say(
        `root: sync failed, ${degraded.map((name) => `${name} is Degraded: ${verdicts.get(name)?.message}`).join('; ')}; tries again`,
      );
      next = 0;
      current = [];
      continue;
    }
    const waiting = current.map(nameOf).filter((name) => verdicts.get(name)?.status !== 'Healthy');
    const last = next === waves.length && pruning.length === 0;
    if (waiting.length > 0 && !last) {
      const text = waiting.join(', ');
      if (text !== waitingFor) say(`root: waits for ${text}`);
      waitingFor = text;
      continue;
    }
    waitingFor = '';
    const wave = waves[next];
    if (wave !== undefined) {
      say(`root: wave ${wave.wave}: ${wave.apps.map(nameOf).join(', ')}`);
      for (const app of wave.apps) {
        const child = live.get(nameOf(app));
        if (child === undefined) live.set(nameOf(app), Child.created(app, deployed[nameOf(app)]));
        else child.app = app;
        if (!applied.has(nameOf(app))) applied.set(nameOf(app), tick);
      }
      current = wave.apps;
      next++;
      if (next === waves.length && pruning.length === 0) say('root: synced; nothing waits for the last wave');
    } else if (pruning.length > 0) {
      const removable = pruning.filter((app) => !needsConfirmation(app) || tick >= approvedAt);
      for (const app of removable) {
        live.delete(nameOf(app));
        say(
          `root: prunes ${nameOf(app)}, ${cascades(app) ? 'and with it what it deployed' : 'what it deployed stays'}`,
        );
      }
      pruning = pruning.filter((app) => !removable.includes(app));
      if (pruning.length > 0 && !asked)
        say(`root: waits for a person to approve the removal of ${pruning.map(nameOf).join(', ')}`);
      asked = true;
      if (pruning.length === 0) say('root: synced');
      current = [];
    }
  }
  const unfinished = [...live]
    .filter(([name]) => synced.has(name) && !healthy.has(name))
    .map(([name]) => name);
  lines.push(
    unfinished.length > 0 || (waves.length > next && working)
      ? `end  not there yet: ${[...unfinished, ...waves.slice(next).flatMap(({ apps }) => apps.map(nameOf))].join(', ')}`
      : 'end  all healthy',
  );
  return { lines, applied, synced, healthy };
}

function groupByWave(apps: readonly IApplication[]): { wave: number; apps: IApplication[] }[] {
  const waves = new Map<number, IApplication[]>();
  for (const app of apps) {
    const wave = Number(app.metadata?.annotations?.['argocd.argoproj.io/sync-wave'] ?? '0');
    waves.set(wave, [...(waves.get(wave) ?? []), app]);
  }
  return [...waves].sort(([one], [other]) => one - other).map(([wave, of]) => ({ wave, apps: of }));
}

function sourcesOf({ spec }: IApplication) {
  return spec.sources ?? (spec.source === undefined ? [] : [spec.source]);
}

function followsBranch(app: IApplication): boolean {
  return sourcesOf(app).some(({ path, targetRevision }) => path !== undefined && targetRevision === 'main');
}

function needsConfirmation({ metadata }: IApplication): boolean {
  return (metadata?.annotations?.['argocd.argoproj.io/sync-options'] ?? '').includes('Prune=confirm');
}

function cascades({ metadata }: IApplication): boolean {
  return (metadata?.finalizers ?? []).length > 0;
}
