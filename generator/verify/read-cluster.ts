import { listIn, textIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import type { VerifyContext } from './context.ts';
import { CannotCheck } from './outcome.ts';

/** Objects of a kind; the arguments are those behind `kubectl get`. Throws {@link CannotCheck} where the cluster does not say. */
export async function itemsOf({ cluster }: VerifyContext, ...args: string[]): Promise<readonly Json[]> {
  const answered = await cluster.get(...args);
  if (!answered.ok) throw new CannotCheck(`kubectl get ${args[0]}: ${answered.why}`);
  return listIn(answered.value, 'items');
}

/** The object with a name; undefined when it is not there. */
export async function objectOf(
  context: VerifyContext,
  kind: string,
  namespace: string,
  name: string,
): Promise<Json | undefined> {
  const items = await itemsOf(context, kind, '--namespace', namespace);
  return items.find((item) => textIn(item, 'metadata', 'name') === name);
}
