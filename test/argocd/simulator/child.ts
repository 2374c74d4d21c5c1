import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import { runHealth, type Verdict } from '../health/run-health.ts';

/** What Argo CD finds of a child's own objects, as a function of the ticks since it was synced. */
export type Deployed = (age: number) => Promise<Verdict> | Verdict;

/** Verdicts by script and object: most ticks change nothing, and a Lua VM is slow to start. */
const verdicts = new Map<string, Promise<Verdict>>();

function judgeOnce(script: string, object: object): Promise<Verdict> {
  const key = `${script}\0${JSON.stringify(object)}`;
  const verdict = verdicts.get(key) ?? runHealth(script, object);
  verdicts.set(key, verdict);
  return verdict;
}

const quickly: Deployed = (age) => ({ status: age < 1 ? 'Progressing' : 'Healthy' });

/**
 * One child Application as its own controller drives it, a step a tick: it compares what the spec says now, starts a sync, applies, and then
 * watches its objects. In between its status still shows the verdict about the spec before.
 */
export class Child {
  app: IApplication;
  #compared: IApplication | undefined;
  #phase: 'OutOfSync' | 'Running' | 'Synced' = 'OutOfSync';
  #age = 0;
  readonly #deployed: Deployed;

  private constructor(app: IApplication, deployed: Deployed) {
    this.app = app;
    this.#deployed = deployed;
  }

  /** One that has just been created. */
  static created(app: IApplication, deployed: Deployed = quickly): Child {
    return new Child(app, deployed);
  }

  /** One that has been synced and healthy for long. */
  static settled(app: IApplication, deployed: Deployed = quickly): Child {
    const child = new Child(app, deployed);
    child.#compared = app;
    child.#phase = 'Synced';
    child.#age = 1000;
    return child;
  }

  /** New content on the branch that it follows. */
  noticeContent(): void {
    this.#phase = 'OutOfSync';
  }

  /** @returns what it began in this tick, if anything that a reader wants to see. */
  tick(): 'syncs' | undefined {
    if (JSON.stringify(this.#compared?.spec) !== JSON.stringify(this.app.spec)) {
      this.#compared = this.app;
      this.#phase = 'OutOfSync';
      return undefined;
    }
    if (this.#phase === 'OutOfSync') {
      this.#phase = 'Running';
      return 'syncs';
    }
    if (this.#phase === 'Running') {
      this.#phase = 'Synced';
      this.#age = 0;
    } else this.#age++;
    return undefined;
  }

  /** What is true of it, whatever its status shows: the present spec is applied, and its objects are healthy. */
  async isReady(): Promise<boolean> {
    const { status } = await this.#deployed(this.#age);
    return this.#compared === this.app && this.#phase === 'Synced' && status === 'Healthy';
  }

  /** What the health check of Applications makes of it. */
  async judge(script: string): Promise<Verdict> {
    // Until a sync has applied something, what is found is what was deployed before.
    const health = await this.#deployed(this.#age);
    const compared = this.#compared?.spec;
    return judgeOnce(script, {
      ...(JSON.parse(JSON.stringify(this.app)) as object),
      ...(compared && {
        status: JSON.parse(
          JSON.stringify({
            sync: {
              status: this.#phase === 'Synced' ? 'Synced' : 'OutOfSync',
              comparedTo: {
                source: compared.source ?? { repoURL: '' },
                sources: compared.sources,
                destination: compared.destination,
              },
            },
            operationState: { phase: this.#phase === 'Running' ? 'Running' : 'Succeeded' },
            health,
          }),
        ) as object,
      }),
    });
  }
}
