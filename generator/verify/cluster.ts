import type { Json } from '../kubernetes/object.ts';

/** What a program answered, or why it did not. */
export type Answered<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly why: string };

/** A cluster, as somebody sees it who changes nothing. */
export interface Cluster {
  /** `kubectl get … --output json`; the arguments are those behind `get`. */
  readonly get: (...args: string[]) => Promise<Answered<Json>>;
  /** Opens a way to a port of a Service or pod for as long as `use` takes; gives `use` its URL. */
  readonly forward: <Value>(
    place: { readonly namespace: string; readonly target: string; readonly port: number },
    use: (url: string) => Promise<Value>,
  ) => Promise<Answered<Value>>;
}
